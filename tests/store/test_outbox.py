from dataclasses import replace
from datetime import date, timedelta

from skrzynka.store.ledger import Ledger
from skrzynka.store.outgoing import Outgoing, OutgoingKind
from skrzynka.tests.store.invented import NOW

DAILY = Outgoing(
    kind=OutgoingKind.DAILY,
    day=date(2022, 6, 1),
    message_id="<1@wroclaw.example>",
    recipients=("koordynator@wroclaw.example", "zastepca@wroclaw.example"),
    content=b"Subject: digest\r\n\r\n\xff\x00",
    created_at=NOW,
    covers_from=None,
    covers_to=NOW,
    late=True,
)


def test_a_recorded_mail_comes_back_as_it_was(ledger: Ledger) -> None:
    assert ledger.record_outgoing(DAILY) == DAILY
    assert ledger.outgoing(OutgoingKind.DAILY, DAILY.day) == DAILY
    assert ledger.unsent() == [DAILY]


def test_of_one_kind_and_day_the_first_one_stays(ledger: Ledger) -> None:
    ledger.record_outgoing(DAILY)
    assert ledger.record_outgoing(replace(DAILY, message_id="<2@wroclaw.example>", content=b"other")) == DAILY
    closing = replace(DAILY, kind=OutgoingKind.CLOSING, message_id="<3@wroclaw.example>")
    assert ledger.record_outgoing(closing) == closing


def test_what_is_marked_is_sent_once_and_keeps_its_first_moment(ledger: Ledger) -> None:
    ledger.record_outgoing(DAILY)
    ledger.mark_sent(DAILY.message_id, NOW)
    ledger.mark_sent(DAILY.message_id, NOW + timedelta(hours=1))
    ledger.mark_sent("<unknown@wroclaw.example>", NOW)
    assert ledger.unsent() == []
    assert ledger.outgoing(OutgoingKind.DAILY, DAILY.day) == replace(DAILY, sent_at=NOW)


def test_the_latest_is_by_day(ledger: Ledger) -> None:
    next_day = replace(DAILY, day=date(2022, 6, 2), message_id="<2@wroclaw.example>", covers_from=NOW)
    for mail in (next_day, DAILY):
        ledger.record_outgoing(mail)
    assert ledger.last_outgoing(OutgoingKind.DAILY) == next_day
    assert ledger.last_outgoing(OutgoingKind.DAILY, before=next_day.day) == DAILY
    assert ledger.last_outgoing(OutgoingKind.CLOSING) is None


def test_unsent_mails_wait_in_the_order_in_which_they_were_recorded(ledger: Ledger) -> None:
    later = replace(DAILY, day=date(2022, 5, 30), message_id="<2@x>", created_at=NOW + timedelta(hours=1))
    closing = replace(DAILY, kind=OutgoingKind.CLOSING, message_id="<3@x>")
    for mail in (later, closing, DAILY):
        ledger.record_outgoing(mail)
    assert ledger.unsent() == [DAILY, closing, later]
