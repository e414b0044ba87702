"""`skrzynka login`, and what goes on by its token: a Dovecot that asks the provider, and an SMTP server."""

import base64
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
import tomlkit
import typer
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from skrzynka.commands.login import _account
from skrzynka.settings import OAuthSettings, Provider, load, shipped
from skrzynka.store.health import Activity, Failure
from skrzynka.store.ledger import Ledger
from skrzynka.tests.commands.conftest import Done, Run
from skrzynka.tests.oauth.browser import browsed
from skrzynka.tests.oauth_servers import (
    CLIENT,
    CLIENT_SECRET,
    TENANT,
    IdentityProvider,
    identity_provider,
    token_dovecot,
)
from skrzynka.tests.servers import USER, Dovecot, free_port

pytestmark = pytest.mark.dovecot


@dataclass(frozen=True, slots=True)
class Town:
    """A mailbox whose server takes the provider's tokens."""

    folder: Path
    provider: IdentityProvider
    imap: Dovecot
    run: Run
    authority: Path
    received: list[bytes] = field(default_factory=list)

    def configure(self, smtp: dict[str, Any] | None = None, **oauth: Any) -> None:
        document = tomlkit.parse(shipped())
        ca_file = str(self.authority / "cert.pem")
        usual = {"provider": "microsoft", "tenant": TENANT, "client_id": CLIENT, "authority": self.provider.url}
        local = {"host": "localhost", "ca_file": ca_file, "timeout_seconds": 5}
        # Not encrypted, for the certificate of the tests would be the doctor's concern.
        plain = {"security": "plain-text-without-encryption"}
        document["imap"].update({**local, **plain, "port": self.imap.port, "user": USER})
        document["imap"]["oauth"] = {**usual, "ca_file": ca_file, **oauth}
        document["smtp"].update({**local, **plain, **(smtp or {})})
        document["digest"]["language"] = "en"
        (self.folder / "config.toml").write_text(tomlkit.dumps(document), "utf-8")

    def fails(self, *args: str) -> str:
        done: Done = self.run(*args)
        assert (done.code, len(done.err.splitlines())) == (1, 1), done.err
        assert CLIENT_SECRET not in done.out + done.err
        return done.err

    def forget(self) -> None:
        """The provider withdraws every token."""
        self.provider.tokens.clear()
        self.provider.refreshing.clear()


@pytest.fixture(scope="module")
def served(authority: Path) -> Iterator[tuple[IdentityProvider, Dovecot]]:
    with identity_provider(authority) as provider, token_dovecot(authority, provider) as server:
        yield provider, server


@pytest.fixture
def town(
    here: Path, run: Run, authority: Path, served: tuple[IdentityProvider, Dovecot], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Town]:
    provider, server = served
    monkeypatch.setenv("SKRZYNKA_OAUTH_CLIENT_SECRET", CLIENT_SECRET)
    yield Town(here, provider, server, run, authority)
    provider.user, provider.device, provider.slow = USER, [], 0.0


def test_a_person_is_walked_through_the_login_and_the_mailbox_is_read(town: Town, samples: Path) -> None:
    town.configure()
    town.provider.device = ["authorization_pending"]
    done = town.run("login")
    assert (done.code, done.err) == (0, "")
    needed, code, well = done.out.splitlines()
    assert "a browser, on any machine" in needed.lower()
    assert code == f"Open {town.provider.url}/device in a browser, on any machine, and enter ABCD-EFGH"
    assert well.startswith(f"{USER} is let in at localhost; the token is kept in ")
    town.imap.deliver((samples / "0001.eml").read_bytes(), datetime(2022, 6, 1, tzinfo=UTC))
    assert json.loads(town.run("poll", "--json").out)["new"] == 1


def test_the_applications_own_token_is_got_and_tried(town: Town) -> None:
    town.configure(flow="program")
    done = town.run("login")
    assert done.code == 0
    assert "Nobody is asked" in done.out


