"""The servers that mail comes from and goes to."""

from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from skrzynka.settings.oauth import OAuthSettings
from skrzynka.settings.values import Address, Port, Section, Text


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


class ImapSettings(Section):
    """An account whose mailbox is polled; ``number`` is its place among the accounts, from 1."""

    number: int = Field(default=1, exclude=True)
    name: Text | None = None
    host: Text
    port: Port = 993
    security: Security = Security.TLS
    user: Text
    password_file: Path | None = None
    oauth: OAuthSettings | None = None
    ca_file: Path | None = None
    folder: Text = "INBOX"
    also_folders: tuple[Text, ...] = ()
    poll_minutes: int = Field(default=5, ge=1, le=1440)
    idle: bool = True
    handled: Handled = Handled.LEAVE
    handled_flag: Text = "Skrzynka"
    handled_folder: Text = "Skrzynka"
    max_mail_mb: int = Field(default=50, ge=5, le=500)
    timeout_seconds: int = Field(default=60, ge=1, le=3600)

    @model_validator(mode="after")
    def _elsewhere(self) -> Self:
        folders = (self.folder, *self.also_folders)
        if self.handled is Handled.MOVE and self.handled_folder in folders:
            raise ValueError(f"handled_folder is a folder that is read ({self.handled_folder}); name another one")
        if len(set(folders)) < len(folders):
            raise ValueError("also_folders names a folder twice, or the first one; name each once")
        return self

    @property
    def account(self) -> str:
        """What the ledger and the commands call this account: what stays when the server's host name changes."""
        return self.name or self.user

    @property
    def ledger_name(self) -> str:
        """What the ledger calls the folder."""
        return f"{self.account}/{self.folder}"

    def each_folder(self) -> "tuple[ImapSettings, ...]":
        """Settings for each folder alone, the first one first."""
        folders = (self.folder, *self.also_folders)
        return tuple(self.model_copy(update={"folder": folder, "also_folders": ()}) for folder in folders)


class SmtpSettings(Section):
    """The server that digests are sent by; no ``user`` means no login."""

    host: Text
    port: Port = 587
    security: Security = Security.STARTTLS
    user: Text | None = None
    password_file: Path | None = None
    oauth: bool = False
    ca_file: Path | None = None
    sender: Address
    timeout_seconds: int = Field(default=60, ge=1, le=3600)

    @model_validator(mode="after")
    def _who(self) -> Self:
        if self.oauth and not self.user:
            raise ValueError("oauth wants a user; set smtp.user")
        return self
