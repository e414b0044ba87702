"""What may be set: frozen, validated sections."""

import re
from datetime import time
from pathlib import Path
from typing import Self

from pydantic import Field, field_validator, model_validator

from skrzynka.classify.records import Scope
from skrzynka.settings.acknowledgement import AcknowledgementSettings
from skrzynka.settings.answers import AnswersSettings
from skrzynka.settings.channels import USUAL as USUAL_CHANNELS
from skrzynka.settings.channels import ChannelSettings
from skrzynka.settings.classifier import ClassifierSettings, OwnModels
from skrzynka.settings.consultation import ConsultationSettings
from skrzynka.settings.decisions import USUAL, DecisionSettings
from skrzynka.settings.metrics import MetricsSettings
from skrzynka.settings.orders import OrdersSettings
from skrzynka.settings.privacy import PrivacySettings
from skrzynka.settings.report import ReportSettings
from skrzynka.settings.servers import Handled, ImapSettings, SmtpSettings
from skrzynka.settings.sheet import SheetSettings
from skrzynka.settings.values import Address, LanguageCode, ScopeKey, Section, StaffAddress, Text

INTERFACE_LANGUAGES = ("pl", "uk", "en")
"""Languages that digests and reports are written in."""


SECRET_IN_URL = re.compile(r"^[^/@]*://[^/@]*:[^/@]*@|[?&][^=&]*pass[^=&]*=", re.IGNORECASE)
"""A URL that holds a password."""


class ScopeSettings(Section):
    """One scope; its number is its place in the list."""

    key: ScopeKey
    names: dict[LanguageCode, Text] = Field(min_length=1)
    description: str = ""
    keywords: tuple[Text, ...] = ()


class DigestSettings(Section):
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


class AlarmSettings(Section):
    """Who is told that the service fails, and after how many polls; nobody named: who gets the digests."""

    recipients: tuple[Address, ...] = ()
    after_failed_polls: int = Field(default=3, ge=1, le=1000)


class StaffSettings(Section):
    """Colleagues: a mail that one of them forwards is the opinion of its original writer.

    An address, or ``@domain`` for everybody there.
    """

    addresses: tuple[StaffAddress, ...] = ()


class ReadingSettings(Section):
    """How much of an attachment is read, and whose checks of senders are believed."""

    max_attachment_mb: int = Field(default=30, ge=1, le=1000)
    max_unpacked_mb: int = Field(default=100, ge=1, le=1000)
    max_pages: int = Field(default=50, ge=1, le=5000)
    max_seconds: int = Field(default=20, ge=1, le=600)
    trusted_checkers: tuple[Text, ...] = ()


class StoreSettings(Section):
    """Where the ledger is kept; a relative SQLite path is relative to the configuration's folder."""

    url: Text = "sqlite:///skrzynka.db"
    raw_key_file: Path | None = None

    @field_validator("url")
    @classmethod
    def _without_password(cls, value: str) -> str:
        if SECRET_IN_URL.search(value):
            raise ValueError("holds a password; leave it out of this file (PGPASSWORD or PGPASSFILE may hold it)")
        return value


