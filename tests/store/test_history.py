from datetime import timedelta

import pytest

from skrzynka.store import StoreError
from skrzynka.store.door import NotFoundError
from skrzynka.store.ledger import Ledger
from skrzynka.store.records import Action, Entry, Kind, MailRow, State
from skrzynka.tests.store.invented import NOW, TAG, duplicate, filled, opinion, other, quarantined, raw

LATER = NOW + timedelta(hours=1)


def retagged(ledger: Ledger, number: int, scope: str | None, secondary: str | None = None) -> MailRow:
    ledger.retag(number, scope, secondary, "read it", "anna", LATER)
    return ledger.mail(number).row


def undone(ledger: Ledger, number: int) -> MailRow:
    ledger.undo(number, "anna", LATER)
    return ledger.mail(number).row


def test_a_correction_stands_beside_the_machines_tag(ledger: Ledger) -> None:
    row = retagged(filled(ledger, opinion(1, needs_review=True)), 1, "procesy", "edukacja")
    assert (row.scope, row.secondary, row.confidence, row.tagged_by) == ("procesy", "edukacja", 1.0, "anna")
    assert not row.needs_review
    assert [event.scope for event in ledger.events(1)] == ["edukacja", "procesy"]
    assert ledger.mail(1).evidence == TAG.evidence


def test_a_correction_is_given_back_as_it_is_kept(ledger: Ledger) -> None:
    event = filled(ledger, opinion(1)).retag(1, "procesy", None, "read it", "anna", LATER)
    assert event == ledger.events(1)[-1]
    assert (event.action, event.at, event.by, event.why) == (Action.RETAG, LATER, "anna", "read it")


def test_undo_lets_the_tag_before_stand_again(ledger: Ledger) -> None:
    filled(ledger, opinion(1, needs_review=True))
    before = ledger.mail(1).row
    retagged(ledger, 1, "procesy")
    retagged(ledger, 1, "konflikty")
    assert undone(ledger, 1).scope == "procesy"
    assert undone(ledger, 1) == before


def test_undo_is_an_event_that_names_what_it_takes_back(ledger: Ledger) -> None:
    correction = filled(ledger, opinion(1)).retag(1, "procesy", None, "", "anna", LATER)
    undo = ledger.undo(1, "jan", LATER, "too fast")
    assert (undo.action, undo.by, undo.why, undo.undoes) == (Action.UNDO, "jan", "too fast", correction.id)
    assert [event.action for event in ledger.events(1)] == [Action.TAG, Action.RETAG, Action.UNDO]


def test_a_correction_after_an_undo_stands(ledger: Ledger) -> None:
    filled(ledger, opinion(1))
    retagged(ledger, 1, "procesy")
    undone(ledger, 1)
    assert retagged(ledger, 1, "konflikty").scope == "konflikty"
    assert undone(ledger, 1).scope == "edukacja"


def test_with_nothing_to_take_back_undo_says_so(ledger: Ledger) -> None:
    filled(ledger, opinion(1))
    retagged(ledger, 1, "procesy")
    undone(ledger, 1)
    with pytest.raises(StoreError, match="mail 1 has no change to take back"):
        ledger.undo(1, "anna", LATER)
    assert len(ledger.events(1)) == 3


@pytest.mark.parametrize("entry", [other(2), duplicate(2, 1), quarantined(2)], ids=lambda entry: entry.kind)
def test_a_scope_makes_any_mail_an_opinion_and_undo_takes_that_back(ledger: Ledger, entry: Entry) -> None:
    filled(ledger, opinion(1), entry)
    before = ledger.mail(2).row
    row = retagged(ledger, 2, "procesy")
    assert (row.kind, row.state, row.needs_review) == (Kind.OPINION, State.OPINION, False)
    assert undone(ledger, 2) == before


def test_an_opinion_whose_scope_is_taken_away_stays_an_opinion(ledger: Ledger) -> None:
    filled(ledger, opinion(1), other(2))
    retagged(ledger, 2, "procesy")
    for number in (1, 2):
        row = retagged(ledger, number, None)
        assert (row.kind, row.state, row.scope, row.tagged_by) == (Kind.OPINION, State.OPINION, None, "anna")


def test_a_person_can_confirm_that_a_mail_is_no_opinion(ledger: Ledger) -> None:
    row = retagged(filled(ledger, other(1, needs_review=True)), 1, None)
    assert (row.kind, row.state, row.needs_review) == (Kind.QUESTION, State.OTHER, False)


def test_a_pending_mail_cannot_be_corrected(ledger: Ledger) -> None:
    ledger.archive([raw(1)], NOW)
    with pytest.raises(StoreError, match="mail 1 is not read yet"):
        ledger.retag(1, "procesy", None, "", "anna", LATER)
    assert ledger.events(1) == []


def test_a_number_that_does_not_exist_is_named_with_the_mend(ledger: Ledger) -> None:
    sentence = "no mail has the number 999; `skrzynka list` shows those there are"
    for ask in (
        ledger.mail,
        ledger.raw,
        ledger.events,
        lambda number: ledger.undo(number, "anna", NOW),
        lambda number: ledger.retag(number, "procesy", None, "", "anna", NOW),
    ):
        with pytest.raises(NotFoundError, match=sentence):
            ask(999)


def test_a_note_stands_in_the_history_and_changes_nothing_else(ledger: Ledger) -> None:
    filled(ledger, opinion(1, needs_review=True), other(2))
    for number in (1, 2):
        before, taught = ledger.mail(number), ledger.last_correction()
        note = ledger.note(number, " asked\nthe \0board ", "jan", LATER)
        assert (note.action, note.by, note.at, note.why) == (Action.NOTE, "jan", LATER, "asked\nthe \ufffdboard")
        assert ledger.events(number)[-1] == note
        assert ledger.mail(number) == before
        assert ledger.last_correction() == taught, "there is nothing to be learned from it"


def test_an_undo_takes_back_the_correction_before_a_note_and_never_the_note(ledger: Ledger) -> None:
    filled(ledger, opinion(1))
    retagged(ledger, 1, "procesy")
    ledger.note(1, "read it twice", "jan", LATER)
    assert undone(ledger, 1).scope == "edukacja"
    with pytest.raises(StoreError, match="has no change to take back"):
        ledger.undo(1, "anna", LATER)
    assert [event.action for event in ledger.events(1)] == [Action.TAG, Action.RETAG, Action.NOTE, Action.UNDO]


def test_a_note_outlives_a_reading_and_a_new_tag(ledger: Ledger) -> None:
    filled(ledger, quarantined(1))
    ledger.note(1, "opened it by hand", "jan", LATER)
    ledger.retry(1)
    ledger.record([opinion(1)], NOW)
    ledger.reclassify({1: TAG}, LATER)
    assert [event.action for event in ledger.events(1)] == [Action.NOTE, Action.TAG, Action.TAG]
    assert ledger.mail(1).row.scope == "edukacja"


def test_an_empty_note_and_one_on_no_mail_are_refused(ledger: Ledger) -> None:
    filled(ledger, opinion(1))
    with pytest.raises(StoreError, match="the note on mail 1 is empty"):
        ledger.note(1, " \n", "jan", LATER)
    with pytest.raises(NotFoundError, match="no mail has the number 2"):
        ledger.note(2, "words", "jan", LATER)
