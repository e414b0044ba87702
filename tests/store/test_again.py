from dataclasses import replace
from datetime import timedelta

import pytest

from skrzynka.store import StoreError
from skrzynka.store.ledger import Ledger
from skrzynka.store.outgoing import Outgoing, OutgoingKind
from skrzynka.store.questions import MailFilter
from skrzynka.store.records import State
from skrzynka.tests.store.invented import NOW, filled, opinion, quarantined, raw


def states(ledger: Ledger) -> list[State]:
    return [row.state for row in ledger.rows(MailFilter())]


def test_quarantined_mails_wait_to_be_read_again(ledger: Ledger) -> None:
    filled(ledger, quarantined(1), opinion(2), quarantined(3))
    assert ledger.retry() == [1, 3]
    assert states(ledger) == [State.PENDING, State.OPINION, State.PENDING]
    assert [mail.number for mail in ledger.pending()] == [1, 3]
    assert ledger.retry() == []
    assert ledger.sum().unexplained == 0


def test_one_of_them_alone(ledger: Ledger) -> None:
    filled(ledger, quarantined(1), quarantined(2))
    assert ledger.retry(2) == [2]
    assert states(ledger) == [State.QUARANTINED, State.PENDING]


@pytest.mark.parametrize(("number", "says"), [(1, "mail 1 is not quarantined"), (9, "no mail has the number 9")])
def test_a_mail_that_is_not_quarantined_stays_as_it_is(ledger: Ledger, number: int, says: str) -> None:
    filled(ledger, opinion(1))
    with pytest.raises(StoreError, match=says):
        ledger.retry(number)
    assert states(ledger) == [State.OPINION]


def test_a_mail_that_the_server_does_not_give_is_not_read(ledger: Ledger) -> None:
    ledger.archive([replace(raw(1), content=b"", missing="the server does not give it")], NOW)
    assert ledger.retry() == []
    with pytest.raises(StoreError, match="mail 1: the server does not give it; each poll asks for it again"):
        ledger.retry(1)


def test_what_broke_another_version_of_the_reader_is_read_again(ledger: Ledger) -> None:
    filled(ledger, replace(quarantined(1), read_by="1.0"), replace(quarantined(2), read_by="1.1"), quarantined(3))
    assert ledger.retry(unless_by="1.1") == [1, 3]


def test_a_correction_outlives_the_next_reading(ledger: Ledger) -> None:
    filled(ledger, quarantined(1)).retag(1, None, None, "says nothing", "anna", NOW)
    ledger.retry()
    ledger.record([opinion(1)], NOW)
    row = ledger.mail(1).row
    assert (row.state, row.scope, row.tagged_by) == (State.OPINION, None, "anna")


def test_what_was_told_of_as_quarantined_is_the_news_of_the_next_digest(ledger: Ledger) -> None:
    filled(ledger, quarantined(1))
    told = NOW + timedelta(hours=2)
    ledger.record_outgoing(Outgoing(OutgoingKind.DAILY, NOW.date(), "<d@x.example>", (), b"", told, None, told))
    ledger.retry()
    ledger.record([opinion(1)], told)
    assert [row.number for row in ledger.rows(MailFilter(archived_from=told))] == [1]


def test_what_was_not_told_of_yet_keeps_its_time(ledger: Ledger) -> None:
    filled(ledger, quarantined(1)).retry()
    assert ledger.mail(1).row.archived_at == NOW
