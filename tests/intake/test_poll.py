"""Polls of a real mailbox into a real store."""

import os
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from skrzynka.classify.records import Classifier, Reading
from skrzynka.intake.backlog import PollReport, read_new
from skrzynka.intake.connection import MailboxError
from skrzynka.intake.mailbox import ImapMailbox
from skrzynka.intake.poll import poll
from skrzynka.intake.readers import Failure, Reader, ReaderHere
from skrzynka.intake.records import Letter
from skrzynka.settings import Handled, Settings, load
from skrzynka.store.ledger import Ledger
from skrzynka.store.questions import MailFilter
from skrzynka.store.records import Kind, Period, RawMail, State
from skrzynka.tests.intake.conftest import ByWord, empty_mailbox, mail
from skrzynka.tests.intake.served import Served
from skrzynka.tests.servers import PASSWORD, Dovecot

NOW = datetime(2022, 6, 2, 8, 0, tzinfo=UTC)
OPINION = mail("Potrzebujemy mediacji w klasie.", "Message-ID: <a@example.org>")
THANKS = mail("thanks", "Message-ID: <b@example.org>")


class Breaking(ByWord):
    """Breaks on one word, as a bug would."""

    def classify(self, subject: str, body: str) -> Reading:
        if "bomba" in body:
            raise ZeroDivisionError
        return super().classify(subject, body)


@dataclass(frozen=True)
class Counting:
    """A reader that notes what it has read."""

    reader: Reader
    read: list[bytes]

    def letters(self, contents: Sequence[bytes]) -> Iterator[Letter | Failure]:
        for content, letter in zip(contents, self.reader.letters(contents), strict=True):
            self.read.append(content)
            yield letter

    def close(self) -> None:
        self.reader.close()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(f"sqlite:///{tmp_path / 'store.db'}") as opened:
        yield opened


@pytest.fixture
def classifier() -> Classifier:
    return Breaking(mediacji="konflikty")


def settings_for(served: Served, **imap: Any) -> Settings:
    return load(None).model_copy(update={"accounts": (served.settings(**imap),)})


def polled(served: Served, ledger: Ledger, classifier: Classifier, now: datetime = NOW, **imap: Any) -> PollReport:
    chosen = settings_for(served, **imap)
    with closing(ImapMailbox.open(chosen.accounts[0], PASSWORD)) as mailbox:
        return poll(mailbox, ledger, ReaderHere(classifier), chosen, now)


def left(served: Served) -> int:
    with served.person() as client:
        client.select_folder("INBOX")
        return len(client.search("ALL"))


def test_each_mail_ends_in_one_state_with_a_reason(served: Served, ledger: Ledger, classifier: Classifier) -> None:
    served.deliver(OPINION, THANKS, OPINION, mail("bomba", "Message-ID: <c@example.org>"), b"\r\n")
    report = polled(served, ledger, classifier)
    assert report == PollReport(new=5, opinions=1, other=2, duplicates=1, quarantined=1)
    states = [(m.row.state, m.row.kind, m.reason) for m in ledger.mails(MailFilter())]
    assert states == [
        (State.OPINION, Kind.OPINION, "a person's words"),
        (State.OTHER, Kind.THANKS, "the words"),
        (State.DUPLICATE, Kind.DUPLICATE, "the same letter as 1"),
        (State.QUARANTINED, Kind.UNREADABLE, "breaks the reader: ZeroDivisionError"),
        (State.OTHER, Kind.UNREADABLE, "no words"),
    ]
    assert ledger.sum().unexplained == 0


def test_a_second_poll_stores_nothing_new(served: Served, ledger: Ledger, classifier: Classifier) -> None:
    served.deliver(OPINION, THANKS)
    polled(served, ledger, classifier)
    before = ledger.mails(MailFilter())
    assert polled(served, ledger, classifier, NOW + timedelta(minutes=5)) == PollReport()
    assert ledger.mails(MailFilter()) == before


