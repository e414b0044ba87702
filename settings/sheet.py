"""Which columns the spreadsheet for decisions has."""

from pydantic import Field, field_validator

from skrzynka.settings.values import Section

_KNOWN = ("number", "letters", "received", "language", "scope", "text", "decision", "justification", "unit")
_USUAL = ("number", "letters", "scope", "text", "decision", "justification", "unit")
_NEEDED = ("number", "decision", "justification", "unit")


class SheetSettings(Section):
    """The columns, in their order."""

    columns: tuple[str, ...] = Field(
        default=("number", "letters", "scope", "text", "decision", "justification", "unit")
    )

    @field_validator("columns")
    @classmethod
    def _known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        strange = [name for name in value if name not in _KNOWN]
        missing = [name for name in _NEEDED if name not in value]
        if strange or missing or len(set(value)) < len(value):
            raise ValueError(f"write each once, of: {', '.join(_KNOWN)}; {', '.join(_NEEDED)} are always needed")
        return value
