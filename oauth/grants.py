"""Tokens of Google and of any other provider: OAuth 2.0 as it is written (RFC 6749, with RFC 7636)."""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from skrzynka.oauth import web
from skrzynka.oauth.records import LOG_IN, Dialogue, Kept, TokenError, refused
from skrzynka.settings import Flow, OAuthSettings

_BACK = "http://127.0.0.1:8914/"
"""Where the browser is sent at the end (RFC 8252, 7.3); nobody listens there, and the address itself tells what is
needed, so that the browser may be on another machine."""


@dataclass(frozen=True, slots=True)
class Grants:
    """A provider by its addresses; what renews a token is a refresh token."""

    settings: OAuthSettings
    authorize_url: str
    token_url: str
    scopes: tuple[str, ...]
    secret: str | None = field(repr=False)
    ca_file: Path | None = None

    @property
    def client(self) -> str:
        """Provider, application and scopes."""
        return " ".join((self.token_url, self.settings.client_id, *self.scopes))

    def renewed(self, renewal: str | None, now: datetime) -> Kept:
        """By the refresh token, or by the secret."""
        if self.settings.flow is Flow.PROGRAM:
            return self._given({"grant_type": "client_credentials", "scope": " ".join(self.scopes)}, "", now)
        if not renewal:
            raise TokenError(f"imap.oauth {self.settings.client_id}: there is no token yet; {LOG_IN}")
        return self._given({"grant_type": "refresh_token", "refresh_token": renewal}, renewal, now)

    def logged_in(self, dialogue: Dialogue, now: datetime) -> Kept:
        """A person agrees in a browser, on any machine, and brings the address back at which it ended."""
        if self.settings.flow is Flow.PROGRAM:
            return self.renewed(None, now)
        state, verifier = secrets.token_urlsafe(16), secrets.token_urlsafe(48)
        dialogue.tell(
            f"Open this address in a browser, on any machine, and agree:\n\n{self._address(state, verifier)}\n"
        )
        dialogue.tell(f"The browser then shows that it cannot open {_BACK}. That is as it should be.")
        code = _code(dialogue.ask("Its whole address, from the address bar"), state)
        grant = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier, "redirect_uri": _BACK}
        kept = self._given(grant, "", now)
        if not kept.renewal:
            raise TokenError(
                f"{self._where}: gives no refresh token; let the application ask for one (imap.oauth.scopes)"
            )
        return kept

    def _address(self, state: str, verifier: str) -> str:
        challenge = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
        asked = {
            "response_type": "code",
            "client_id": self.settings.client_id,
            "redirect_uri": _BACK,
            "scope": " ".join(self.scopes),
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            # Google gives a refresh token only where it is asked for one, and only with a person's new consent.
            "access_type": "offline",
            "prompt": "consent",
        }
        return f"{self.authorize_url}?{urlencode(asked)}"

    def _given(self, grant: dict[str, str], renewal: str, now: datetime) -> Kept:
        sent = grant | {"client_id": self.settings.client_id}
        if self.secret:
            sent["client_secret"] = self.secret
        with web.reported(self.token_url):
            answer = web.session(self.ca_file).post(self.token_url, data=sent).json()
            if "access_token" not in answer:
                raise refused(self._where, answer, self.secret, renewal, grant.get("code"))
            ends = now + timedelta(seconds=int(answer.get("expires_in", 3600)))
            return Kept(self.client, str(answer["access_token"]), ends, str(answer.get("refresh_token") or renewal))

    @property
    def _where(self) -> str:
        return f"oauth {urlsplit(self.token_url).hostname}"


def _code(address: str, state: str) -> str:
    """What the provider answered by the browser. Raises TokenError."""
    answer = {name: values[0] for name, values in parse_qs(urlsplit(address.strip()).query).items()}
    if answer.get("error"):
        raise refused("oauth", dict(answer))
    if not answer.get("code") or answer.get("state") != state:
        raise TokenError(f"this is not the address at which the browser ended; {LOG_IN} again, and copy all of it")
    return answer["code"]
