"""Connections that are verified, never downgraded, and fail in one clear line."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from skrzynka.intake.connection import MailboxError, connect
from skrzynka.intake.mailbox import ImapMailbox
from skrzynka.settings import ImapSettings, Security
from skrzynka.tests.intake.served import Served
from skrzynka.tests.servers import PASSWORD, USER, Dovecot, free_port

pytestmark = pytest.mark.dovecot

Told = Callable[..., str]


@pytest.fixture
def settings(dovecot_server: Dovecot, authority: Path) -> Callable[..., ImapSettings]:
    def make(**changes: Any) -> ImapSettings:
        here = {"host": "localhost", "port": dovecot_server.tls_port, "user": USER, "timeout_seconds": 5}
        return ImapSettings(**{**here, "ca_file": authority / "cert.pem", **changes})

    return make


@pytest.fixture
def told(settings: Callable[..., ImapSettings]) -> Told:
    """The one line that a failing connection gives."""

    def fail(password: str = PASSWORD, **changes: Any) -> str:
        with pytest.raises(MailboxError) as raised:
            ImapMailbox.open(settings(**changes), password)
        said = str(raised.value)
        assert said.isprintable()
        assert password not in said
        return said

    return fail


@pytest.fixture
def script() -> Iterator[Callable[..., int]]:
    """Starts a server that says the same to everybody, and ``last`` to a login if it is given; returns its port."""
    running: list[socket.socket] = []

    def start(says: bytes, last: bytes | None = None) -> int:
        listening = socket.create_server(("127.0.0.1", 0))
        running.append(listening)
        Thread(target=_say, args=(listening, says, last), daemon=True).start()
        return int(listening.getsockname()[1])

    yield start
    for listening in running:
        listening.close()


def _say(listening: socket.socket, says: bytes, last: bytes | None) -> None:
    try:
        connection, _ = listening.accept()
    except OSError:
        return
    with connection:
        connection.sendall(says)
        while data := connection.recv(1000):
            tag, command = data.split()[:2]
            if last is not None and command.upper() == b"LOGIN":
                connection.sendall(last)
                return
            offers = b"LOGINDISABLED" if last is None else b"IDLE"
            connection.sendall(b"* CAPABILITY IMAP4rev1 " + offers + b"\r\n" + tag + b" OK done\r\n")


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_a_verified_connection_is_made(
    settings: Callable[..., ImapSettings], dovecot_server: Dovecot, security: Security
) -> None:
    port = dovecot_server.tls_port if security is Security.TLS else dovecot_server.port
    client = connect(settings(security=security, port=port), PASSWORD)
    assert client.noop()
    client.logout()


def test_a_wrong_password_is_told_without_the_password(told: Told) -> None:
    said = told("hunter2")
    assert "refuses the login ([AUTHENTICATIONFAILED]" in said
    assert "SKRZYNKA_IMAP_PASSWORD" in said


def test_a_password_with_other_letters_reaches_the_server(told: Told) -> None:
    assert "refuses the login" in told("zażółć")


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_a_certificate_of_an_unknown_authority_is_refused(
    told: Told, dovecot_server: Dovecot, security: Security
) -> None:
    port = dovecot_server.tls_port if security is Security.TLS else dovecot_server.port
    assert "certificate is not trusted (self" in told(ca_file=None, security=security, port=port)


def test_a_certificate_of_another_host_is_refused(told: Told) -> None:
    assert "certificate is not trusted (IP address mismatch" in told(host="127.0.0.1")


def test_a_server_without_starttls_gets_no_password(told: Told, embedded: Served) -> None:
    said = told(port=embedded.port, host="127.0.0.1", security=Security.STARTTLS)
    assert "does not offer what is configured" in said


def test_a_server_that_takes_no_login_gets_no_password(told: Told, script: Callable[..., int]) -> None:
    port = script(b"* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] ready\r\n")
    assert "takes no password here" in told(port=port, host="127.0.0.1", security=Security.PLAIN)


def test_a_connection_that_breaks_off_in_the_login_is_no_wrong_password(told: Told, script: Callable[..., int]) -> None:
    for last in (b"", b"* BYE going down\r\n"):
        port = script(b"* OK [CAPABILITY IMAP4rev1] ready\r\n", last)
        said = told(port=port, host="127.0.0.1", security=Security.PLAIN)
        assert "broke off" in said
        assert "password" not in said


def test_another_kind_of_server_is_told_of(told: Told, script: Callable[..., int]) -> None:
    said = told(port=script(b"220 smtp.example ESMTP\r\n"), host="127.0.0.1", security=Security.PLAIN)
    assert "check imap.port" in said


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"port": free_port()}, "cannot be reached (Connection refused)"),
        ({"host": "no-such-host.invalid"}, "has no address"),
        ({"folder": "Nie ma"}, "check imap.folder"),
        ({"ca_file": Path("missing.pem")}, "imap.ca_file missing.pem: cannot be used (No such file"),
    ],
)
def test_a_wrong_setting_is_named(told: Told, changes: dict[str, Any], says: str) -> None:
    assert says in told(**changes)


def test_a_server_that_does_not_answer_is_given_up(told: Told) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = int(silent.getsockname()[1])
        assert "does not answer" in told(port=port, host="127.0.0.1", timeout_seconds=1, security=Security.PLAIN)
