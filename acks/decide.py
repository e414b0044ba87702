"""Who is told that a letter has come: nobody whom it could harm, and no machine. Pure."""

import re
from collections.abc import Sequence
from enum import StrEnum

from skrzynka.intake.authentication import vouches
from skrzynka.settings import Settings
from skrzynka.store.records import Period, StoredMail

Headers = Sequence[tuple[str, str]]
"""Lower-case names and values, in the order of the mail."""


class Why(StrEnum):
    """Why a letter is not acknowledged; kept in its history."""

    OUTSIDE = "it came before the opening or after the close"
    NOT_FROM_THEM = "a colleague forwarded it, or it has no sender"
    OURS = "it comes from an address of ours"
    MACHINE = "a machine may have sent it"
    ASKED_NOT_TO = "it asks for no automatic answer"
    UNVOUCHED = "no server vouches for its sender"
    RECENTLY = "its sender was told of another letter a short time ago"


_NOBODY = re.compile(
    # RFC 3834, 2: addresses that no person reads.
    r"^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|nobody|root|daemon|bounces?|owner-.*|.*-(?:request|owner|bounces?))$"
)
_ADDRESS = re.compile(
    # What may stand in a header and in an envelope as it is (RFC 5322, 3.4.1): one address, without quoted strings.
    r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)+"
)
_SIGNS: Sequence[tuple[str, re.Pattern[str], Why]] = tuple(
    (name, re.compile(pattern, re.IGNORECASE), why)
    for name, pattern, why in (
        # What each says, and where that stands.
        ("auto-submitted", r"^(?!\s*no\b)", Why.MACHINE),  # RFC 3834, 5
        ("return-path", r"^\s*<?\s*>?\s*$", Why.MACHINE),  # a null path: RFC 5321, 4.5.5
        ("precedence", r"bulk|list|junk|auto", Why.MACHINE),  # RFC 2076, 3.9
        ("list-id", r".", Why.MACHINE),  # RFC 2919
        ("list-unsubscribe", r".", Why.MACHINE),  # RFC 2369
        ("list-post", r".", Why.MACHINE),
        ("x-autoreply", r"^(?!\s*no\b)", Why.MACHINE),
        ("x-autorespond", r".", Why.MACHINE),
        ("x-loop", r".", Why.MACHINE),
        ("x-skrzynka-mail", r".", Why.OURS),
        ("x-auto-response-suppress", r"\b(?:all|autoreply)\b", Why.ASKED_NOT_TO),  # MS-OXCMAIL, 2.1.3.2.20
    )
)


def refusal(mail: StoredMail, headers: Headers, settings: Settings) -> Why | None:
    """Why ``mail`` is not acknowledged, whoever was told what before; None where it may be."""
    if mail.row.period is not Period.OPEN:
        return Why.OUTSIDE
    if why := unreachable(mail, settings):
        return why
    for name, pattern, why in _SIGNS:
        if any(key == name and pattern.search(value[:1000]) for key, value in headers):
            return why
    lines = [value for key, value in headers if key == "authentication-results"]
    address = mail.row.from_email.casefold()
    return None if vouches(lines, settings.reading.trusted_checkers, address) else Why.UNVOUCHED


def unreachable(mail: StoredMail, settings: Settings) -> Why | None:
    """Why nobody is told anything at the sender's address; None where somebody may read it."""
    address = mail.row.from_email.casefold()
    if mail.forwarded_by or not _ADDRESS.fullmatch(address):
        return Why.NOT_FROM_THEM
    if address in _ours(settings):
        return Why.OURS
    return Why.MACHINE if _NOBODY.match(address.rpartition("@")[0]) else None


def _ours(settings: Settings) -> set[str]:
    named = (settings.consultation.address, settings.smtp.sender, *settings.digest.recipients)
    staff = (*settings.orders.addresses, *settings.alarm.recipients)
    return {address.casefold() for address in (*named, *staff)}