class Settings(Section):
    """The whole configuration. ``folder`` is where relative paths start."""

    consultation: ConsultationSettings
    scopes: tuple[ScopeSettings, ...] = Field(min_length=1)
    accounts: tuple[ImapSettings, ...] = Field(alias="imap")
    smtp: SmtpSettings
    digest: DigestSettings
    alarm: AlarmSettings = AlarmSettings()
    staff: StaffSettings = StaffSettings()
    orders: OrdersSettings = OrdersSettings()
    acknowledgement: AcknowledgementSettings = AcknowledgementSettings()
    answers: AnswersSettings = AnswersSettings()
    classifier: ClassifierSettings = ClassifierSettings()
    channels: tuple[ChannelSettings, ...] = Field(default=USUAL_CHANNELS)
    report: ReportSettings = ReportSettings()
    sheet: SheetSettings = SheetSettings()
    decisions: tuple[DecisionSettings, ...] = Field(default=USUAL, min_length=1)
    reading: ReadingSettings = ReadingSettings()
    store: StoreSettings = StoreSettings()
    privacy: PrivacySettings = PrivacySettings()
    metrics: MetricsSettings | None = None
    folder: Path = Field(default=Path(), exclude=True)

    @field_validator("scopes", "decisions", "channels")
    @classmethod
    def _distinct(
        cls, value: tuple[ScopeSettings | DecisionSettings | ChannelSettings, ...]
    ) -> tuple[ScopeSettings | DecisionSettings | ChannelSettings, ...]:
        keys = [one.key for one in value]
        double = sorted({key for key in keys if keys.count(key) > 1})
        if double:
            raise ValueError(f"the key {', '.join(double)} stands twice; give each a key of its own")
        if "none" in keys:
            raise ValueError("the key none means 'no topic'; choose another")
        return value

    @field_validator("accounts", mode="before")
    @classmethod
    def _numbered(cls, value: object) -> object:
        """One table, or an array of tables."""
        tables = value if isinstance(value, list) else [value]
        return [
            {**table, "number": number} if isinstance(table, dict) else table for number, table in enumerate(tables, 1)
        ]

    @field_validator("accounts")
    @classmethod
    def _told_apart(cls, value: tuple[ImapSettings, ...]) -> tuple[ImapSettings, ...]:
        if not value:
            raise ValueError("names no account; write one [imap] section at least")
        names = [one.ledger_name for account in value for one in account.each_folder()]
        double = sorted({name for name in names if names.count(name) > 1})
        if double:
            raise ValueError(
                f"{', '.join(double)} stands twice, and the ledger could not tell them apart;"
                ' give one of the accounts another name: name = "..."'
            )
        return value

    @model_validator(mode="after")
    def _token_to_send(self) -> Self:
        if self.smtp.oauth and not self.accounts[0].oauth:
            raise ValueError("smtp.oauth sends with the token of the first account, which has none; set imap.oauth")
        return self

    @model_validator(mode="after")
    def _vouched_for(self) -> Self:
        if self.orders.addresses and not (self.orders.header or self.reading.trusted_checkers):
            raise ValueError(
                "orders.addresses wants a server that vouches for them: set reading.trusted_checkers,"
                " or orders.trusted_header"
            )
        return self

    @model_validator(mode="after")
    def _checked_senders(self) -> Self:
        if self.acknowledgement.send and not self.reading.trusted_checkers:
            raise ValueError("acknowledgement.send wants a server that checks senders: set reading.trusted_checkers")
        return self

    @property
    def docx_template(self) -> Path | None:
        """The Word template, with an absolute path."""
        return self.folder / self.report.docx_template if self.report.docx_template else None

    @property
    def own_models(self) -> OwnModels:
        """The city's own models, with absolute paths."""
        return self.classifier.models(self.folder)

    @property
    def mailboxes(self) -> tuple[ImapSettings, ...]:
        """Each folder of each account, alone."""
        return tuple(one for account in self.accounts for one in account.each_folder())

    def handled(self, ledger_name: str) -> Handled:
        """What happens to the mails of a folder; nothing in one that is not configured."""
        return next((one.handled for one in self.mailboxes if one.ledger_name == ledger_name), Handled.LEAVE)

    @property
    def poll_minutes(self) -> int:
        """How often to look for new mail: all are polled together, as often as the busiest asks."""
        return min(account.poll_minutes for account in self.accounts)

    @property
    def scope_records(self) -> tuple[Scope, ...]:
        """The scopes, numbered from 1 in their order."""
        return tuple(
            Scope(number, scope.key, scope.names, scope.description, scope.keywords)
            for number, scope in enumerate(self.scopes, start=1)
        )

    @property
    def raw_key(self) -> Path | None:
        """The file with the key that raw mails are encrypted with, if they are."""
        return self.folder / self.store.raw_key_file if self.store.raw_key_file else None

    @property
    def erasures(self) -> Path:
        """The list of what was erased, which outlives the store."""
        return self.folder / "erased.jsonl"

    @property
    def store_url(self) -> str:
        """The store's URL with an absolute path."""
        prefix = "sqlite:///"
        if not self.store.url.startswith(prefix):
            return self.store.url
        return prefix + str((self.folder / self.store.url.removeprefix(prefix)).resolve())
