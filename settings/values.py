"""Kinds of values that sections are made of, and what makes a section."""

from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints


def _address(value: str) -> str:
    local, at, domain = value.rpartition("@")
    if not (at and local and domain) or any(c.isspace() or c in "<>,;" for c in value):
        raise ValueError("write one plain e-mail address, such as office@city.example")
    return value


def _staff_address(value: str) -> str:
    return value if value.startswith("@") and _address(f"x{value}") else _address(value)


def _https(value: str) -> str:
    if not value.startswith("https://") or "@" in value or "?" in value:
        raise ValueError("write an address that begins with https://, without a login or a question mark")
    return value.rstrip("/")


def _time_zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("write a time zone of the IANA list, such as Europe/Warsaw")
    return value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Address = Annotated[str, AfterValidator(_address)]
TimeZone = Annotated[str, AfterValidator(_time_zone)]
StaffAddress = Annotated[str, AfterValidator(_staff_address)]
LanguageCode = Annotated[str, StringConstraints(pattern="^[a-z]{2}$")]
HttpsUrl = Annotated[str, AfterValidator(_https)]
ScopeKey = Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9_-]*$")]
Port = Annotated[int, Field(ge=1, le=65535)]


class Section(BaseModel):
    """Frozen; a key that nobody knows is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")
