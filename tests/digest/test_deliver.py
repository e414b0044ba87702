"""What becomes of mails of ours that a server does not take over at once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest

from skrzynka.digest.deliver import GIVES_UP, Delivery, deliver, later, pause
from skrzynka.digest.send import SendError, SmtpSender
from skrzynka.settings import Settings, SmtpSettings
from skrzynka.store.ledger import Ledger
from skrzynka.store.outgoing import Outgoing, OutgoingKind
from skrzynka.tests.servers import free_port

NOW = datetime(2022, 6, 1, 6, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ONE, OTHER = "anna@um.example", "jan@um.example"
CONTENT = b"Subject: x\r\n\r\nx\r\n"
REPLY = Outgoing(OutgoingKind.REPLY, date(2022, 6, 1), "<r1@um.example>", (ONE, OTHER), CONTENT, NOW, None, NOW)
Sending = Callable[[datetime], Delivery]


@pytest.fixture
def sending(ledger: Ledger, settings: Settings, smtp: Any, configured: Callable[..., SmtpSettings]) -> Sending:
    ledger.record_outgoing(REPLY)
    return lambda now: deliver(ledger, settings, SmtpSender(configured(smtp.port), None), now)


def test_pauses_grow_to_a_quarter_of_an_hour() -> None:
    assert [pause(tries) // MINUTE for tries in range(7)] == [1, 2, 4, 8, 15, 15, 15]
    assert pause(10_000) == 15 * MINUTE


def test_a_mail_waits_for_its_next_try(ledger: Ledger, sending: Sending, smtp: Any) -> None:
    smtp.busy |= {ONE, OTHER}
    with pytest.raises(SendError):
        sending(NOW)
    smtp.busy.clear()
    assert sending(NOW + MINUTE / 2) == Delivery(sent=0, waiting=1)
    assert sending(NOW + MINUTE) == Delivery(sent=1, waiting=0)
    assert [envelope.rcpt_tos for envelope in smtp.envelopes] == [[ONE, OTHER]]


def test_who_could_not_get_it_now_gets_it_later_and_nobody_twice(ledger: Ledger, sending: Sending, smtp: Any) -> None:
    smtp.busy.add(OTHER)
    assert sending(NOW) == Delivery(sent=0, waiting=1)
    smtp.busy.clear()
    assert sending(NOW + MINUTE) == Delivery(sent=1, waiting=0)
    assert [envelope.rcpt_tos for envelope in smtp.envelopes] == [[ONE], [OTHER]]


def test_an_address_that_is_refused_for_good_is_told(ledger: Ledger, sending: Sending, smtp: Any) -> None:
    smtp.refused.add(OTHER)
    assert sending(NOW) == Delivery(sent=1, waiting=0)
    (mail,) = ledger.outbox()
    assert (mail.sent_at, mail.failure) == (NOW, "1 recipients refused (550)")


def test_after_a_day_a_mail_is_given_up_and_a_person_may_try_it_again(
    ledger: Ledger, sending: Sending, smtp: Any
) -> None:
    smtp.refused |= {ONE, OTHER}
    for at in (NOW, NOW + GIVES_UP):
        with pytest.raises(SendError):
            sending(at)
    smtp.refused.clear()
    assert sending(NOW + 2 * GIVES_UP) == Delivery(sent=1, waiting=0), "only the administrator is told"
    mail, _ = ledger.outbox()
    assert mail.given_up_at == NOW + GIVES_UP
    assert "no such user" in mail.failure
    assert ledger.retry_outgoing(None) == 1
    assert sending(NOW + 2 * GIVES_UP) == Delivery(sent=1, waiting=0)


def test_an_administrator_is_told_of_what_is_given_up_once_a_day_and_never_of_that(
    ledger: Ledger, sending: Sending, smtp: Any
) -> None:
    ledger.record_outgoing(replace(REPLY, message_id="<r2@um.example>"))
    smtp.refused |= {ONE, OTHER, "koordynatorka@um.example"}
    for at in (NOW, NOW + GIVES_UP, NOW + GIVES_UP + MINUTE, NOW + 3 * GIVES_UP):
        with pytest.raises(SendError):
            sending(at)
    *given_up, notice = ledger.outbox()
    assert [mail.given_up_at for mail in given_up] == [NOW + GIVES_UP] * 2
    assert (notice.kind, notice.recipients) == (OutgoingKind.NOTICE, ("koordynatorka@um.example",))
    assert notice.given_up_at == NOW + 3 * GIVES_UP
    text = message_from_bytes(notice.content, policy=default).get_content()
    assert "no such user" in text
    assert "skrzynka outbox --retry all" in text


def test_a_server_that_does_not_answer_is_left_alone(
    ledger: Ledger, settings: Settings, sending: Sending, configured: Callable[..., SmtpSettings]
) -> None:
    for number in range(2, 12):
        ledger.record_outgoing(replace(REPLY, message_id=f"<r{number}@um.example>"))
    with pytest.raises(SendError):
        deliver(ledger, settings, SmtpSender(configured(free_port()), None), NOW)
    assert [mail.tries for mail in ledger.outbox()] == [1] * 5 + [0] * 6
    assert sending(NOW + MINUTE) == Delivery(sent=11, waiting=0)


def test_addresses_that_are_refused_keep_nobody_back(
    ledger: Ledger, settings: Settings, smtp: Any, configured: Callable[..., SmtpSettings]
) -> None:
    for number in range(10):
        to = (f"gone{number}@um.example",) if number < 9 else (ONE,)
        smtp.refused |= set(to) - {ONE}
        ledger.record_outgoing(replace(REPLY, message_id=f"<r{number}@um.example>", recipients=to))
    with pytest.raises(SendError):
        deliver(ledger, settings, SmtpSender(configured(smtp.port), None), NOW)
    assert [envelope.rcpt_tos for envelope in smtp.envelopes] == [[ONE]]


def test_a_mail_that_waited_for_the_service_is_tried_before_it_is_given_up() -> None:
    assert later(REPLY, "", NOW + 2 * GIVES_UP).given_up_at is None
    assert later(replace(REPLY, tries=1), "", NOW + 2 * GIVES_UP).given_up_at == NOW + 2 * GIVES_UP


def test_what_is_dropped_is_never_sent(ledger: Ledger, sending: Sending, smtp: Any) -> None:
    ledger.drop_outgoing(REPLY.message_id, "dropped by anna", NOW)
    assert sending(NOW) == Delivery()
    assert smtp.envelopes == []
