"""What a check finds, and how an error becomes a finding."""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from skrzynka import SkrzynkaError

_SOON = 7
"""Days before its end in which a certificate must be renewed by now: authorities do so a month ahead."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's line; ``ok`` is None where something else must be mended before it can be checked."""

    check: str
    ok: bool | None
    says: str
    mend: str = ""


def tried(check: str, work: Callable[[], str]) -> Finding:
    """What ``work`` says where it ends well; else what is wrong, and how to mend it."""
    try:
        return Finding(check, ok=True, says=work())
    except SkrzynkaError as error:
        return failed(check, str(error))


def failed(check: str, sentence: str) -> Finding:
    """A finding from an error's sentence, whose mend stands after its last semicolon, or after its first colon."""
    says, _, mend = sentence.rpartition("; ")
    if not says:
        says, _, mend = sentence.partition(": ")
    return Finding(check, ok=False, says=says, mend=mend)


def waits(check: str, for_what: str) -> Finding:
    """A check that cannot be made now."""
    return Finding(check, ok=None, says=f"not checked: {for_what} must work first")


def has_address(host: str, setting: str) -> str:
    """Which addresses a host name has. Raises SkrzynkaError."""
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        said = getattr(error, "strerror", None) or type(error).__name__
        raise SkrzynkaError(f"{host} has no address ({said}); check {setting} and the network's DNS") from error
    return f"{host} is {', '.join(sorted(found))}"


def certificate_line(ends: datetime | None, now: datetime, setting: str) -> str:
    """How long a trusted certificate lasts. Raises SkrzynkaError where it ends within days."""
    if ends is None:
        return f"no encryption: {setting} asks for none"
    days = (ends - now).days
    if days < _SOON:
        raise SkrzynkaError(f"trusted, but its certificate ends on {ends:%Y-%m-%d}; the server must renew it now")
    return f"encrypted and trusted; the certificate ends on {ends:%Y-%m-%d}, in {days} days"
