"""What the administrator decides about reading, taken from the settings once."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a process that reads mails needs no settings
    from skrzynka.settings import Settings


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of one attachment is read; what is over is kept, listed and marked. Sizes in bytes."""

    size: int = 30_000_000
    unpacked: int = 100_000_000
    pages: int = 50
    seconds: int = 20


@dataclass(frozen=True, slots=True)
class Rules:
    """``staff`` are addresses or ``@domain``; ``checkers`` the servers whose checks of senders are believed.

    A checker is the name at the start of Authentication-Results (RFC 8601, 2.2).
    """

    staff: tuple[str, ...] = ()
    checkers: tuple[str, ...] = ()
    limits: Limits = Limits()


def rules_of(settings: "Settings") -> Rules:
    """The rules that a configuration sets."""
    reading = settings.reading
    limits = Limits(
        size=reading.max_attachment_mb * 1_000_000,
        unpacked=reading.max_unpacked_mb * 1_000_000,
        pages=reading.max_pages,
        seconds=reading.max_seconds,
    )
    return Rules(settings.staff.addresses, reading.trusted_checkers, limits)
