"""What may be set: frozen, validated sections."""

import re
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

from skrzynka.classify.records import Scope

INTERFACE_LANGUAGES = ("pl", "en")
"""Languages that digests and reports are written in."""


SECRET_IN_URL = re.compile(r"^[^/@]*://[^/@]*:[^/@]*@|[?&][^=&]*pass[^=&]*=", re.IGNORECASE)
"""A URL that holds a password."""


def _address(value: str) -> str:
    local, at, domain = value.rpartition("@")
    if not (at and local and domain) or any(c.isspace() or c in "<>,;" for c in value):
        raise ValueError("write one plain e-mail address, such as office@city.example")
    return value


def _staff_address(value: str) -> str:
    return value if value.startswith("@") and _address(f"x{value}") else _address(value)


def _time_zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("write a time zone of the IANA list, such as Europe/Warsaw")
    return value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Address = Annotated[str, AfterValidator(_address)]
StaffAddress = Annotated[str, AfterValidator(_staff_address)]
LanguageCode = Annotated[str, StringConstraints(pattern="^[a-z]{2}$")]
ScopeKey = Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9_-]*$")]
Port = Annotated[int, Field(ge=1, le=65535)]


class Security(StrEnum):
    """How a connection is protected. TLS is always verified; plain text must be asked for in so many words."""

    TLS = "tls"
    STARTTLS = "starttls"
    PLAIN = "plain-text-without-encryption"


class Handled(StrEnum):
    """What happens on the server to a mail once it is in the store."""

    LEAVE = "leave"
    FLAG = "flag"
    MOVE = "move"


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ConsultationSettings(_Section):
    """What is consulted, when, and by whom; ``opens`` and ``closes`` are inclusive days."""

    name: Text
    subject: Text
    organiser: Text
    opens: date
    closes: date
    time_zone: Annotated[str, AfterValidator(_time_zone)]
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

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone).astimezone(UTC)


class ScopeSettings(_Section):
    """One scope; its number is its place in the list."""

    key: ScopeKey
    names: dict[LanguageCode, Text] = Field(min_length=1)
    description: str = ""
    keywords: tuple[Text, ...] = ()


class ImapSettings(_Section):
    """The mailbox that is polled."""

    host: Text
    port: Port = 993
    security: Security = Security.TLS
    user: Text
    password_file: Path | None = None
    ca_file: Path | None = None
    folder: Text = "INBOX"
    poll_minutes: int = Field(default=5, ge=1, le=1440)
    idle: bool = True
    handled: Handled = Handled.LEAVE
    handled_flag: Text = "Skrzynka"
    handled_folder: Text = "Skrzynka"
    timeout_seconds: int = Field(default=60, ge=1, le=3600)

    @model_validator(mode="after")
    def _elsewhere(self) -> Self:
        if self.handled is Handled.MOVE and self.handled_folder == self.folder:
            raise ValueError(f"handled_folder is the folder that is read ({self.folder}); name another one")
        return self


class SmtpSettings(_Section):
    """The server that digests are sent by; no ``user`` means no login."""

    host: Text
    port: Port = 587
    security: Security = Security.STARTTLS
    user: Text | None = None
    password_file: Path | None = None
    ca_file: Path | None = None
    sender: Address
    timeout_seconds: int = Field(default=60, ge=1, le=3600)


class DigestSettings(_Section):
    """Who is told, when (local time of the consultation), and in which language."""

    recipients: tuple[Address, ...] = Field(min_length=1)
    hour: time = time(8)
    language: str = "pl"

    @field_validator("hour")
    @classmethod
    def _local(cls, value: time) -> time:
        if value.tzinfo is not None:
            raise ValueError("write the hour on the consultation's clock, such as 08:00:00, without a zone")
        return value

    @field_validator("language")
    @classmethod
    def _written(cls, value: str) -> str:
        if value not in INTERFACE_LANGUAGES:
            raise ValueError(f"write one of: {', '.join(INTERFACE_LANGUAGES)}")
        return value


class AlarmSettings(_Section):
    """Who is told that the service fails, and after how many polls; nobody named: who gets the digests."""

    recipients: tuple[Address, ...] = ()
    after_failed_polls: int = Field(default=3, ge=1, le=1000)


class StaffSettings(_Section):
    """Colleagues: a mail that one of them forwards is the opinion of its original writer.

    An address, or ``@domain`` for everybody there.
    """

    addresses: tuple[StaffAddress, ...] = ()


class ReadingSettings(_Section):
    """How much of an attachment is read, and whose checks of senders are believed."""

    max_attachment_mb: int = Field(default=30, ge=1, le=1000)
    max_unpacked_mb: int = Field(default=100, ge=1, le=1000)
    max_pages: int = Field(default=50, ge=1, le=5000)
    max_seconds: int = Field(default=20, ge=1, le=600)
    trusted_checkers: tuple[Text, ...] = ()


class StoreSettings(_Section):
    """Where the ledger is kept; a relative SQLite path is relative to the configuration's folder."""

    url: Text = "sqlite:///skrzynka.db"

    @field_validator("url")
    @classmethod
    def _without_password(cls, value: str) -> str:
        if SECRET_IN_URL.search(value):
            raise ValueError("holds a password; leave it out of this file (PGPASSWORD or PGPASSFILE may hold it)")
        return value


class Settings(_Section):
    """The whole configuration. ``folder`` is where relative paths start."""

    consultation: ConsultationSettings
    scopes: tuple[ScopeSettings, ...] = Field(min_length=1)
    imap: ImapSettings
    smtp: SmtpSettings
    digest: DigestSettings
    alarm: AlarmSettings = AlarmSettings()
    staff: StaffSettings = StaffSettings()
    reading: ReadingSettings = ReadingSettings()
    store: StoreSettings = StoreSettings()
    folder: Path = Field(default=Path(), exclude=True)

    @field_validator("scopes")
    @classmethod
    def _distinct(cls, value: tuple[ScopeSettings, ...]) -> tuple[ScopeSettings, ...]:
        keys = [scope.key for scope in value]
        double = sorted({key for key in keys if keys.count(key) > 1})
        if double:
            raise ValueError(f"the key {', '.join(double)} stands twice; give each scope a key of its own")
        if "none" in keys:
            raise ValueError("the key none means 'no topic'; choose another")
        return value

    @property
    def scope_records(self) -> tuple[Scope, ...]:
        """The scopes, numbered from 1 in their order."""
        return tuple(
            Scope(number, scope.key, scope.names, scope.description, scope.keywords)
            for number, scope in enumerate(self.scopes, start=1)
        )

    @property
    def store_url(self) -> str:
        """The store's URL with an absolute path."""
        prefix = "sqlite:///"
        if not self.store.url.startswith(prefix):
            return self.store.url
        return prefix + str((self.folder / self.store.url.removeprefix(prefix)).resolve())
