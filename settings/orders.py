"""Who may give orders by mail."""

from pydantic import Field, field_validator

from skrzynka.settings.values import Address, Section, Text


class OrdersSettings(Section):
    """Who may correct tags by answering a digest, how the city's server vouches for them, and for how many days."""

    addresses: tuple[Address, ...] = ()
    trusted_header: Text | None = None
    days: int = Field(default=14, ge=1, le=365)

    @field_validator("trusted_header")
    @classmethod
    def _named(cls, value: str | None) -> str | None:
        name, _, words = (value or "x: x").partition(":")
        if not (name.strip() and words.strip()) or " " in name.strip():
            raise ValueError('write a name and a value, such as "X-Um-Internal: yes"')
        return value

    @property
    def header(self) -> tuple[str, str] | None:
        """The name and the value of ``trusted_header``."""
        name, _, value = (self.trusted_header or "").partition(":")
        return (name.strip(), value.strip()) if value else None
