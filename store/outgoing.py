"""Mails of our own, as the store keeps them: frozen records."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class OutgoingKind(StrEnum):
    """What is sent."""

    DAILY = "daily"
    CLOSING = "closing"
    REPLY = "reply"  # to staff who gave orders by mail
    ACK = "ack"  # to a resident whose letter has come
    ANSWER = "answer"  # to a resident, what was decided
    TRIAL = "trial"  # such an answer, to a colleague who looks at it first
    NOTICE = "notice"  # to an administrator; in the outbox only where it tells of another mail there


DIGESTS = (OutgoingKind.DAILY, OutgoingKind.CLOSING)
"""At most one of these exists for each day. They go to those who are configured when they are sent."""

TO_RESIDENTS = (OutgoingKind.ACK, OutgoingKind.ANSWER)
"""These hold nothing of anybody but whom they are sent to."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A mail of our own: recorded before it is sent, marked after.

    It covers what was archived after ``covers_from`` (None: from the beginning) up to and including ``covers_to``.
    ``owed`` are the addresses that still must get it after others did; None is all. After ``tries`` it is not tried
    before ``next_try_at``, and never again once it was given up; ``failure`` says why.
    """

    kind: OutgoingKind
    day: date
    message_id: str
    recipients: tuple[str, ...]
    content: bytes
    created_at: datetime
    covers_from: datetime | None
    covers_to: datetime
    late: bool = False
    sent_at: datetime | None = None
    owed: tuple[str, ...] | None = None
    tries: int = 0
    next_try_at: datetime | None = None
    failure: str = ""
    given_up_at: datetime | None = None

    def due(self, now: datetime) -> bool:
        """Whether it may be tried."""
        waits = self.next_try_at is not None and now < self.next_try_at
        return self.sent_at is None and self.given_up_at is None and not waits
