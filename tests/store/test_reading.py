from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import StatementError

from skrzynka.store.ledger import Ledger
from skrzynka.store.questions import MailFilter
from skrzynka.store.records import MACHINE, Action, AttachmentNote, Kind, State
from skrzynka.tests.store.invented import NOW, TAG, duplicate, filled, opinion, original_of, other, quarantined, raw


def test_an_entry_comes_back_whole(ledger: Ledger) -> None:
    entry = opinion(1)
    mail = filled(ledger, entry).mail(1)
    for name in (
        "reason", "message_id", "forwarded_by", "sent_at", "text", "quoted", "signature", "attachments",
        "attachment_text", "defects", "duplicate_of",
    ):  # fmt: skip
        assert getattr(mail, name) == getattr(entry, name)
    for name in ("number", "from_email", "from_name", "subject", "kind", "state", "period", "language"):
        assert getattr(mail.row, name) == getattr(entry, name)
    assert (mail.evidence, mail.ranking, mail.model) == (TAG.evidence, TAG.ranking, TAG.model)
    assert (mail.row.scope, mail.row.secondary, mail.row.confidence) == ("edukacja", "procesy", 0.8)
    assert (mail.row.tagged_by, mail.row.received_at, mail.row.archived_at) == (MACHINE, raw(1).received_at, NOW)
    assert (mail.mailbox, mail.uidvalidity, mail.uid) == ("INBOX", 1, 1)


def test_the_machines_tag_is_the_first_event(ledger: Ledger) -> None:
    (event,) = filled(ledger, opinion(1)).events(1)
    assert (event.action, event.by, event.scope, event.secondary) == (Action.TAG, MACHINE, "edukacja", "procesy")
    assert (event.at, event.confidence, event.model, event.undoes) == (NOW, 0.8, "test-1", None)


def test_what_is_no_opinion_has_no_tag(ledger: Ledger) -> None:
    filled(ledger, other(1))
    assert ledger.events(1) == []
    assert ledger.mail(1).row.tagged_by is None


def test_recording_again_changes_nothing(ledger: Ledger) -> None:
    filled(ledger, opinion(1), other(2))
    before = ledger.mails(MailFilter())
    ledger.record([opinion(1, text="other words"), opinion(2)], NOW + timedelta(days=1))
    assert ledger.mails(MailFilter()) == before
    assert len(ledger.events(1)) == 1
    assert ledger.events(2) == []


def test_of_two_entries_for_one_number_the_first_counts(ledger: Ledger) -> None:
    ledger.archive([raw(1)], NOW)
    ledger.record([opinion(1), other(1)], NOW)
    assert ledger.mail(1).row.kind is Kind.OPINION
    assert len(ledger.events(1)) == 1


def test_a_number_that_does_not_exist_is_not_recorded(ledger: Ledger) -> None:
    ledger.record([opinion(7)], NOW)
    ledger.record([], NOW)
    assert ledger.rows(MailFilter()) == []


def test_a_quarantined_mail_can_be_read_later(ledger: Ledger) -> None:
    filled(ledger, quarantined(1))
    ledger.record([opinion(1)], NOW)
    assert ledger.mail(1).row.state is State.OPINION
    assert not ledger.mail(1).row.needs_review


def test_a_correction_outlives_the_later_reading_of_a_quarantined_mail(ledger: Ledger) -> None:
    filled(ledger, quarantined(1)).retag(1, None, None, "says nothing", "anna", NOW)
    ledger.record([opinion(1)], NOW)
    row = ledger.mail(1).row
    assert (row.state, row.scope, row.tagged_by) == (State.OPINION, None, "anna")
    ledger.undo(1, "anna", NOW)
    assert ledger.mail(1).row.scope == "edukacja"


def test_text_that_no_database_takes_is_cleaned(ledger: Ledger) -> None:
    bad = "a\udcffb\0c\ud83d\ude00"
    filled(
        ledger,
        opinion(
            1,
            subject=bad,
            text=bad,
            from_email=bad,
            message_id=bad,
            defects=(bad,),
            attachments=(AttachmentNote(bad, bad, 1),),
            fingerprint="f",
        ),
    )
    ledger.retag(1, "procesy", None, bad, bad, NOW)
    mail = ledger.mail(1)
    clean = "a\ufffdb\ufffdc\U0001f600"
    assert (mail.text, mail.row.subject, mail.defects, mail.attachments[0].name) == (clean, clean, (clean,), clean)
    assert (ledger.events(1)[1].why, ledger.events(1)[1].by, mail.row.tagged_by) == (clean, clean, clean)
    assert original_of(ledger, bad, "", "f", 2) == 1
    assert original_of(ledger, None, bad, "f", 2) == 1


