"""Alarms of a worker that uses real servers; only its clock is simulated."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from skrzynka.classify import load as load_classifier
from skrzynka.digest.send import SmtpSender
from skrzynka.embedded import EmbeddedImap, EmbeddedSmtp
from skrzynka.intake.mailbox import ImapMailbox, Mailbox
from skrzynka.intake.readers import ReaderHere
from skrzynka.settings import ConfigError, Security, Settings, load
from skrzynka.store.health import Activity, Failure
from skrzynka.store.ledger import Ledger
from skrzynka.tests.servers import PASSWORD, USER, free_port
from skrzynka.worker import Worker

START = datetime(2022, 6, 1, 10, 0, tzinfo=UTC)
PLAIN = {"host": "127.0.0.1", "security": Security.PLAIN, "timeout_seconds": 5}


@dataclass
class Service:
    """A worker on real servers, each of which can be taken away."""

    ledger: Ledger
    settings: Settings
    received: list[bytes]
    imap_port: int
    smtp_port: int
    password: str = PASSWORD
    now: datetime = START
    worker: Worker = field(init=False)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """A new process, as far as memory goes."""
        smtp = self.settings.smtp.model_copy(update={**PLAIN, "port": self.smtp_port, "user": None})
        classifier = load_classifier(self.settings.scope_records, self.settings.consultation.languages)
        self.worker = Worker(
            self.settings, self.ledger, ReaderHere(classifier), [self._mailbox], SmtpSender(smtp, None), START
        )  # fmt: skip

    def step(self, times: int = 1, minutes: int = 5) -> None:
        for _ in range(times):
            self.worker.step(self.now)
            self.now += timedelta(minutes=minutes)

    @property
    def subjects(self) -> list[str]:
        return [str(message_from_bytes(content, policy=default)["Subject"]) for content in self.received]

    @property
    def alarms(self) -> list[str]:
        return [subject for subject in self.subjects if subject.startswith("Skrzynka ")]

    def _mailbox(self) -> Mailbox:
        imap = self.settings.accounts[0].model_copy(update={**PLAIN, "port": self.imap_port, "user": USER})
        return ImapMailbox.open(imap, self.password)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    received: list[bytes] = []
    settings = load(None)
    digest = settings.digest.model_copy(update={"language": "en"})
    with (
        EmbeddedImap(USER, PASSWORD) as imap,
        EmbeddedSmtp(lambda _sender, _recipients, content: received.append(content)) as smtp,
        Ledger.open(f"sqlite:///{tmp_path}/skrzynka.db") as ledger,
    ):
        yield Service(
            ledger, settings.model_copy(update={"digest": digest}), received, imap.port, smtp.port
        )  # fmt: skip


def test_three_failed_polls_make_one_mail_and_their_end_another(service: Service) -> None:
    port = service.imap_port
    service.step()
    service.imap_port = free_port()
    service.step(2)
    assert service.alarms == []
    service.step(20)
    assert service.alarms == ["Skrzynka cannot read the mailbox"]
    said = " ".join(message_from_bytes(service.received[-1], policy=default).get_content().split())
    assert "cannot be reached" in said
    assert "It last worked on 1 June, 12:00." in said
    service.imap_port = port
    service.step(5)
    assert service.alarms == ["Skrzynka cannot read the mailbox", "Skrzynka reads the mailbox again"]


def test_a_refused_login_is_told_at_once_and_once(service: Service) -> None:
    service.password = "geheim"
    service.step(10)
    assert service.alarms == ["Skrzynka cannot read the mailbox"]
    assert "geheim" not in service.received[0].decode()
    assert service.ledger.health(Activity.POLL).failure is Failure.LOGIN


def test_a_restart_neither_repeats_nor_forgets_an_alarm(service: Service) -> None:
    service.password = "changed"
    for _ in range(5):
        service.restart()
        service.step()
    assert len(service.alarms) == 1
    service.password = PASSWORD
    service.restart()
    service.step()
    service.restart()
    service.step()
    assert service.alarms == ["Skrzynka cannot read the mailbox", "Skrzynka reads the mailbox again"]


def test_failures_are_counted_over_restarts(service: Service) -> None:
    service.imap_port = free_port()
    for _ in range(3):
        service.restart()
        service.step()
    assert len(service.alarms) == 1
    assert service.ledger.health(Activity.POLL).failures == 3


def test_a_server_that_comes_and_goes_all_day_makes_few_mails(service: Service) -> None:
    up, down = service.imap_port, free_port()
    for number in range(288):  # a day of polls
        service.imap_port = up if number % 4 == 3 else down
        service.step()
    assert 2 <= len(service.alarms) <= 8


def test_when_smtp_fails_the_log_tells_once_and_so_does_the_exit_status(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    port, service.smtp_port = service.smtp_port, free_port()
    service.imap_port = free_port()
    service.restart()
    with caplog.at_level(logging.CRITICAL):
        service.step(10)
    told = [record.getMessage() for record in caplog.records if record.levelno == logging.CRITICAL]
    assert len(told) == 1
    assert told[0].startswith("alarm: poll fails (network), and no mail can tell of it: smtp 127.0.0.1")
    assert service.worker.untold
    service.smtp_port = port
    service.restart()
    service.step()
    assert service.alarms == ["Skrzynka cannot read the mailbox"]
    assert not service.worker.untold


def test_a_digest_that_cannot_be_sent_is_told_to_the_log_and_goes_out_when_it_can(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    service.step()
    port, service.smtp_port = service.smtp_port, free_port()
    service.restart()
    service.now = START + timedelta(days=1)
    with caplog.at_level(logging.CRITICAL):
        service.step(5)
    assert len([record for record in caplog.records if record.levelno == logging.CRITICAL]) == 1
    assert service.worker.untold
    assert service.ledger.health(Activity.SEND).failures == 4  # the pauses grow beyond the time between two steps
    service.smtp_port = port
    service.restart()
    service.step()
    assert not service.worker.untold
    assert service.ledger.health(Activity.SEND).failures == 0
    assert service.alarms == []
    assert any(b"X-Skrzynka-Mail: daily" in content for content in service.received)


def test_a_missing_password_is_told_at_once(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> Mailbox:
        raise ConfigError("no password: set SKRZYNKA_IMAP_PASSWORD")

    monkeypatch.setattr(service.worker, "_mailboxes", [missing])
    service.step(3)
    assert len(service.alarms) == 1
    assert service.ledger.health(Activity.POLL).failure is Failure.CONFIGURATION


def test_a_fault_of_the_program_is_counted_and_told_without_what_it_says(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> Mailbox:
        raise KeyError("Dear Sir")

    monkeypatch.setattr(service.worker, "_mailboxes", [broken])
    for _ in range(3):
        with pytest.raises(KeyError):
            service.step()
        service.now += timedelta(minutes=5)
    assert len(service.alarms) == 1
    assert "Dear Sir" not in service.received[0].decode()
    assert service.ledger.health(Activity.POLL).failure is Failure.PROGRAM


def test_a_store_that_cannot_be_written_makes_no_storm(service: Service, tmp_path: Path) -> None:
    import sqlite3

    with sqlite3.connect(tmp_path / "skrzynka.db") as direct:
        for table in ("health", "mail"):
            for what in ("INSERT", "UPDATE"):
                direct.execute(
                    f"CREATE TRIGGER no_{table}_{what} BEFORE {what} ON {table}"
                    " BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
                )
    service.imap_port = free_port()
    service.step(20)
    assert service.alarms == ["Skrzynka cannot read the mailbox"]


def test_the_certificates_end_is_asked_once_a_day(service: Service) -> None:
    asked: list[datetime] = []
    ends = START + timedelta(days=60)

    def ask() -> datetime:
        asked.append(service.now)
        return ends

    service.worker._certificate_ends = ask
    service.step(30, minutes=60)
    assert len(asked) == 2
    assert service.ledger.health(Activity.POLL).certificate_ends == ends
