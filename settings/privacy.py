"""How long what residents wrote is kept."""

from datetime import datetime, timedelta
from typing import Self

from pydantic import Field, model_validator

from skrzynka.settings.values import Section


class PrivacySettings(Section):
    """Mails are erased so many days after the close, or after they came, whichever is later; by ``purge`` unasked."""

    keep_days: int | None = Field(default=None, ge=1, le=36_500)
    purge: bool = False

    @model_validator(mode="after")
    def _known_when(self) -> Self:
        if self.purge and self.keep_days is None:
            raise ValueError("purge = true erases what is older than keep_days; write keep_days too")
        return self

    @property
    def reason(self) -> str:
        """Why what is due is erased, for the record."""
        return f"kept for {self.keep_days} days after the close, as configured"

    def due_from(self, closes_at: datetime) -> datetime | None:
        """When the first mails are due; None where all are kept."""
        return None if self.keep_days is None else closes_at + timedelta(days=self.keep_days)

    def due_before(self, closes_at: datetime, now: datetime) -> datetime | None:
        """Mails that came before this are due now; None where none is."""
        first = self.due_from(closes_at)
        return None if first is None or now < first else now - timedelta(days=self.keep_days or 0)
