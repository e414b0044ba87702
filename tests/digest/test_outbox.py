from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

import pytest

from skrzynka.digest import outbox
from skrzynka.digest.deliver import deliver
from skrzynka.digest.send import SendError, SmtpSender
from skrzynka.settings import Settings, SmtpSettings
from skrzynka.store.ledger import Ledger
from skrzynka.store.outgoing import Outgoing, OutgoingKind
from skrzynka.store.records import Entry, Kind, Period, RawMail, State, TagNote

JUNE_FIRST = date(2022, 6, 1)
MORNING = datetime(2022, 6, 1, 6, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
NIGHT = timedelta(days=1)


def arrive(ledger: Ledger, uid: int, at: datetime, *, read: bool = True, review: bool = False) -> None:
    ledger.archive([RawMail("INBOX", 1, uid, at, b"From: a@b.example\r\n\r\nmail %d\r\n" % uid)], at)
    if read:
        read_all(ledger, at, review=review)


def read_all(ledger: Ledger, at: datetime, *, review: bool = False) -> None:
    entries = [
        Entry(
            number=mail.number,
            state=State.OPINION,
            reason="a person wrote it",
            kind=Kind.OPINION,
            period=Period.OPEN,
            from_email="a@b.example",
            text=f"Opinia numer {mail.number}.",
            language="pl",
            fingerprint=f"{mail.number}",
            tag=TagNote("edukacja", None, 0.9, needs_review=review),
            needs_review=review,
        )
        for mail in ledger.pending()
    ]
    ledger.record(entries, at)


def numbers(text: str) -> list[int]:
    return [int(line.rpartition(" ")[2].rstrip(".")) for line in text.split("\n") if "│ Opinia numer" in line]


def told(ledger: Ledger, settings: Settings, day: date, now: datetime) -> list[int]:
    return numbers(outbox.preview_daily(ledger, settings, day, now).text)


class DiesAfter:
    """A sender whose process dies when the server has just taken the mail over."""

    def __init__(self, sender: SmtpSender) -> None:
        self._sender = sender

    def send(self, outgoing: Outgoing) -> NoReturn:
        self._sender.send(outgoing)
        raise KeyboardInterrupt


def test_a_digest_is_recorded_once_and_never_changes(ledger: Ledger, settings: Settings) -> None:
    arrive(ledger, 1, MORNING - HOUR)
    first = outbox.prepare_daily(ledger, settings, JUNE_FIRST, MORNING)
    arrive(ledger, 2, MORNING + HOUR)
    assert outbox.prepare_daily(ledger, settings, JUNE_FIRST, MORNING + 2 * HOUR) == first
    assert ledger.unsent() == [first]


def test_a_digest_begins_where_the_one_before_ended(ledger: Ledger, settings: Settings) -> None:
    arrive(ledger, 1, MORNING - HOUR)
    outbox.prepare_daily(ledger, settings, JUNE_FIRST, MORNING)
    arrive(ledger, 2, MORNING + HOUR)
    arrive(ledger, 3, MORNING + NIGHT)
    second = outbox.prepare_daily(ledger, settings, JUNE_FIRST + NIGHT, MORNING + NIGHT)
    assert (second.covers_from, second.covers_to) == (MORNING, MORNING + NIGHT)
    assert told(ledger, settings, JUNE_FIRST, MORNING + NIGHT) == [1]
    assert told(ledger, settings, JUNE_FIRST + NIGHT, MORNING + NIGHT) == [2, 3]


def test_a_late_digest_tells_all_that_came_meanwhile(ledger: Ledger, settings: Settings) -> None:
    outbox.prepare_daily(ledger, settings, JUNE_FIRST, MORNING)
    now = MORNING + 3 * NIGHT + 5 * HOUR
    arrive(ledger, 1, now)
    late = outbox.prepare_daily(ledger, settings, JUNE_FIRST + 3 * NIGHT, now, late=True)
    assert late.late
    assert late.covers_to == now
    assert told(ledger, settings, JUNE_FIRST + 3 * NIGHT, now) == [1]


def test_a_preview_of_a_past_day_ends_at_its_hour(ledger: Ledger, settings: Settings) -> None:
    arrive(ledger, 1, MORNING - HOUR)
    arrive(ledger, 2, MORNING + HOUR)
    assert told(ledger, settings, JUNE_FIRST, MORNING + 2 * NIGHT) == [1]
    assert told(ledger, settings, JUNE_FIRST, MORNING + 2 * HOUR) == [1, 2]


def test_a_preview_records_nothing(ledger: Ledger, settings: Settings) -> None:
    outbox.preview_daily(ledger, settings, JUNE_FIRST, MORNING)
    outbox.preview_closing(ledger, settings, MORNING)
    assert ledger.unsent() == []


def test_a_mail_that_is_not_read_yet_is_told_by_the_next_digest(ledger: Ledger, settings: Settings) -> None:
    arrive(ledger, 1, MORNING - 2 * HOUR)
    arrive(ledger, 2, MORNING - HOUR, read=False)
    outbox.prepare_daily(ledger, settings, JUNE_FIRST, MORNING)
    assert "1 do odczytania" in outbox.preview_daily(ledger, settings, JUNE_FIRST + NIGHT, MORNING + HOUR).text
    read_all(ledger, MORNING + HOUR)
    assert told(ledger, settings, JUNE_FIRST, MORNING) == [1]
    assert told(ledger, settings, JUNE_FIRST + NIGHT, MORNING + NIGHT) == [2]


def test_what_was_told_before_and_is_undecided_is_named_again(ledger: Ledger, settings: Settings) -> None:
    arrive(ledger, 1, MORNING - HOUR, review=True)
    outbox.prepare_daily(ledger, settings, JUNE_FIRST, MORNING)
    tomorrow = JUNE_FIRST + NIGHT, MORNING + NIGHT
    assert "wciąż do sprawdzenia: nr 1" in outbox.preview_daily(ledger, settings, *tomorrow).text
    ledger.retag(1, "procesy", None, "", "Marta", MORNING + HOUR)
    assert "wciąż do sprawdzenia" not in outbox.preview_daily(ledger, settings, *tomorrow).text


def test_the_closing_summary_is_recorded_once(ledger: Ledger, settings: Settings) -> None:
    arrive(ledger, 1, MORNING)
    first = outbox.prepare_closing(ledger, settings, MORNING + 20 * NIGHT)
    arrive(ledger, 2, MORNING + 21 * NIGHT)
    assert outbox.prepare_closing(ledger, settings, MORNING + 22 * NIGHT) == first
    assert first.kind is OutgoingKind.CLOSING
    assert numbers(outbox.preview_closing(ledger, settings, MORNING + 22 * NIGHT).text) == [1]


def test_what_is_sent_is_marked_and_not_sent_again(
    ledger: Ledger, settings: Settings, smtp: Any, configured: Callable[..., SmtpSettings]
) -> None:
    arrive(ledger, 1, MORNING - HOUR)
    outbox.prepare_daily(ledger, settings, JUNE_FIRST, MORNING)
    sender = SmtpSender(configured(smtp.port), None)
    assert [deliver(ledger, settings, sender, MORNING).sent for _ in range(2)] == [1, 0]
    assert ledger.outgoing(OutgoingKind.DAILY, JUNE_FIRST).sent_at == MORNING  # type: ignore[union-attr]
    assert "│ Opinia numer 1." in smtp.mails[0].get_body(("plain",)).get_content()


def test_a_crash_between_sending_and_marking_repeats_the_same_mail(
    tmp_path: Path, settings: Settings, smtp: Any, configured: Callable[..., SmtpSettings]
) -> None:
    sender = SmtpSender(configured(smtp.port), None)
    with Ledger.open(f"sqlite:///{tmp_path / 'crash.db'}") as ledger:
        arrive(ledger, 1, MORNING - HOUR)
        outbox.prepare_daily(ledger, settings, JUNE_FIRST, MORNING)
        with pytest.raises(KeyboardInterrupt):
            deliver(ledger, settings, DiesAfter(sender), MORNING)
    with Ledger.open(f"sqlite:///{tmp_path / 'crash.db'}") as ledger:
        arrive(ledger, 2, MORNING + HOUR)
        outbox.prepare_daily(ledger, settings, JUNE_FIRST, MORNING + HOUR)
        assert deliver(ledger, settings, sender, MORNING + HOUR).sent == 1
        assert deliver(ledger, settings, sender, MORNING + HOUR).sent == 0
    first, second = smtp.envelopes
    assert first.original_content == second.original_content
    assert len({mail["Message-ID"] for mail in smtp.mails}) == 1


def test_what_could_not_be_sent_stays_in_the_outbox(
    ledger: Ledger, settings: Settings, closed_port: int, configured: Callable[..., SmtpSettings]
) -> None:
    recorded = outbox.prepare_daily(ledger, settings, JUNE_FIRST, MORNING)
    with pytest.raises(SendError):
        deliver(ledger, settings, SmtpSender(configured(closed_port), None), MORNING)
    (left,) = ledger.unsent()
    assert (left.message_id, left.content, left.tries) == (recorded.message_id, recorded.content, 1)


def test_a_mail_that_is_refused_keeps_no_other_back_and_goes_to_who_is_configured_now(
    ledger: Ledger, settings: Settings, smtp: Any, configured: Callable[..., SmtpSettings]
) -> None:
    sender = SmtpSender(configured(smtp.port), None)
    gone = settings.model_copy(
        update={"digest": settings.digest.model_copy(update={"recipients": ("old@um.example",)})}
    )
    smtp.refused.add("old@um.example")
    outbox.prepare_daily(ledger, gone, JUNE_FIRST, MORNING)
    outbox.prepare_closing(ledger, settings, MORNING)
    with pytest.raises(SendError, match=r"check digest\.recipients"):
        deliver(ledger, gone, sender, MORNING)
    assert deliver(ledger, settings, sender, MORNING + HOUR).sent == 2
    assert [envelope.rcpt_tos for envelope in smtp.envelopes] == [list(settings.digest.recipients)] * 2
