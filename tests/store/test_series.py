from datetime import timedelta

import pytest

from skrzynka.store.ledger import Ledger
from skrzynka.store.records import State
from skrzynka.store.series import Line, Series
from skrzynka.tests.store.invented import NOW, filled, opinion, quarantined, raw

LATER = timedelta(days=9) + NOW


def test_which_contents_came_from_a_mailbox(ledger: Ledger) -> None:
    ledger.archive([raw(1, b"a"), raw(1, b"b", mailbox="Spam")], NOW)
    (a, b) = (mail.sha256 for mail in (ledger.mail(1), ledger.mail(2)))
    assert ledger.held("INBOX", {a, b, "none"}) == {a}
    assert ledger.held("INBOX", set()) == set()


def test_a_line_for_each_uid_of_one_series(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skrzynka.store.series._LINES", 2)
    filled(ledger, opinion(1), quarantined(2), opinion(3), opinion(4))
    ledger.archive([raw(1, uidvalidity=2), raw(3, mailbox="Spam")], NOW)
    ledger.mark_handled("INBOX", 1, [3], LATER)
    assert list(ledger.lines("INBOX", 1, 3)) == [
        Line(1, State.OPINION, None),
        Line(2, State.QUARANTINED, None),
        Line(3, State.OPINION, LATER),
    ]
    assert [line.uid for line in ledger.lines("INBOX", 1, 4)] == [1, 2, 3, 4]
    assert list(ledger.lines("INBOX", 3, 9)) == []


def test_every_series_with_its_mails(ledger: Ledger) -> None:
    ledger.archive([raw(1), raw(2), raw(1, uidvalidity=2), raw(3, mailbox="Archiwum")], NOW)
    assert ledger.series() == [Series("Archiwum", 1, 1, 3), Series("INBOX", 1, 2, 2), Series("INBOX", 2, 1, 1)]


def test_the_states_of_what_came_after_a_uid(ledger: Ledger) -> None:
    filled(ledger, opinion(1), quarantined(2), opinion(3), opinion(4))
    assert ledger.states("INBOX", 1, above=1) == {State.OPINION: 2, State.QUARANTINED: 1}
