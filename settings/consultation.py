"""What is consulted, when, and by whom."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from skrzynka.settings.values import Address, LanguageCode, Section, Text, TimeZone


class ConsultationSettings(Section):
    """What is consulted, when, and by whom; ``opens`` and ``closes`` are inclusive days.

    For ``grace_hours`` after the close, what was written before it may still arrive in time.
    """

    name: Text
    subject: Text
    organiser: Text
    opens: date
    closes: date
    grace_hours: int = Field(default=0, ge=0, le=240)
    time_zone: TimeZone
    address: Address
    languages: tuple[LanguageCode, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not (self.opens.year >= 2000 and self.closes.year < 3000):
            raise ValueError("write days between 2000-01-01 and 2999-12-31")
        if self.closes < self.opens:
            raise ValueError(f"closes ({self.closes}) is before opens ({self.opens}); give the later day as closes")
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that days are counted in."""
        return ZoneInfo(self.time_zone)

    @property
    def opens_at(self) -> datetime:
        """The first instant of the consultation, in UTC."""
        return self._midnight(self.opens)

    @property
    def closes_at(self) -> datetime:
        """The first instant after the consultation, in UTC."""
        return self._midnight(self.closes + timedelta(days=1))

    @property
    def grace_ends_at(self) -> datetime:
        """From then on no mail can be in time, in UTC."""
        return self.closes_at + timedelta(hours=self.grace_hours)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone).astimezone(UTC)
