"""Whether a mail is staff's orders: it answers a digest, and the city's own server says who it is from. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from skrzynka import tokens
from skrzynka.intake.authentication import vouches
from skrzynka.intake.records import Mail
from skrzynka.settings import Settings
from skrzynka.store.records import Kind

_LOOKS = re.compile(
    # A line as staff write them: 17=6, 17+3, nr 17 = brak, undo 17, 17 note: ...
    r"^[ \t]*(?:(?:nr|no|№)\.?[ \t]*)?\d{1,9}[ \t]*(?:[=+]|nota\b|note\b|notatka\b|нотатка\b|примітка\b)"
    r"|^[ \t]*(?:cofnij|undo|скасуй|скасувати)[ \t]+\d",
    re.IGNORECASE | re.MULTILINE,
)
_OF_PEOPLE = (Kind.OPINION, Kind.QUESTION, Kind.THANKS, Kind.UNREADABLE)
"""What a person's mail may have been taken for: no machine's answer ever gives orders."""


class Refusal(StrEnum):
    """Why a mail that looks like orders is an ordinary letter."""

    SENDER = "not from who may give orders"
    FORGED = "its token is none of ours"
    STALE = "it answers a digest of too long ago"
    UNVOUCHED = "the server does not vouch for its sender"


@dataclass(frozen=True, slots=True)
class Desk:
    """Who may give orders, how their mails are known, and for how long a digest may be answered."""

    addresses: tuple[str, ...]
    checkers: tuple[str, ...]
    header: tuple[str, str] | None
    key: bytes
    lasts: timedelta

    @classmethod
    def of(cls, settings: Settings, key: bytes) -> "Desk":
        """What a configuration says."""
        chosen = settings.orders
        return cls(
            addresses=tuple(address.casefold() for address in chosen.addresses),
            checkers=settings.reading.trusted_checkers,
            header=chosen.header,
            key=key,
            lasts=timedelta(days=chosen.days),
        )


def orders(mail: Mail, kind: Kind, desk: Desk, now: datetime) -> Refusal | bool:
    """True where a mail gives orders, False where it does not try to, else why they are refused.

    A token counts where a mail program names what is answered, or in the subject; the text may be quoted.
    """
    fields = [value for name in ("in-reply-to", "references", "subject") for value in mail.all(name)]
    claims = tokens.claimed(fields)
    if not (claims and kind in _OF_PEOPLE and _LOOKS.search(mail.text)):
        return False
    if mail.forwarded_by or mail.from_email.casefold() not in desk.addresses:
        return Refusal.SENDER
    days = [day for claim in claims if (day := tokens.day_of(desk.key, claim))]
    if not days:
        return Refusal.FORGED
    if now.date() - max(days) > desk.lasts:
        return Refusal.STALE
    return True if _vouched(mail, desk) else Refusal.UNVOUCHED


def _vouched(mail: Mail, desk: Desk) -> bool:
    if desk.header:
        name, value = desk.header
        if value.casefold() in (each.strip().casefold() for each in mail.all(name.casefold())):
            return True
    return vouches(mail.all("authentication-results"), desk.checkers, mail.from_email)
