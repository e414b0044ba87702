import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope

from skrzynka.settings import Security, Settings, SmtpSettings, load
from skrzynka.store.ledger import Ledger
from skrzynka.tests.servers import free_port


@dataclass
class Received:
    """A real SMTP server's handler; keeps what it takes over."""

    port: int = 0
    envelopes: list[Envelope] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    busy: set[str] = field(default_factory=set)

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802  # aiosmtpd's name
        if address in self.refused:
            return "550 5.1.1 no such user\x1b[2J here"
        if address in self.busy:
            return "451 4.3.0 try later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's name
        self.envelopes.append(envelope)
        return "250 OK"

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(e.original_content or b"", policy=default) for e in self.envelopes]


@pytest.fixture
def settings() -> Settings:
    return load(None)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(f"sqlite:///{tmp_path / 'store.db'}") as opened:
        yield opened


@pytest.fixture
def serve() -> Iterator[Callable[..., Received]]:
    """Starts real SMTP servers on free ports of this machine."""
    running: list[Controller] = []

    def start(**options: Any) -> Received:
        received = Received(free_port())
        running.append(Controller(received, hostname="127.0.0.1", port=received.port, **options))
        running[-1].start()
        return received

    yield start
    for controller in running:
        controller.stop(no_assert=True)


@pytest.fixture
def smtp(serve: Callable[..., Received]) -> Received:
    return serve()


@pytest.fixture(scope="session")
def tls(authority: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority / "cert.pem", authority / "key.pem")
    return context


@pytest.fixture
def configured(settings: Settings) -> Callable[..., SmtpSettings]:
    """SMTP settings for a port of this machine."""

    def make(port: int, **changes: Any) -> SmtpSettings:
        plain = {"host": "127.0.0.1", "port": port, "security": Security.PLAIN, "user": None, "timeout_seconds": 5}
        return settings.smtp.model_copy(update={**plain, **changes})

    return make


@pytest.fixture
def closed_port() -> int:
    return free_port()


def accept_only(password: str) -> Callable[..., AuthResult]:
    def check(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == password.encode(), handled=False)

    return check


@pytest.fixture
def guarded(serve: Callable[..., Received]) -> Received:
    """A server that wants a login."""
    return serve(authenticator=accept_only("right"), auth_required=True, auth_require_tls=False)
