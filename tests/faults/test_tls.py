"""A server that is not who it should be: nothing is sent to it, and one line tells why."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from skrzynka.tests.faults.commands import Commands
from skrzynka.tests.faults.office import Consultation, Office
from skrzynka.tests.faults.post import Post
from skrzynka.tests.faults.proxy import Proxy
from skrzynka.tests.servers import PASSWORD, dovecot, program

STARTTLS, TLS = "starttls", "tls"


@pytest.fixture(scope="session")
def expired(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a certificate for localhost that ended yesterday."""
    folder = tmp_path_factory.mktemp("expired")
    openssl, key, request = program("openssl", "openssl"), str(folder / "key.pem"), str(folder / "request.pem")
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    asks = [openssl, "req", "-newkey", "rsa:2048", "-nodes", *names, "-keyout", key, "-out", request]
    signs = [openssl, "x509", "-req", "-in", request, "-signkey", key, "-days", "-1", "-copy_extensions", "copy"]
    for command in (asks, [*signs, "-out", str(folder / "cert.pem")]):
        subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="session")
def outdated(expired: Path, commands: Commands, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A server with that certificate."""
    with dovecot(expired) as server, Proxy(server.port) as proxy:
        yield Office(server, proxy, commands, tmp_path_factory.mktemp("outdated"))


def secured(office: Office, security: str, authority: Path | None, host: str = "localhost") -> Consultation:
    port = office.server.tls_port if security == TLS else office.server.port
    consultation = office.consultation(port=port, host=host, security=security)
    if authority:
        consultation.change("imap", ca_file=str(authority / "cert.pem"))
    return consultation


def refused(consultation: Consultation) -> str:
    """The line that tells why; the server has heard no login when the connection ends."""
    log = consultation.office.server.folder / "log"
    before = log.stat().st_size
    done = consultation.run("poll")
    assert (done.code, len(done.err.splitlines())) == (1, 1), done.err
    assert PASSWORD not in done.err
    assert "Login: " not in said_until("Disconnected", log, before)
    return done.err


def said_until(sign: str, log: Path, start: int) -> str:
    """What a server has written to its log since, which it does in its own time."""
    for _ in range(100):
        said = log.read_bytes()[start:].decode()
        if sign in said:
            return said
        time.sleep(0.05)
    raise AssertionError(said)


@pytest.mark.parametrize("security", [TLS, STARTTLS])
def test_the_right_certificate_is_trusted(office: Office, authority: Path, security: str) -> None:
    consultation = secured(office, security, authority)
    assert consultation.run("poll").code == 0
    assert consultation.stored() == office.undisturbed("leave").stored


@pytest.mark.parametrize("security", [TLS, STARTTLS])
class TestNothingIsSentTo:
    def test_a_server_with_an_expired_certificate(self, outdated: Office, expired: Path, security: str) -> None:
        assert "its certificate is not trusted (certificate has expired)" in refused(
            secured(outdated, security, expired)
        )

    def test_a_server_with_the_certificate_of_another_host(
        self, office: Office, authority: Path, security: str
    ) -> None:
        consultation = secured(office, security, authority, host="127.0.0.1")
        assert "its certificate is not trusted (IP address mismatch" in refused(consultation)

    def test_a_server_that_nobody_vouches_for(self, office: Office, security: str) -> None:
        assert "its certificate is not trusted (self-signed certificate)" in refused(secured(office, security, None))


def test_nothing_is_sent_to_a_server_that_somebody_between_keeps_from_starttls(office: Office, authority: Path) -> None:
    consultation = secured(office, STARTTLS, authority)
    consultation.change("imap", port=office.proxy.port)
    office.proxy.rewrite = lambda line: line.replace(b" STARTTLS", b"")
    try:
        done = consultation.run("poll")
    finally:
        office.proxy.rewrite = bytes
    assert (done.code, len(done.err.splitlines())) == (1, 1), done.err
    assert "does not offer what is configured" in done.err
    assert not {"LOGIN", "AUTHENTICATE"} & set(office.proxy.seen)


def test_nothing_is_sent_to_a_post_that_somebody_between_keeps_from_starttls(office: Office, post: Post) -> None:
    consultation = post.closed(office)
    consultation.change("smtp", security=STARTTLS, host="localhost")
    done = post.send(consultation)
    assert done.code == 1
    assert "does not offer what is configured" in done.err
    assert not {"MAIL", "AUTH", "DATA"} & set(post.proxy.seen)
