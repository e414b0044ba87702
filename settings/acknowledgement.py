"""Whether residents are told that their letter has come, and what they are told."""

from typing import Self

from pydantic import Field, model_validator

from skrzynka.settings.values import LanguageCode, Section, Text


class AcknowledgementSettings(Section):
    """Off unless ``send`` is true. ``next`` says what happens next, ``privacy`` is the notice; both by language."""

    send: bool = False
    once_in_days: int = Field(default=7, ge=1, le=365)
    most_per_hour: int = Field(default=60, ge=1, le=10_000)
    next: dict[LanguageCode, Text] = Field(default_factory=dict)
    privacy: dict[LanguageCode, Text] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        for name, texts in (("next", self.next), ("privacy", self.privacy)):
            if self.send and not texts:
                raise ValueError(f'send = true wants {name}, in one language at least: {name}.pl = "..."')
        return self