def test_a_browsers_last_address_is_asked_for_where_there_is_no_code(
    town: Town, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = town.provider.url
    town.configure(provider="custom", authorize_url=f"{url}/authorize", token_url=f"{url}/token", scopes=["mail"])

    def answered(_question: str, **_: object) -> str:
        shown = re.search(r"https://\S+/authorize\S+", capsys.readouterr().out)
        assert shown
        return browsed(shown[0], town.authority)

    monkeypatch.setattr(typer, "prompt", answered)
    assert "is let in at localhost" in town.run("login").out


def test_each_failure_is_one_line(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town.configure()
    for answer, told in (("authorization_declined", "it was declined"), ("expired_token", "the code has expired")):
        town.provider.device = [answer]
        assert told in town.fails("login")
    town.configure(tenant="village")
    assert "has no tenant village" in town.fails("login")
    town.configure(authority=f"https://localhost:{free_port()}")
    assert "cannot be reached" in town.fails("login")
    town.configure(flow="program")
    monkeypatch.setenv("SKRZYNKA_OAUTH_CLIENT_SECRET", "geheim")
    assert "invalid_client" in town.fails("login")


def test_the_login_of_somebody_else_is_told_as_what_it_is(town: Town) -> None:
    town.configure()
    town.provider.user = "somebody"
    town.provider.tokens.clear()
    said = town.fails("login")
    assert "refuses the token" in said
    assert f"as somebody who may use the mailbox of {USER}" in said


def test_an_account_with_a_password_needs_no_login(town: Town) -> None:
    (town.folder / "config.toml").write_text(shipped(), "utf-8")
    assert "logs in by password; no login by token is configured (imap.oauth)" in town.fails("login")
    assert "which one is meant? write one of the numbers: 1 " in town.fails("login", "--account", "7")


def test_a_dead_token_is_told_to_an_administrator_at_once_and_once(town: Town) -> None:
    town.configure()
    assert town.run("login").code == 0
    town.forget()
    said = town.fails("poll")
    assert "invalid_grant" in said
    assert said.endswith("run `skrzynka login`\n")
    with Ledger.open(f"sqlite:///{town.folder}/skrzynka.db") as ledger:
        assert ledger.health(Activity.POLL).failure is Failure.TOKEN
    assert town.run("login").code == 0
    assert town.run("poll").code == 0


def test_a_token_that_was_withdrawn_before_its_end_is_replaced_without_anybody(town: Town) -> None:
    town.configure()
    assert town.run("login").code == 0
    town.provider.tokens.clear()
    assert town.run("poll").code == 0


def test_the_provider_is_not_asked_while_the_token_holds(town: Town) -> None:
    town.configure()
    assert town.run("login").code == 0
    asked = len(town.provider.asked)
    assert town.run("poll").code == 0
    assert len(town.provider.asked) == asked


def test_the_doctor_looks_at_the_token(town: Town) -> None:
    town.configure()
    checks = {line["check"]: line for line in town.run("doctor", "--json").lines}
    assert (checks["imap token"]["ok"], checks["imap login"]["ok"]) == (False, None)
    assert checks["imap token"]["mend"] == "run `skrzynka login`"
    town.run("login")
    checks = {line["check"]: line for line in town.run("doctor", "--json").lines}
    assert (checks["imap token"]["ok"], checks["imap login"]["ok"]) == (True, True)
    assert "renewed by itself" in checks["imap token"]["says"]
    next(town.folder.glob("*.token")).chmod(0o644)
    checks = {line["check"]: line for line in town.run("doctor", "--json").lines}
    assert checks["imap token"]["mend"].startswith("run: chmod 600")


def test_of_two_processes_that_renew_at_once_one_asks_and_both_are_let_in(town: Town) -> None:
    town.configure()
    assert town.run("login").code == 0
    file = next(town.folder.glob("*.token"))
    file.write_text(json.dumps(json.loads(file.read_text()) | {"ends": "2022-06-01T00:00:00+00:00"}))
    town.provider.slow = 1.0  # long enough for the other to come meanwhile
    asked = len(town.provider.asked)
    command = [sys.executable, "-c", "from skrzynka.cli import main; main()", "doctor", "--json"]
    doctors = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for doctor in doctors:
        lines = [json.loads(line) for line in doctor.communicate(timeout=60)[0].splitlines()]
        assert {line["check"]: line["ok"] for line in lines}["imap login"] is True
    assert town.provider.asked[asked:] == ["refresh_token"]


def test_the_account_that_logs_in_by_token_is_the_one_that_is_meant() -> None:
    first = load(None).accounts[0]
    oauth = OAuthSettings(provider=Provider.GOOGLE, client_id="x")
    second = first.model_copy(update={"number": 2, "user": "library", "oauth": oauth})
    settings = load(None).model_copy(update={"accounts": (first, second)})
    assert [_account(settings, named) for named in (None, "2", "library", "1")] == [second, second, second, first]


@pytest.fixture
def smtp(town: Town) -> Iterator[int]:
    """A server that takes the provider's tokens of one user, as Microsoft's does."""

    class Handler:
        async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's name
            town.received.append(envelope.original_content)
            return "250 OK"

        async def auth_XOAUTH2(self, server: Any, args: list[str]) -> AuthResult:  # noqa: N802  # aiosmtpd's name
            user, bearer, *_ = base64.b64decode(args[1]).decode().split("\x01")
            token = bearer.removeprefix("auth=Bearer ")
            if town.provider.tokens.get(token) == user.removeprefix("user="):
                return AuthResult(success=True, auth_data=user)
            await server.challenge_auth('{"status":"401"}')
            return AuthResult(success=False, handled=False)

    controller = Controller(
        Handler(), hostname="127.0.0.1", port=free_port(), auth_require_tls=False, auth_required=True
    )
    controller.start()
    yield int(controller.port)
    controller.stop()


def test_mails_are_sent_by_the_same_token(town: Town, smtp: int) -> None:
    town.configure(smtp={"port": smtp, "user": USER, "oauth": True})
    assert town.run("login").code == 0
    checks = {line["check"]: line for line in town.run("doctor", "--json", "--send-test").lines}
    assert (checks["smtp login"]["ok"], checks["smtp mail"]["ok"]) == (True, True)
    assert message_from_bytes(town.received[0], policy=default)["Subject"] == "Skrzynka: a test mail"


def test_a_token_that_the_sending_server_refuses_is_told(town: Town, smtp: int) -> None:
    town.configure(smtp={"port": smtp, "user": "another", "oauth": True})
    assert town.run("login").code == 0
    checks = {line["check"]: line for line in town.run("doctor", "--json", "--send-test").lines}
    assert "refuses the token (535" in checks["smtp login"]["says"]
    assert "run `skrzynka login`" in checks["smtp login"]["mend"]
    assert town.received == []
