"""How the service stands when a digest is written: what its last comparison found, and whether the mailbox is read."""

from dataclasses import replace
from datetime import datetime, timedelta

from skrzynka.digest.insights import Condition
from skrzynka.settings import Settings
from skrzynka.store.comparison import Comparison
from skrzynka.store.health import Health

SOON = timedelta(days=30)
"""So long before its end a certificate is told of."""


def condition(settings: Settings, poll: Health, compared: Comparison | None, now: datetime) -> Condition:
    """What a digest says of the service. Pure; times are those of the consultation's clock."""
    zone, closed = settings.consultation.zone, settings.consultation.grace_ends_at
    ends = poll.certificate_ends if poll.certificate_ends and poll.certificate_ends - now <= SOON else None
    return Condition(
        read_at=poll.succeeded_at and poll.succeeded_at.astimezone(zone),
        failing_since=poll.failing_since and poll.failing_since.astimezone(zone),
        certificate_ends=ends and ends.astimezone(zone),
        certificate_ended=ends is not None and ends <= now,
        summary_waits=now >= closed and (poll.succeeded_at is None or poll.succeeded_at < closed),
        compared=compared and replace(compared, at=compared.at.astimezone(zone)),
    )
