"""A provider of tokens, over HTTPS as Microsoft's and others' are, and a Dovecot that asks it about each token."""

import hashlib
import json
import secrets
import shutil
import ssl
import tempfile
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from skrzynka.tests.servers import USER, Dovecot, dovecot

TENANT = "city"
CLIENT = "11111111-2222-3333-4444-555555555555"
CLIENT_SECRET = "sekret-klienta"


@dataclass
class IdentityProvider:
    """What it knows, and what a test makes it do."""

    port: int = 0
    tokens: dict[str, str] = field(default_factory=dict)
    """Tokens that hold, and whose they are."""
    refreshing: set[str] = field(default_factory=set)
    user: str = USER
    """Who agrees in the browser."""
    device: list[str] = field(default_factory=list)
    """Errors that a device's next questions are answered with."""
    refuses: dict[str, str] = field(default_factory=dict)
    """Grants that are refused, and how; what was sent is repeated."""
    lifetime: int = 3600
    fails: bool = False
    """Whether every answer is an error of its own."""
    slow: float = 0.0
    asked: list[str] = field(default_factory=list)
    """The grants that were asked for."""
    lock: Lock = field(default_factory=Lock)
    _codes: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}"

    def give(self, client: str, *, renewable: bool) -> dict[str, Any]:
        """A new token; where ``renewable`` with a new refresh token, which takes the place of the one before."""
        token = f"access-{secrets.token_hex(32)}"
        self.tokens[token] = self.user
        given: dict[str, Any] = {"token_type": "Bearer", "access_token": token, "expires_in": self.lifetime}
        if renewable:
            given |= {"refresh_token": f"refresh-{secrets.token_hex(32)}", "id_token": self._id(client)}
            given |= {"client_info": _part({"uid": "u", "utid": "t"}), "scope": "IMAP.AccessAsUser.All"}
            self.refreshing.add(given["refresh_token"])
        return given

    def discovery(self) -> dict[str, str]:
        base = f"{self.url}/{TENANT}/oauth2/v2.0"
        return {
            "issuer": f"{self.url}/{TENANT}/v2.0",
            "authorization_endpoint": f"{base}/authorize",
            "token_endpoint": f"{base}/token",
            "device_authorization_endpoint": f"{base}/devicecode",
        }

    def authorize(self, query: dict[str, str]) -> str:
        """Where the browser of somebody who agrees is sent."""
        code = secrets.token_hex(8)
        self._codes[code] = query["code_challenge"]
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, sent: dict[str, str]) -> dict[str, Any]:
        grant, client = sent["grant_type"].rpartition(":")[2], sent.get("client_id", "")
        self.asked.append(grant)
        if error := self.refuses.get(grant):
            echo = " ".join(sent.values())
            return {"error": error, "error_description": f"AADSTS700: you sent {echo}"}
        given: dict[str, Any] = getattr(self, f"_{grant}")(sent, client)
        return given

    def _device_code(self, _sent: dict[str, str], client: str) -> dict[str, Any]:
        return {"error": self.device.pop(0)} if self.device else self.give(client, renewable=True)

    def _client_credentials(self, sent: dict[str, str], client: str) -> dict[str, Any]:
        wrong = sent.get("client_secret") != CLIENT_SECRET
        return {"error": "invalid_client"} if wrong else self.give(client, renewable=False)

    def _refresh_token(self, sent: dict[str, str], client: str) -> dict[str, Any]:
        if sent["refresh_token"] not in self.refreshing:
            return {"error": "invalid_grant"}
        self.refreshing.remove(sent["refresh_token"])  # each renews once
        return self.give(client, renewable=True)

    def _authorization_code(self, sent: dict[str, str], client: str) -> dict[str, Any]:
        right = self._codes.pop(sent["code"], "") == _challenge(sent["code_verifier"])
        return self.give(client, renewable=True) if right else {"error": "invalid_grant"}

    def _id(self, client: str) -> str:
        now = int(time.time())
        claims = {"iss": f"{self.url}/{TENANT}/v2.0", "aud": client, "sub": "s", "oid": "u", "tid": "t", "iat": now}
        return ".".join(
            (_part({"alg": "none"}), _part(claims | {"exp": now + 3600, "preferred_username": self.user}), "")
        )


def _part(record: dict[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(record).encode()).decode().rstrip("=")


def _challenge(verifier: str) -> str:
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


class _Handler(BaseHTTPRequestHandler):
    provider: IdentityProvider

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(asked.query).items()}
        if self.provider.fails:
            self.send_error(503)
        elif asked.path == "/introspect":
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            user = self.provider.tokens.get(token)
            self._answer({"active": True, "username": user} if user else {"active": False})
        elif asked.path.endswith("/authorize"):
            self.send_response(302)
            self.send_header("Location", self.provider.authorize(query))
            self.end_headers()
        else:
            known = asked.path.startswith(f"/{TENANT}/")
            self._answer(self.provider.discovery() if known else {"error": "invalid_tenant"})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        sent = {name: values[0] for name, values in parse_qs(body).items()}
        if self.provider.fails:
            self.send_error(503)
        elif self.path.endswith("/devicecode"):
            self.provider.asked.append(f"devicecode {sent['scope']}")
            page = {"verification_uri": f"{self.provider.url}/device", "user_code": "ABCD-EFGH", "device_code": "d"}
            self._answer(page | {"interval": 1, "expires_in": 900})
        elif not self.path.endswith("/token"):
            self.send_error(404)
        else:
            time.sleep(self.provider.slow)
            with self.provider.lock:
                answer = self.provider.token(sent)
            self._answer(answer)

    def _answer(self, record: dict[str, Any]) -> None:
        content = json.dumps(record).encode()
        self.send_response(400 if "error" in record else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@contextmanager
def identity_provider(authority: Path) -> Iterator[IdentityProvider]:
    """Run a provider with a certificate for localhost."""
    provider = IdentityProvider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"provider": provider}))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority / "cert.pem", authority / "key.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    provider.port = server.server_port
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def token_dovecot(
    authority: Path, provider: IdentityProvider, mechanisms: str = "oauthbearer xoauth2"
) -> Iterator[Dovecot]:
    """Run a Dovecot that takes the provider's tokens, besides passwords."""
    with tempfile.TemporaryDirectory(prefix="oauth-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        shutil.copy(authority / "cert.pem", folder)
        (folder / "oauth2.conf").write_text(
            f"introspection_mode = auth\nintrospection_url = {provider.url}/introspect\n"
            "username_attribute = username\nactive_attribute = active\nactive_value = true\n"
            f"tls_ca_cert_file = {folder}/cert.pem\n"
        )
        extra = (
            f"auth_mechanisms = plain login {mechanisms}\npassdb {{\n  driver = oauth2\n  mechanisms = {mechanisms}\n"
        )
        with dovecot(authority, f"{extra}  args = {folder}/oauth2.conf\n}}\n") as server:
            yield server