def test_instants_come_back_in_utc_whatever_zone_they_came_in(ledger: Ledger) -> None:
    warsaw = datetime(2022, 6, 1, 8, 0, tzinfo=timezone(timedelta(hours=2)))
    filled(ledger, opinion(1, sent_at=warsaw))
    assert ledger.mail(1).sent_at == warsaw
    assert ledger.mail(1).sent_at.tzinfo is UTC  # type: ignore[union-attr]  # it was just compared


def test_an_instant_without_a_zone_is_refused(ledger: Ledger) -> None:
    with pytest.raises(StatementError, match="without a zone"):
        ledger.archive([raw(1)], datetime(2022, 6, 1))  # noqa: DTZ001  # the mistake under test


class TestOriginals:
    def test_the_same_message_id_and_words(self, ledger: Ledger) -> None:
        filled(ledger, opinion(1, message_id="<a>", fingerprint="f"))
        assert original_of(ledger, "<a>", "someone@else.example", "f", 2) == 1
        assert original_of(ledger, "<a>", "someone@else.example", "other words", 2) is None

    def test_the_same_sender_and_words_whatever_the_letters_case(self, ledger: Ledger) -> None:
        filled(ledger, opinion(1, from_email="Anna@Poczta.example", fingerprint="f"))
        assert original_of(ledger, None, "anna@poczta.EXAMPLE", "f", 2) == 1
        assert original_of(ledger, "<new>", "anna@poczta.example", "f", 2) == 1

    def test_another_sender_with_the_same_words_is_another_opinion(self, ledger: Ledger) -> None:
        filled(ledger, opinion(1, fingerprint="f"))
        assert original_of(ledger, "<new>", "jan@poczta.example", "f", 2) is None

    def test_mails_without_words_are_equal_only_by_message_id(self, ledger: Ledger) -> None:
        filled(ledger, opinion(1, message_id="<a>", from_email="anna@poczta.example", fingerprint=""))
        assert original_of(ledger, None, "anna@poczta.example", "", 2) is None
        assert original_of(ledger, "<a>", "anna@poczta.example", "", 2) == 1

    def test_mails_without_sender_and_message_id_are_never_equal(self, ledger: Ledger) -> None:
        filled(ledger, opinion(1, message_id=None, from_email="", fingerprint="f"))
        assert original_of(ledger, None, "", "f", 2) is None

    def test_the_first_one_is_the_original(self, ledger: Ledger) -> None:
        same = {"from_email": "anna@poczta.example", "fingerprint": "f"}
        filled(ledger, other(1), opinion(2, **same), duplicate(3, 2, **same), opinion(4, **same))
        assert original_of(ledger, None, "anna@poczta.example", "f", 5) == 2
        assert original_of(ledger, None, "anna@poczta.example", "f", 2) is None

    def test_what_was_not_read_is_no_original(self, ledger: Ledger) -> None:
        same = {"from_email": "anna@poczta.example", "fingerprint": "f"}
        filled(ledger, duplicate(1, 1, **same), opinion(2, **same | {"state": State.QUARANTINED}))
        assert original_of(ledger, None, "anna@poczta.example", "f", 9) is None


class TestHandling:
    def test_only_what_was_read_is_to_be_handled(self, ledger: Ledger) -> None:
        filled(ledger, opinion(1), other(2), duplicate(3, 1), quarantined(4))
        ledger.archive([raw(5)], NOW)
        assert ledger.unhandled("INBOX", 1) == [1, 2, 3]
        assert ledger.unhandled("INBOX", 2) == []

    def test_what_was_handled_is_not_handled_again(self, ledger: Ledger) -> None:
        filled(ledger, opinion(1), other(2))
        ledger.mark_handled("INBOX", 1, [1, 77], NOW)
        ledger.mark_handled("INBOX", 1, [], NOW)
        ledger.mark_handled("INBOX", 2, [2], NOW)
        assert ledger.unhandled("INBOX", 1) == [2]


def test_the_same_bytes_are_the_same_mail_though_it_says_neither_who_nor_what(url: str) -> None:
    with Ledger.open(url) as ledger:
        ledger.archive([raw(1, b"\r\n\r\n"), raw(1, b"\r\n\r\n", uidvalidity=2), raw(2, b"other")], NOW)
        ledger.record([opinion(1)], NOW)
        assert original_of(ledger, None, "", "", 2) == 1
        assert original_of(ledger, None, "", "", 3) is None
