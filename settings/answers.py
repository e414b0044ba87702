"""What residents are told beside the decisions."""

from pydantic import Field

from skrzynka.settings.values import LanguageCode, Section, Text


class AnswersSettings(Section):
    """``more`` says where the whole report stands, by language."""

    more: dict[LanguageCode, Text] = Field(default_factory=dict)
