"""One account's tokens: kept in a file, renewed before they end."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from typing import Self
from urllib.parse import quote

from skrzynka.oauth.file import TokenFile
from skrzynka.oauth.grants import Grants
from skrzynka.oauth.microsoft import Microsoft
from skrzynka.oauth.records import Dialogue, Kept, Source
from skrzynka.settings import (
    CLIENT_SECRET,
    ConfigError,
    Flow,
    ImapSettings,
    OAuthSettings,
    Provider,
    Settings,
    numbered,
    secret,
)

_GOOGLE = ("https://accounts.google.com/o/oauth2/v2/auth", "https://oauth2.googleapis.com/token")

_SCOPES = {
    (Provider.MICROSOFT, Flow.PERSON): ("https://outlook.office.com/IMAP.AccessAsUser.All",),
    (Provider.MICROSOFT, Flow.PROGRAM): ("https://outlook.office365.com/.default",),
    (Provider.GOOGLE, Flow.PERSON): ("https://mail.google.com/",),
}
"""What is asked for where the configuration does not say: Microsoft's "Authenticate an IMAP, POP or SMTP connection
using OAuth", Google's "OAuth 2.0 Mechanism"."""

_SENDING = {(Provider.MICROSOFT, Flow.PERSON): ("https://outlook.office.com/SMTP.Send",)}
"""What else, where digests are sent with the same token."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Where they come from, and where they are kept."""

    source: Source
    file: TokenFile

    @classmethod
    def of(cls, settings: Settings, account: ImapSettings, env: Mapping[str, str] = os.environ) -> Self:
        """The tokens of an account. Raises ConfigError where it has none, or a secret or the extra is missing."""
        chosen = account.oauth
        if chosen is None:
            raise ConfigError(f"{account.account}: logs in by password; no login by token is configured (imap.oauth)")
        if find_spec("msal") is None:
            raise ConfigError("imap.oauth: the login by token is not installed; run: pip install 'skrzynka[oauth]'")
        file = chosen.token_file or f"{quote(account.account, safe='@')}.token"
        sends = settings.smtp.oauth and account.number == 1
        return cls(
            _source(settings, chosen, _secret(settings, account, env), sends=sends), TokenFile(settings.folder / file)
        )

    def current(self, now: datetime, refused: str = "") -> Kept:
        """A token that holds, renewed if it must be; ``refused`` is one that a server did not take.

        Raises TokenError, ProviderError and ConfigError.
        """
        with self.file.held():
            kept = self.file.read()
            if kept and kept.client != self.source.client:
                kept = None  # the configuration names another client since
            if kept and kept.holds(now) and kept.access != refused:
                return kept
            renewed = self.source.renewed(kept.renewal if kept else None, now)
            self.file.write(renewed)
            return renewed

    def log_in(self, dialogue: Dialogue, now: datetime) -> Kept:
        """Get a first token, or another in the place of a dead one."""
        kept = self.source.logged_in(dialogue, now)
        with self.file.held():
            self.file.write(kept)
        return kept


def _source(settings: Settings, chosen: OAuthSettings, client_secret: str | None, *, sends: bool) -> Source:
    way = (chosen.provider, chosen.flow)
    scopes = chosen.scopes or _SCOPES.get(way, ()) + (_SENDING.get(way, ()) if sends else ())
    ca_file = settings.folder / chosen.ca_file if chosen.ca_file else None
    if chosen.provider is Provider.MICROSOFT:
        return Microsoft(chosen, scopes, client_secret, ca_file)
    authorize, token = _GOOGLE if chosen.provider is Provider.GOOGLE else ("", "")
    return Grants(chosen, chosen.authorize_url or authorize, chosen.token_url or token, scopes, client_secret, ca_file)


def _secret(settings: Settings, account: ImapSettings, env: Mapping[str, str]) -> str | None:
    """The client's secret; only a person's login may do without one."""
    variable, chosen = numbered(CLIENT_SECRET, account.number), account.oauth
    file = chosen.client_secret_file if chosen else None
    if chosen and chosen.flow is Flow.PERSON and file is None and not env.get(variable):
        return None
    return secret(file, variable, settings.folder, env, "client secret")
