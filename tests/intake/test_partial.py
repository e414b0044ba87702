"""Mails that are too large to be fetched whole, from the poll to the page."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from skrzynka.commands.page import page
from skrzynka.intake.mailbox import ImapMailbox
from skrzynka.intake.poll import poll
from skrzynka.intake.readers import ReaderHere
from skrzynka.settings import load
from skrzynka.store.ledger import Ledger
from skrzynka.store.questions import MailFilter
from skrzynka.store.records import State
from skrzynka.tests.intake.conftest import ByWord, mail
from skrzynka.tests.intake.served import Served
from skrzynka.tests.intake.test_large import MB, letter
from skrzynka.tests.servers import PASSWORD

NOW = datetime(2022, 6, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(f"sqlite:///{tmp_path / 'store.db'}") as opened:
        yield opened


def take_in(served: Served, ledger: Ledger) -> None:
    settings = load(None).model_copy(update={"accounts": (served.settings(max_mail_mb=5),)})
    with closing(ImapMailbox.open(settings.accounts[0], PASSWORD)) as mailbox:
        poll(mailbox, ledger, ReaderHere(ByWord(świetlica="edukacja")), settings, NOW)


def test_an_opinion_too_large_to_be_fetched_whole_is_shown_with_what_is_missing(served: Served, ledger: Ledger) -> None:
    served.deliver(letter(("film.mp4", "video/mp4", 5 * MB)))
    take_in(served, ledger)
    stored = ledger.mail(1)
    assert (stored.row.state, stored.row.scope, stored.row.needs_review) == (State.OPINION, "edukacja", True)
    assert stored.partial
    assert [(file.name, file.unread) for file in stored.attachments] == [("film.mp4", "over_limit")]
    shown = "\n".join(page(stored, ledger.events(1), load(None).consultation.zone))
    assert "film.mp4 (0 bytes, not read: over limit)" in shown
    assert "too_large" in shown
    assert len(ledger.raw(1)) < 5000


def test_what_a_mail_says_of_itself_marks_nothing(served: Served, ledger: Ledger) -> None:
    served.deliver(mail("Potrzebna jest świetlica.", "X-Skrzynka-Left-Out: 9 bytes"))
    take_in(served, ledger)
    assert (ledger.mail(1).partial, ledger.mail(1).defects, ledger.mail(1).row.needs_review) == (False, (), False)


def test_of_two_large_mails_with_the_same_words_only_the_same_mail_is_a_duplicate(
    served: Served, ledger: Ledger
) -> None:
    first, second = (letter((name, "application/pdf", 5 * MB)) for name in ("a.pdf", "b.pdf"))
    second = second.replace(b"<1@example.org>", b"<2@example.org>")
    served.deliver(first, second, first)
    take_in(served, ledger)
    states = [row.state for row in ledger.rows(MailFilter())]
    assert states == [State.OPINION, State.OPINION, State.DUPLICATE]
    assert ledger.mail(3).duplicate_of == 1
