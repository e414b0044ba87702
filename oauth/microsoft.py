"""Tokens of Microsoft 365, by msal: for a person who agrees with a code, or for the program itself."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from skrzynka.oauth import web
from skrzynka.oauth.records import LOG_IN, Dialogue, Kept, TokenError, refused
from skrzynka.settings import Flow, OAuthSettings


@dataclass(frozen=True, slots=True)
class Microsoft:
    """A tenant of Microsoft 365; what renews a token is msal's own cache, as text."""

    settings: OAuthSettings
    scopes: tuple[str, ...]
    secret: str | None = field(repr=False)
    ca_file: Path | None = None

    @property
    def authority(self) -> str:
        """The tenant's address."""
        return f"{self.settings.authority}/{self.settings.tenant}"

    @property
    def client(self) -> str:
        """Tenant, application and scopes."""
        return " ".join((self.authority, self.settings.client_id, *self.scopes))

    def renewed(self, renewal: str | None, now: datetime) -> Kept:
        """By msal's refresh token, or by the secret."""
        if self.settings.flow is Flow.PROGRAM:
            return self._by_secret(now)
        with web.reported(self.authority):
            app = self._app(renewal)
            accounts = app.get_accounts()
            # Forced: whether a token must be renewed is decided before, and msal would give the one it has.
            answer = (
                app.acquire_token_silent_with_error([*self.scopes], accounts[0], force_refresh=True)
                if accounts
                else None
            )
            if answer is None:
                raise TokenError(f"imap.oauth {self.settings.client_id}: there is no token yet; {LOG_IN}")
            return self._kept(app, answer, now)

    def logged_in(self, dialogue: Dialogue, now: datetime) -> Kept:
        """A person opens an address anywhere and enters a code (RFC 8628)."""
        if self.settings.flow is Flow.PROGRAM:
            return self._by_secret(now)
        with web.reported(self.authority):
            app = self._app(None)
            flow = app.initiate_device_flow([*self.scopes])
            if "user_code" not in flow:
                raise refused(self._where, flow)
            dialogue.tell(
                f"Open {flow['verification_uri']} in a browser, on any machine, and enter {flow['user_code']}"
            )
            return self._kept(app, app.acquire_token_by_device_flow(flow), now)

    def _by_secret(self, now: datetime) -> Kept:
        with web.reported(self.authority):
            app = self._app(None)
            return self._kept(app, app.acquire_token_for_client([*self.scopes]), now)

    def _app(self, cache: str | None) -> Any:  # noqa: ANN401  # msal has no types
        import msal

        remembered = msal.SerializableTokenCache()
        remembered.deserialize(cache)
        kind = msal.PublicClientApplication
        options: dict[str, Any] = {}
        if self.settings.flow is Flow.PROGRAM:
            kind, options = msal.ConfidentialClientApplication, {"client_credential": self.secret}
        try:
            return kind(
                self.settings.client_id,
                authority=self.authority,
                # Who configures an authority vouches for it; Microsoft need not be asked whether it knows it.
                instance_discovery=False,
                http_client=web.session(self.ca_file),
                token_cache=remembered,
                **options,
            )
        except ValueError as error:
            raise TokenError(f"{self._where}: has no tenant {self.settings.tenant}; check imap.oauth.tenant") from error

    def _kept(self, app: Any, answer: dict[str, Any], now: datetime) -> Kept:  # noqa: ANN401  # msal has no types
        if "access_token" not in answer:
            raise refused(self._where, answer, self.secret)
        ends = now + timedelta(seconds=int(answer["expires_in"]))
        return Kept(self.client, answer["access_token"], ends, app.token_cache.serialize())

    @property
    def _where(self) -> str:
        return f"oauth {self.settings.authority.removeprefix('https://')}"
