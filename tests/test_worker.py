"""Steps of a worker that uses real servers; only its clock is simulated."""

import logging
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from imapclient import IMAPClient

from skrzynka.intake.mailbox import Mailbox
from skrzynka.settings.privacy import PrivacySettings
from skrzynka.store.health import Activity, Failure
from skrzynka.store.questions import MailFilter
from skrzynka.store.records import Action
from skrzynka.tests.servers import PASSWORD, USER, free_port
from skrzynka.tests.test_alarms import START, Service, service

__all__ = ["service"]  # the fixture

MORNING = START + timedelta(hours=20)
"""The next digest's hour."""


def write(service: Service, *contents: bytes) -> None:
    """A resident's mails, as they arrive."""
    with IMAPClient("127.0.0.1", service.imap_port, ssl=False) as client:
        client.login(USER, PASSWORD)
        for content in contents:
            client.append("INBOX", content)


def digests(service: Service) -> list[str]:
    """The plain text of each digest that arrived, in one line."""
    mails = [message_from_bytes(content, policy=default) for content in service.received]
    texts = [mail.get_body(("plain",)) for mail in mails if mail["X-Skrzynka-Mail"] == "daily"]
    return [" ".join(text.get_content().split()) for text in texts if text]


def test_each_digest_says_what_the_server_and_the_store_hold(service: Service, samples: Path) -> None:
    write(service, *((samples / f"000{n}.eml").read_bytes() for n in (1, 2, 3)))
    service.step()
    with IMAPClient("127.0.0.1", service.imap_port, ssl=False) as client:
        client.login(USER, PASSWORD)
        client.select_folder("INBOX")
        client.delete_messages([client.search("ALL")[0]])
        client.expunge()
    service.now = MORNING
    service.step()
    assert len(digests(service)) == 1
    assert (
        "Compared with the server on 2 June, 08:00: 2 on the server, 3 taken in"
        " (1 of them no longer on the server, or from files); unexplained 0" in digests(service)[0]
    )
    assert "The mailbox was last read on 2 June, 08:00." in digests(service)[0]


def test_a_digest_compares_once(service: Service) -> None:
    opened: list[Mailbox] = []

    def counted() -> Mailbox:
        opened.append(service._mailbox())
        return opened[-1]

    service.worker._mailboxes = [counted]
    service.now = MORNING
    service.step(3)
    assert len(opened) == 3 + 1, "a poll each, and one comparison"


def test_a_dead_mailbox_keeps_no_digest_back(service: Service) -> None:
    service.step()
    service.imap_port = free_port()
    service.now = MORNING
    service.step()
    (said,) = digests(service)
    assert "! The mailbox cannot be read since 2 June, 08:00 (last read: 1 June, 12:00)." in said
    assert "! Not compared with the server yet." in said


def test_a_comparison_that_fails_keeps_no_digest_back(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    def once() -> Mailbox:
        mailbox = service._mailbox()
        service.imap_port = free_port()  # from now on nobody answers
        return mailbox

    service.worker._mailboxes = [once]
    service.now = MORNING
    with caplog.at_level(logging.WARNING):
        service.step()
    assert len(digests(service)) == 1
    assert "comparison: imap 127.0.0.1" in caplog.text


def test_a_mailbox_that_stays_dead_after_the_close_is_why_there_is_no_summary(service: Service) -> None:
    closed = service.settings.consultation.closes_at
    service.now = closed - timedelta(hours=2)
    service.step()
    port, service.imap_port = service.imap_port, free_port()
    service.now = closed + timedelta(days=3, hours=8)
    service.step(3)
    _before, said = digests(service)
    assert "! The mailbox cannot be read since" in said
    assert "The closing summary comes once the mailbox can be read" in said
    assert service.alarms == ["Skrzynka cannot read the mailbox"]
    service.imap_port = port
    service.step()
    assert any(subject.startswith("Closing summary") for subject in service.subjects)


def test_a_restart_forgets_no_poll_after_the_close(service: Service) -> None:
    closed = service.settings.consultation.closes_at
    service.now = closed + timedelta(hours=1)
    service.step()
    service.imap_port = free_port()
    service.restart()
    service.now = closed + timedelta(hours=8)
    service.step()
    assert any(subject.startswith("Closing summary") for subject in service.subjects)


def test_a_store_that_vanishes_is_told_at_once_and_once(
    service: Service, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    service.step()
    (tmp_path / "skrzynka.db").unlink()
    with caplog.at_level(logging.ERROR):
        service.step()
    assert [record.getMessage().count("was deleted or moved away") for record in caplog.records] == [1]
    service.step(5)
    assert service.alarms == ["Skrzynka has lost its file of data"]
    assert service.worker._vigil._known[Activity.POLL].failure is Failure.GONE
    assert not (tmp_path / "skrzynka.db").exists()


def test_what_was_kept_long_enough_is_erased_unasked_only_where_that_is_configured(
    service: Service, samples: Path, tmp_path: Path
) -> None:
    write(service, *((samples / f"000{n}.eml").read_bytes() for n in (1, 2, 3)))
    service.step()
    received = max(row.received_at for row in service.ledger.rows(MailFilter()))
    service.now = max(received, service.settings.consultation.closes_at) + timedelta(days=30, minutes=1)
    service.settings = service.settings.model_copy(
        update={"privacy": PrivacySettings(keep_days=30), "folder": tmp_path}
    )
    service.restart()
    service.step()
    assert [row.erased for row in service.ledger.rows(MailFilter())] == [False] * 3
    service.settings = service.settings.model_copy(update={"privacy": PrivacySettings(keep_days=30, purge=True)})
    service.restart()
    sent = len(service.received)
    service.step(2)
    assert [row.erased for row in service.ledger.rows(MailFilter())] == [True] * 3
    (event,) = [event for event in service.ledger.events(1) if event.action is Action.ERASE]
    assert (event.by, event.why) == ("machine", "kept for 30 days after the close, as configured")
    assert len((tmp_path / "erased.jsonl").read_text("utf-8").splitlines()) == 3
    assert len(service.received) == sent, "it is no news"


@pytest.mark.parametrize("keep", [30, 365])
def test_nothing_is_due_before_its_last_day_is_over(keep: int) -> None:
    closes_at, privacy = START + timedelta(days=9), PrivacySettings(keep_days=keep)
    over = closes_at + timedelta(days=keep)
    assert privacy.due_before(closes_at, over - timedelta(seconds=1)) is None
    assert privacy.due_before(closes_at, over) == closes_at
    assert privacy.due_before(closes_at, over + timedelta(days=5)) == closes_at + timedelta(days=5)
    assert PrivacySettings().due_before(closes_at, over) is None