def test_the_raw_mail_is_kept_byte_for_byte(served: Served, ledger: Ledger, classifier: Classifier) -> None:
    broken = b"Subject: \xb3\xf3d\xbc\r\nContent-Type: multipart/mixed; boundary=\r\n\r\n--\r\n\xff\xfe"
    served.deliver(broken, OPINION)
    polled(served, ledger, classifier)
    assert [ledger.raw(1), ledger.raw(2)] == [broken, OPINION]


def test_an_opinion_has_the_machines_tag_with_its_history(
    embedded: Served, ledger: Ledger, classifier: Classifier
) -> None:
    embedded.deliver(OPINION)
    polled(embedded, ledger, classifier)
    row = ledger.mail(1).row
    assert (row.scope, row.tagged_by, row.confidence, row.needs_review) == ("konflikty", "machine", 0.9, False)
    assert [event.scope for event in ledger.events(1)] == ["konflikty"]


def test_an_opinion_whose_tag_is_doubtful_needs_a_person(
    embedded: Served, ledger: Ledger, classifier: Classifier
) -> None:
    embedded.deliver(mail("Zróbcie coś."))
    polled(embedded, ledger, classifier)
    assert [row.number for row in ledger.rows(MailFilter(needs_review=True))] == [1]


@pytest.mark.parametrize(
    ("received", "period"),
    [
        (datetime(2022, 5, 25, 21, 59, 59, tzinfo=UTC), Period.EARLY),
        (datetime(2022, 5, 25, 22, 0, 0, tzinfo=UTC), Period.OPEN),
        (datetime(2022, 6, 19, 21, 59, 59, tzinfo=UTC), Period.OPEN),
        (datetime(2022, 6, 19, 22, 0, 0, tzinfo=UTC), Period.LATE),
    ],
)
def test_the_servers_clock_decides_whether_a_mail_is_in_time(
    embedded: Served, ledger: Ledger, classifier: Classifier, received: datetime, period: Period
) -> None:
    embedded.deliver(OPINION, received_at=received)
    polled(embedded, ledger, classifier)
    assert ledger.mail(1).row.period is period


def test_a_stop_finishes_the_mail_in_hand_and_the_next_poll_goes_on(
    embedded: Served, ledger: Ledger, classifier: Classifier
) -> None:
    embedded.deliver(*(mail(f"mediacji {n}", f"Message-ID: <{n}@example.org>") for n in range(10)))
    chosen = settings_for(embedded)
    with closing(ImapMailbox.open(chosen.accounts[0], PASSWORD)) as mailbox:
        read: list[bytes] = []
        poll(mailbox, ledger, Counting(ReaderHere(classifier), read), chosen, NOW, lambda: len(read) >= 3)
    assert (ledger.sum().opinions, ledger.sum().pending) == (3, 7)
    assert polled(embedded, ledger, classifier) == PollReport(opinions=7)


def test_only_what_is_stored_and_read_is_moved_on_the_server(
    served: Served, ledger: Ledger, classifier: Classifier
) -> None:
    served.deliver(OPINION, mail("bomba"), THANKS)
    assert polled(served, ledger, classifier, handled=Handled.MOVE).handled == 2
    assert left(served) == 1
    assert polled(served, ledger, classifier, handled=Handled.MOVE) == PollReport()
    assert ledger.sum().in_mailbox == 3


def test_a_server_that_keeps_no_flags_keeps_no_mail_out(
    embedded: Served, ledger: Ledger, classifier: Classifier
) -> None:
    for content in (OPINION, THANKS):
        embedded.deliver(content)
        with pytest.raises(MailboxError, match="keeps no flags"):
            polled(embedded, ledger, classifier, handled=Handled.FLAG)
    assert (ledger.sum().in_mailbox, ledger.sum().pending) == (2, 0)


def test_a_poll_puts_each_opinion_to_those_it_is_like(embedded: Served, ledger: Ledger, classifier: Classifier) -> None:
    asks = "Prosimy o mediacji godzinę w każdej klasie, w której uczą się razem dzieci z Polski i z Ukrainy od wiosny"
    one, other = (mail(f"{asks}. {name}", f"Message-ID: <{name}@example.org>") for name in ("Ola", "Jan"))
    embedded.deliver(one, OPINION)
    polled(embedded, ledger, classifier)
    assert ledger.campaigns() == []
    embedded.deliver(other)
    polled(embedded, ledger, classifier)
    assert [campaign.numbers for campaign in ledger.campaigns()] == [(1, 3)]


