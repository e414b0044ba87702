"""Several accounts of one consultation, on two real servers."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from imapclient import IMAPClient

from skrzynka.embedded import EmbeddedImap
from skrzynka.settings import shipped
from skrzynka.tests.commands.conftest import Done, Run
from skrzynka.tests.servers import PASSWORD, USER, Dovecot, dovecot

RECEIVED = datetime(2022, 6, 1, 12, tzinfo=UTC)
OTHER = "another-8"

pytestmark = pytest.mark.dovecot


@dataclass(frozen=True, slots=True)
class Town:
    """An office's mailbox and a library's, read into one consultation."""

    folder: Path
    office: EmbeddedImap
    library: Dovecot
    run: Run

    def configure(self, first: dict[str, Any], second: dict[str, Any]) -> None:
        document = tomlkit.parse(shipped())
        local = {"host": "127.0.0.1", "security": "plain-text-without-encryption", "timeout_seconds": 5}
        accounts = tomlkit.aot()
        accounts.append(tomlkit.item({**local, "port": self.office.port, "user": USER, **first}))
        accounts.append(tomlkit.item({**local, "port": self.library.port, "user": "library", **second}))
        del document["imap"]
        document["imap"] = accounts
        (self.folder / "config.toml").write_text(tomlkit.dumps(document), "utf-8")

    def poll(self) -> dict[str, Any]:
        done: Done = self.run("poll", "--json")
        assert (done.code, done.err) == (0, "")
        return dict(json.loads(done.out))

    def folders(self, port: int, password: str) -> dict[str, int]:
        with IMAPClient("127.0.0.1", port, ssl=False) as person:
            person.login(USER, password)
            names = [name for _, _, name in person.list_folders()]
            return {name: int(person.folder_status(name, ["MESSAGES"])[b"MESSAGES"]) for name in names}


@pytest.fixture
def town(here: Path, run: Run, authority: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    monkeypatch.setenv("SKRZYNKA_IMAP_PASSWORD", OTHER)
    monkeypatch.setenv("SKRZYNKA_IMAP_PASSWORD_2", PASSWORD)
    with EmbeddedImap(USER, OTHER) as office, dovecot(authority) as library:
        yield Town(here, office, library, run)


def test_a_mail_to_two_accounts_is_one_opinion(town: Town, samples: Path) -> None:
    town.configure({}, {})
    content = (samples / "0001.eml").read_bytes()
    town.office.deliver(content, RECEIVED)
    town.library.deliver(content, RECEIVED)
    town.library.deliver((samples / "0002.eml").read_bytes(), RECEIVED)
    report = town.poll()
    assert (report["new"], report["opinions"], report["duplicates"]) == (3, 2, 1)
    assert town.poll()["new"] == 0
    found = json.loads(town.run("reconcile", "--json").out)
    assert [each["mailbox"] for each in found["folders"]] == [f"{USER}/INBOX", "library/INBOX"]
    assert found["unexplained"] == 0


def test_each_account_handles_its_mails_as_it_says(town: Town, samples: Path) -> None:
    town.configure({"handled": "leave"}, {"handled": "move", "handled_folder": "Read"})
    for server in (town.office, town.library):
        server.deliver((samples / "0001.eml").read_bytes(), RECEIVED)
    assert town.poll()["handled"] == 1
    assert town.folders(town.office.port, OTHER) == {"INBOX": 1}
    assert town.folders(town.library.port, PASSWORD) == {"INBOX": 0, "Read": 1}
    assert json.loads(town.run("reconcile", "--json").out)["folders"][1]["moved"]["mails"] == 1


def test_an_account_that_fails_keeps_no_other_back_and_is_named(
    town: Town, samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.configure({}, {})
    town.office.deliver((samples / "0001.eml").read_bytes(), RECEIVED)
    monkeypatch.setenv("SKRZYNKA_IMAP_PASSWORD_2", "geheim")
    done = town.run("poll")
    assert done.code == 1
    assert f"127.0.0.1:{town.library.port}: refuses the login" in done.err
    assert "the password in SKRZYNKA_IMAP_PASSWORD_2" in done.err
    assert len(town.run("list", "--json").lines) == 1


def test_accounts_have_password_files_of_their_own(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("SKRZYNKA_IMAP_PASSWORD", "SKRZYNKA_IMAP_PASSWORD_2"):
        monkeypatch.delenv(variable)
    (town.folder / "one").write_text(OTHER)
    (town.folder / "two").write_text(PASSWORD)
    town.configure({"password_file": "one"}, {"password_file": "two"})
    assert town.poll()["new"] == 0


def test_a_name_tells_accounts_of_the_same_user_apart(town: Town, samples: Path) -> None:
    town.configure({}, {"user": USER})
    done = town.run("poll")
    assert done.code == 1
    assert f"imap = (a section): {USER}/INBOX stands twice" in done.err
    town.configure({}, {"user": USER, "name": "library"})
    town.library.deliver((samples / "0001.eml").read_bytes(), RECEIVED)
    town.poll()
    found = json.loads(town.run("reconcile", "--json").out)["folders"]
    assert [(each["mailbox"], each["both"]) for each in found] == [(f"{USER}/INBOX", 0), ("library/INBOX", 1)]


def test_the_doctor_looks_at_each_account(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town.configure({}, {})
    monkeypatch.setenv("SKRZYNKA_IMAP_PASSWORD_2", "geheim")
    found = {line["check"]: line["ok"] for line in town.run("doctor", "--json").lines}
    assert [check for check in found if check.startswith("imap")] == [
        *(f"imap {check}" for check in ("dns", "tls", "login", "folder", "rights", "idle")),
        *(f"imap 2 {check}" for check in ("dns", "tls", "login", "folder", "rights", "idle")),
    ]
    assert (found["imap login"], found["imap 2 login"], found["imap 2 folder"]) == (True, False, None)
