"""The service as an administrator runs it: processes, signals, real servers."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from imapclient import IMAPClient

from skrzynka.embedded import EmbeddedImap, EmbeddedSmtp
from skrzynka.settings import load, shipped
from skrzynka.store.health import Activity, Failure
from skrzynka.store.ledger import Ledger
from skrzynka.store.questions import MailFilter
from skrzynka.tests.servers import PASSWORD, USER

NEVER = datetime.min.replace(tzinfo=UTC)
SKRZYNKA = [sys.executable, "-c", "from skrzynka.cli import main; main()"]


@dataclass(slots=True)
class Office:
    """A mailbox, an SMTP server and a folder whose configuration names both."""

    folder: Path
    imap: EmbeddedImap
    smtp: EmbeddedSmtp
    received: list[bytes] = field(default_factory=list)

    def configure(self, name: str = "config.toml", **consultation: Any) -> Path:
        document = tomlkit.parse(shipped())
        local = {"host": "127.0.0.1", "security": "plain-text-without-encryption"}
        document["imap"].update({**local, "port": self.imap.port, "user": USER, "poll_minutes": 1})
        document["smtp"].update({**local, "port": self.smtp.port})
        del document["smtp"]["user"]
        document["store"]["url"] = f"sqlite:///{Path(name).stem}.db"
        document["consultation"].update(consultation)
        path = self.folder / name
        path.write_text(tomlkit.dumps(document), "utf-8")
        return path

    def run(self, config: Path, *args: str) -> subprocess.CompletedProcess[str]:
        command = [*SKRZYNKA, "--config", str(config), *args]
        return subprocess.run(command, env=self._env(), capture_output=True, text=True, timeout=60, check=False)

    def start(self, config: Path, *args: str) -> subprocess.Popen[str]:
        command = [*SKRZYNKA, "--config", str(config), *args]
        return subprocess.Popen(command, env=self._env(), stderr=subprocess.PIPE, text=True)

    def content(self, config: Path) -> list[Any]:
        """Every mail with its history, but for the instants at which the machine did its work."""
        with Ledger.open(load(config).store_url) as ledger:
            mails = ledger.mails(MailFilter())
            untimed = [replace(mail, row=replace(mail.row, archived_at=NEVER)) for mail in mails]
            histories = [ledger.events(mail.row.number) for mail in mails]
        return [untimed, [[replace(event, at=NEVER) for event in events] for events in histories]]

    def _env(self) -> dict[str, str]:
        return {"SKRZYNKA_IMAP_PASSWORD": PASSWORD, **os.environ}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    received: list[bytes] = []
    with (
        EmbeddedImap(USER, PASSWORD) as imap,
        EmbeddedSmtp(lambda _sender, _recipients, content: received.append(content)) as smtp,
    ):
        yield Office(tmp_path, imap, smtp, received)


def fill(office: Office, samples: Path, count: int) -> None:
    for path in sorted(samples.glob("*.eml"))[:count]:
        office.imap.deliver(path.read_bytes(), datetime(2022, 6, 1, 12, tzinfo=UTC))


def wait_for(process: subprocess.Popen[str], sign: str) -> str:
    """What the service logs up to and including ``sign``."""
    assert process.stderr
    said = ""
    while sign not in said:
        line = process.stderr.readline()
        assert line, said
        said += line
    return said


def test_a_poll_prints_its_report_and_the_sum(office: Office, samples: Path) -> None:
    fill(office, samples, 20)
    config = office.configure()
    first = json.loads(office.run(config, "poll", "--json").stdout)
    assert first["new"] == 20
    assert first["sum"]["in_mailbox"] == 20
    assert first["sum"]["unexplained"] == 0
    assert json.loads(office.run(config, "poll", "--json").stdout)["new"] == 0
    assert "20 in the mailbox = " in office.run(config, "poll").stdout


def test_a_mail_in_two_folders_is_one_opinion(office: Office, samples: Path) -> None:
    config = office.configure()
    document = tomlkit.parse(config.read_text("utf-8"))
    document["imap"]["also_folders"] = ["Spam"]
    config.write_text(tomlkit.dumps(document), "utf-8")
    with IMAPClient("127.0.0.1", office.imap.port, ssl=False) as person:
        person.login(USER, PASSWORD)
        person.create_folder("Spam")
        for folder in ("INBOX", "Spam"):
            person.append(folder, (samples / "0001.eml").read_bytes())
    report = json.loads(office.run(config, "poll", "--json").stdout)
    assert (report["new"], report["opinions"], report["duplicates"]) == (2, 1, 1)
    assert json.loads(office.run(config, "reconcile", "--json").stdout)["folders"][1]["mailbox"] == f"{USER}/Spam"


def test_a_folder_that_is_not_there_keeps_no_other_back(office: Office, samples: Path) -> None:
    config = office.configure()
    fill(office, samples, 1)
    document = tomlkit.parse(config.read_text("utf-8"))
    document["imap"]["also_folders"] = ["Brak"]
    config.write_text(tomlkit.dumps(document), "utf-8")
    done = office.run(config, "poll", "--json")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert len(office.content(config)[0]) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_service_polls_and_stops_cleanly_on_a_signal(office: Office, samples: Path, number: int) -> None:
    fill(office, samples, 5)
    config = office.configure()
    process = office.start(config, "run")
    said = wait_for(process, "poll: new=5")
    process.send_signal(number)
    assert process.wait(20) == 0
    assert process.stderr
    said += process.stderr.read()
    assert "stopped" in said
    assert "@" not in said, "a log carries no addresses"


def test_new_mail_is_in_the_store_within_five_seconds_of_its_arrival(office: Office, samples: Path) -> None:
    config = office.configure()
    worker = office.start(config, "run")
    try:
        wait_until(partial(holds, config, 0))
        time.sleep(2)
        for count in (1, 2):
            sent = time.monotonic()
            with IMAPClient("127.0.0.1", office.imap.port, ssl=False) as person:
                person.login(USER, PASSWORD)
                person.append("INBOX", (samples / "0001.eml").read_bytes())
            wait_until(partial(holds, config, count))
            assert time.monotonic() - sent < 5
    finally:
        worker.send_signal(signal.SIGTERM)
        said = worker.communicate(timeout=20)[1]
    assert (worker.returncode, "Traceback" in said) == (0, False), said


def holds(config: Path, count: int) -> bool:
    """Whether the store is made and holds so many mails. Without a ledger, which would make it."""
    try:
        with closing(sqlite3.connect(f"file:{config.with_suffix('.db')}?mode=ro", uri=True)) as store:
            return bool(store.execute("SELECT count(*) FROM mail").fetchone()[0] == count)
    except sqlite3.OperationalError:
        return False


def wait_until(asked: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not asked():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


def test_one_instance_works_on_a_store(office: Office) -> None:
    config = office.configure()
    process = office.start(config, "run")
    wait_for(process, "working")
    for command in ("run", "poll"):
        second = office.run(config, command)
        assert second.returncode == 1
        assert "another worker uses this store" in second.stderr
        assert len(second.stderr.splitlines()) == 1
    process.terminate()
    assert process.wait(20) == 0


def test_a_server_that_is_away_is_logged_and_tried_again(office: Office) -> None:
    config = office.configure()
    text = config.read_text("utf-8").replace(f"port = {office.imap.port}", "port = 1")
    config.write_text(text, "utf-8")
    process = office.start(config, "run")
    wait_for(process, "imap 127.0.0.1:1: cannot be reached")
    assert process.poll() is None
    process.terminate()
    assert process.wait(20) == 0


def test_after_the_close_the_summary_is_sent_once_over_many_starts(office: Office, samples: Path) -> None:
    fill(office, samples, 5)
    today = datetime.now(UTC).date()
    config = office.configure(opens=today - timedelta(days=20), closes=today - timedelta(days=5))
    for sign in ("sent: ", "poll: new=0"):
        process = office.start(config, "run")
        wait_for(process, sign)
        process.terminate()
        assert process.wait(20) == 0
    assert sum(b"X-Skrzynka-Mail: closing" in content for content in office.received) == 1
    prolonged = office.configure(opens=today - timedelta(days=20), closes=today - timedelta(days=3))
    process = office.start(prolonged, "run")
    wait_for(process, "sent: ")
    process.terminate()
    assert process.wait(20) == 0
    assert sum(b"X-Skrzynka-Mail: closing" in content for content in office.received) == 2


def test_a_worker_killed_in_the_middle_of_polls_leaves_the_store_of_an_undisturbed_one(
    office: Office, samples: Path
) -> None:
    fill(office, samples, 160)
    disturbed, undisturbed = office.configure("disturbed.toml"), office.configure("undisturbed.toml")
    with Ledger.open(load(disturbed).store_url) as ledger:
        for opinions in (1, 2, 40, 41, 90):
            process = office.start(disturbed, "run")
            while ledger.sum().opinions < opinions:
                assert process.poll() is None
            process.kill()
            assert process.wait(20) == -signal.SIGKILL
            assert ledger.sum().opinions < 120, "the kill came too late to be in the middle"
    assert office.run(disturbed, "poll").returncode == 0
    assert office.run(undisturbed, "poll").returncode == 0
    assert office.content(disturbed) == office.content(undisturbed)
    assert len(office.content(disturbed)[0]) == 160


def test_a_wrong_password_is_one_clear_line(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    config = office.configure()
    monkeypatch.setenv("SKRZYNKA_IMAP_PASSWORD", "geheim")
    done = office.run(config, "poll")
    assert done.returncode == 1
    assert "refuses the login" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "geheim" not in done.stderr


def test_a_configuration_with_three_mistakes_tells_three_lines(office: Office) -> None:
    config = office.configure()
    text = (
        config.read_text("utf-8").replace("Europe/Warsaw", "Warszawa").replace("poll_minutes = 1", "poll_minutes = 0")
    )
    config.write_text(text.replace('language = "pl"', 'language = "xx"'), "utf-8")
    done = office.run(config, "run")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 3
    assert all(line.startswith("skrzynka: ") for line in done.stderr.splitlines())


def test_a_poll_by_hand_is_noted_whether_it_works_or_fails(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    config = office.configure()
    assert office.run(config, "poll").returncode == 0
    monkeypatch.setenv("SKRZYNKA_IMAP_PASSWORD", "geheim")
    assert office.run(config, "poll").returncode == 1
    with Ledger.open(load(config).store_url) as ledger:
        health = ledger.health(Activity.POLL)
    assert health.succeeded_at
    assert (health.failures, health.failure) == (1, Failure.LOGIN)


def test_a_trouble_that_no_mail_can_tell_of_is_told_by_the_exit_code(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = office.configure()
    text = config.read_text("utf-8").replace(f"port = {office.smtp.port}", "port = 1")
    config.write_text(text, "utf-8")
    monkeypatch.setenv("SKRZYNKA_IMAP_PASSWORD", "geheim")
    process = office.start(config, "run")
    wait_for(process, "alarm: poll fails (login), and no mail can tell of it")
    process.terminate()
    assert process.wait(20) == 1


def test_a_refused_login_is_told_by_mail_and_so_is_its_end(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    config = office.configure()
    for password, sign in (("geheim", "fails (login): told by mail"), (PASSWORD, "works again: told by mail")):
        monkeypatch.setenv("SKRZYNKA_IMAP_PASSWORD", password)
        process = office.start(config, "run")
        wait_for(process, sign)
        process.terminate()
        assert process.wait(20) == 0
    assert sum(b"X-Skrzynka-Mail: notice" in content for content in office.received) == 2