def test_more_arrives_before_what_is_at_hand_is_recorded(ledger: Ledger) -> None:
    coming = [mail(f"mediacji {word}", f"Message-ID: <{word}@example.org>") for word in ("raz", "dwa", "trzy")]
    waiting: list[int] = []

    def more() -> bool:
        waiting.append(ledger.sum().pending)
        if not coming:
            return False
        return ledger.archive([RawMail("INBOX", 1, 10 - len(coming), NOW, coming.pop(0))], NOW) == 1

    report = read_new(ledger, ReaderHere(ByWord(mediacji="konflikty")), load(None), NOW, more=more)
    assert report == PollReport(opinions=3)
    assert waiting == [0, 1, 1, 1], "at hand is always one that is being read"
    assert ledger.sum().opinions == 3


def test_what_people_do_in_the_mailbox_changes_nothing(served: Served, ledger: Ledger, classifier: Classifier) -> None:
    served.deliver(OPINION)
    polled(served, ledger, classifier)
    served.deliver(THANKS)
    with served.person() as client:
        client.select_folder("INBOX")
        known = client.search("ALL")
        client.add_flags(known, [b"\\Seen"])
        client.delete_messages(known[:1])
        client.expunge()
    assert polled(served, ledger, classifier) == PollReport(new=1, other=1)
    assert ledger.sum().in_mailbox == 2


@pytest.mark.dovecot
@pytest.mark.skipif(os.geteuid() != 0, reason="only root may keep the server from reading a file of its own")
def test_a_mail_that_the_server_gives_later_is_read_later(
    dovecot_server: Dovecot, ledger: Ledger, classifier: Classifier
) -> None:
    served = Served(dovecot_server.port, keeps_flags=True)
    empty_mailbox(served)
    served.deliver(mail("mediacje jeden"), mail("mediacje dwa", "Message-ID: <2@x>"))
    files = [path for path in (dovecot_server.folder / "mail").rglob("*") if path.is_file()]
    file = next(path for path in files if b"dwa" in path.read_bytes())
    file.chmod(0)
    try:
        assert polled(served, ledger, classifier).new == 2
        assert ledger.sum().quarantined == 1
    finally:
        file.chmod(0o644)
    polled(served, ledger, classifier)
    assert ledger.sum().quarantined == 0
    assert "dwa" in ledger.mail(2).text
    empty_mailbox(served)


def test_what_broke_another_version_of_the_reader_is_read_by_the_next_poll(
    embedded: Served, ledger: Ledger, classifier: Classifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedded.deliver(mail("bomba i mediacji"))
    assert polled(embedded, ledger, classifier).quarantined == 1
    assert polled(embedded, ledger, ByWord(mediacji="konflikty")) == PollReport(), "it is the same version"
    monkeypatch.setattr("skrzynka.intake.poll.reader_version", lambda: "9.9")
    assert polled(embedded, ledger, ByWord(mediacji="konflikty")) == PollReport(opinions=1)
    assert ledger.mail(1).row.scope == "konflikty"


def test_odd_message_ids_are_no_sign_of_a_restored_server(
    served: Served, ledger: Ledger, classifier: Classifier
) -> None:
    odd = [
        "Message-ID: <folded\r\n .id@example.org>", "Message-ID: no brackets", "Message-ID:", "X-None: 1",
        "Message-ID: <ż@example.org>\r\nMessage-ID: <second@example.org>",
        "Message-ID: (comment) <c@example.org> (more)",
        "Message-ID: =?utf-8?q?=3Cq=40example=2Eorg=3E?=",
    ]  # fmt: skip
    for number, header in enumerate(odd, 1):
        served.deliver(mail(f"mediacji {number}", header))
        assert polled(served, ledger, classifier).new == 1
        assert polled(served, ledger, classifier) == PollReport()
