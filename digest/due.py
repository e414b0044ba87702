"""Which digest should go out now. Pure: the clock's word comes in as ``now``."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from skrzynka.settings import Settings

LATE_AFTER = timedelta(hours=1)
"""A digest that goes out later than this after its hour says so."""


@dataclass(frozen=True, slots=True)
class Due:
    """A digest that should go out now: the morning it is for, and whether it is late."""

    day: date
    late: bool


def morning(settings: Settings, now: datetime) -> datetime:
    """The latest digest hour that has come, in UTC.

    The wall clock decides, so that a change to or from summer time moves no digest to another day.
    """
    local = now.astimezone(settings.consultation.zone)
    day = local.date() if local.time() >= settings.digest.hour else local.date() - timedelta(days=1)
    return datetime.combine(day, settings.digest.hour, settings.consultation.zone).astimezone(UTC)


def next_morning(settings: Settings, now: datetime) -> datetime:
    """The digest hour that comes next, in UTC."""
    zone = settings.consultation.zone
    today = now.astimezone(zone).date()
    hours = (datetime.combine(today + timedelta(days=ahead), settings.digest.hour, zone) for ahead in range(3))
    return next(hour for hour in (hour.astimezone(UTC) for hour in hours) if hour > now)


def daily_due(settings: Settings, last: date | None, since: datetime, *, news: bool, now: datetime) -> Due | None:
    """Which daily digest is due: at most the latest, even after several mornings were missed.

    Args:
        settings: the dates, the time zone and the hour.
        last: the day of the latest digest there is, or None.
        since: when there was first something to tell of: the first mail, or the worker's start.
        news: whether anything was taken in after the latest digest; outside the consultation only news are told.
        now: the present instant.
    """
    hour = morning(settings, now)
    day = hour.astimezone(settings.consultation.zone).date()
    if (last is not None and last >= day) or (last is None and hour < since):
        return None
    opens, closes = settings.consultation.opens, settings.consultation.closes
    # The first one after the close is owed however late it is: it tells of the last day, or why there is no summary.
    within = opens <= day and (last is None or last <= closes)
    if not (within or news):
        return None
    return Due(day, late=now - hour > LATE_AFTER)


def closing_due(settings: Settings, last_poll: datetime | None, now: datetime) -> bool:
    """Whether the closing summary may go out.

    The digest hour after the close and its grace has come, and a poll after them has taken in what was sent to the last
    minute.
    """
    hour = morning(settings, now)
    closed = settings.consultation.grace_ends_at
    return hour >= closed and last_poll is not None and last_poll >= closed
