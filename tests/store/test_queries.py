from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from skrzynka.store.ledger import Ledger
from skrzynka.store.questions import LedgerSum, MailFilter
from skrzynka.store.records import Kind, RawMail, State, TagNote
from skrzynka.tests.store.direct import direct
from skrzynka.tests.store.invented import NOW, duplicate, filled, opinion, other, quarantined, raw

WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.fixture
def mixed(ledger: Ledger) -> Ledger:
    """Six mails, the last one pending; taken in at NOW, the fifth and sixth a day later."""
    doubtful = TagNote(None, None, 0.4, needs_review=True)
    ledger.archive([raw(uid) for uid in range(1, 5)], NOW)
    ledger.archive([raw(5), raw(6)], NOW + timedelta(days=1))
    entries = opinion(1), opinion(2, language="uk", tag=doubtful, needs_review=True), other(3), duplicate(4, 1)
    ledger.record([*entries, quarantined(5)], NOW)
    return ledger


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (MailFilter(), [1, 2, 3, 4, 5, 6]),
        (MailFilter(scope="edukacja"), [1]),
        (MailFilter(scope="none"), [2]),
        (MailFilter(scope="wolontariat"), []),
        (MailFilter(language="uk"), [2]),
        (MailFilter(kind=Kind.QUESTION), [3]),
        (MailFilter(kind=Kind.UNREADABLE), [5]),
        (MailFilter(state=State.PENDING), [6]),
        (MailFilter(state=State.DUPLICATE), [4]),
        (MailFilter(needs_review=True), [2, 5]),
        (MailFilter(received_from=raw(2).received_at, received_to=raw(4).received_at), [2, 3]),
        (MailFilter(archived_from=NOW), [5, 6]),
        (MailFilter(archived_to=NOW), [1, 2, 3, 4]),
        (MailFilter(language="pl", state=State.OPINION, scope="edukacja"), [1]),
    ],
)
def test_a_filter_gives_the_mails_that_meet_all_its_conditions(
    mixed: Ledger, wanted: MailFilter, numbers: list[int]
) -> None:
    assert [row.number for row in mixed.rows(wanted)] == numbers
    assert [mail.row for mail in mixed.mails(wanted)] == mixed.rows(wanted)


def test_the_sum_explains_every_mail(mixed: Ledger) -> None:
    total = mixed.sum()
    assert total == LedgerSum(in_mailbox=6, opinions=2, other=1, duplicates=1, quarantined=1, pending=1)
    assert total.unexplained == 0
    assert mixed.sum(NOW) == LedgerSum(in_mailbox=4, opinions=2, other=1, duplicates=1, quarantined=0, pending=0)


def test_a_mail_in_no_known_state_is_unexplained(mixed: Ledger, any_url: str) -> None:
    direct(any_url, "UPDATE mail SET state = 'lost' WHERE number = 3")
    assert mixed.sum().unexplained == 1


def test_an_empty_ledger_sums_to_nothing(ledger: Ledger) -> None:
    assert ledger.sum() == LedgerSum(0, 0, 0, 0, 0, 0)
    assert ledger.first_archived() is None
    assert not ledger.has_archived_after(None)


def test_counts_are_of_opinions_but_kinds_and_states_of_every_mail(mixed: Ledger) -> None:
    counts = mixed.counts(MailFilter(), WARSAW)
    assert counts.by_scope == {"edukacja": 1, None: 1}
    assert counts.by_language == {"pl": 1, "uk": 1}
    assert counts.by_kind == {"opinion": 2, "question": 1, "duplicate": 1, "unreadable": 1}
    assert counts.by_state == {"opinion": 2, "other": 1, "duplicate": 1, "quarantined": 1, "pending": 1}
    assert counts.by_day == {date(2022, 6, 1): 2}
    assert mixed.counts(MailFilter(language="uk"), WARSAW).by_scope == {None: 1}


def test_days_are_those_of_the_consultations_clock(ledger: Ledger) -> None:
    midnight = NOW.replace(hour=22, minute=0)
    moments = [midnight - timedelta(seconds=1), midnight]
    ledger.archive([RawMail("INBOX", 1, uid, at, b"x") for uid, at in enumerate(moments, 1)], NOW)
    ledger.record([opinion(1), opinion(2)], NOW)
    assert ledger.counts(MailFilter(), WARSAW).by_day == {date(2022, 6, 1): 1, date(2022, 6, 2): 1}


def test_a_correction_counts_at_once(ledger: Ledger) -> None:
    filled(ledger, opinion(1), other(2)).retag(2, "procesy", None, "", "anna", NOW)
    assert ledger.counts(MailFilter(), WARSAW).by_scope == {"edukacja": 1, "procesy": 1}
    assert ledger.sum() == LedgerSum(in_mailbox=2, opinions=2, other=0, duplicates=0, quarantined=0, pending=0)


def test_it_is_known_since_when_and_whether_anything_new_came(mixed: Ledger) -> None:
    assert mixed.first_archived() == NOW
    assert mixed.has_archived_after(NOW)
    assert not mixed.has_archived_after(NOW + timedelta(days=1))
