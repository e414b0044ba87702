"""A city's own models beside the shipped one."""

from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from skrzynka.settings.values import Section, Text


@dataclass(frozen=True, slots=True)
class OwnModels:
    """The models as the program uses them: paths are absolute."""

    embeddings: Path | None = None
    endpoint: str | None = None
    model: str = ""
    key_file: Path | None = None
    seconds: int = 10

    @property
    def used(self) -> bool:
        """Whether there is any."""
        return bool(self.embeddings or self.endpoint)


class ClassifierSettings(Section):
    """Off unless named. No text leaves this machine unless ``send_texts_to_this_server`` says so."""

    embeddings: Path | None = None
    endpoint: Text | None = None
    model: Text | None = None
    key_file: Path | None = None
    seconds: int = Field(default=10, ge=1, le=20)
    send_texts_to_this_server: bool = False

    @field_validator("endpoint")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
            raise ValueError("write an address such as http://127.0.0.1:11434/v1, without a login or a question mark")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _stays_here(self) -> Self:
        if not self.endpoint:
            return self
        if not self.model:
            raise ValueError('the endpoint wants the name of a model: model = "..."')
        parts = urlsplit(self.endpoint)
        if _is_here(parts.hostname or ""):
            return self
        if not self.send_texts_to_this_server:
            raise ValueError(
                f"residents' letters would be sent to {parts.hostname}; if that is meant, and agreed with your data"
                " protection officer, add send_texts_to_this_server = true"
            )
        if parts.scheme != "https":
            raise ValueError(f"letters would be sent to {parts.hostname} without encryption; write https://")
        return self

    def models(self, folder: Path) -> OwnModels:
        """The models, with paths relative to ``folder``."""
        embeddings, key = (path and folder / path for path in (self.embeddings, self.key_file))
        return OwnModels(embeddings, self.endpoint, self.model or "", key, self.seconds)


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
