"""How a token is got, which is a login in the place of a password."""

from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import model_validator

from skrzynka.settings.values import HttpsUrl, Section, Text


class Provider(StrEnum):
    """Who gives tokens."""

    MICROSOFT = "microsoft"
    GOOGLE = "google"
    CUSTOM = "custom"


class Flow(StrEnum):
    """As whom one logs in: a person who agrees once, in a browser, or the program itself."""

    PERSON = "person"
    PROGRAM = "program"


class OAuthSettings(Section):
    """Where tokens come from. The client's secret never stands here."""

    provider: Provider
    client_id: Text
    flow: Flow = Flow.PERSON
    tenant: Text | None = None
    authority: HttpsUrl = "https://login.microsoftonline.com"
    authorize_url: HttpsUrl | None = None
    token_url: HttpsUrl | None = None
    scopes: tuple[Text, ...] = ()
    client_secret_file: Path | None = None
    token_file: Path | None = None
    ca_file: Path | None = None

    @model_validator(mode="after")
    def _enough(self) -> Self:
        for name in _NEEDED.get((self.provider, self.flow), ()):
            if not getattr(self, name):
                raise ValueError(f"{self.provider} needs {name} for the flow {self.flow}; add it")
        if self.provider is Provider.GOOGLE and self.flow is Flow.PROGRAM:
            raise ValueError(f'google gives no mailbox to a program alone; set flow = "{Flow.PERSON}"')
        return self


_NEEDED: dict[tuple[Provider, Flow], tuple[str, ...]] = {
    (Provider.MICROSOFT, Flow.PERSON): ("tenant",),
    (Provider.MICROSOFT, Flow.PROGRAM): ("tenant",),
    (Provider.CUSTOM, Flow.PERSON): ("authorize_url", "token_url"),
    (Provider.CUSTOM, Flow.PROGRAM): ("token_url",),
}
"""What cannot be known of each provider beforehand."""
