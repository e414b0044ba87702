"""Decisions, and many changes at once, the same in each database."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from skrzynka.store import StoreError
from skrzynka.store.conditions import among
from skrzynka.store.database import engine_of
from skrzynka.store.decisions import Decision, Tag, TakenBack
from skrzynka.store.ledger import Ledger
from skrzynka.store.questions import MailFilter
from skrzynka.store.records import Action, Entry, MailRow
from skrzynka.store.tables import MailTable
from skrzynka.tests.store.direct import refuse
from skrzynka.tests.store.invented import NOW, duplicate, filled, opinion, other, quarantined, raw

LATER = NOW + timedelta(hours=1)
PARTLY = Decision("partly", "There is money for one.", "Zarząd Zieleni")
TAKEN = Decision("taken", "It is planned.")


def decided(ledger: Ledger, number: int) -> tuple[str | None, str, str]:
    mail = ledger.mail(number)
    return mail.row.decision, mail.justification, mail.unit


def lines(ledger: Ledger) -> list[MailRow]:
    return ledger.rows(MailFilter())


@pytest.fixture
def three(ledger: Ledger) -> Ledger:
    """Three opinions and a question."""
    return filled(ledger, opinion(1), opinion(2), opinion(3), other(4))


def test_a_decision_stands_on_the_mails_line_and_in_its_history(three: Ledger) -> None:
    before = three.mail(1).row
    batch = three.decide([(1, PARTLY)], "anna", LATER)
    assert decided(three, 1) == ("partly", "There is money for one.", "Zarząd Zieleni")
    event = three.events(1)[-1]
    assert (event.action, event.by, event.at) == (Action.DECIDE, "anna", LATER)
    assert (event.decision, event.why, event.unit, event.batch) == ("partly", PARTLY.why, "Zarząd Zieleni", batch)
    row = three.mail(1).row
    assert (row.scope, row.tagged_by, row.needs_review) == (before.scope, before.tagged_by, before.needs_review)


def test_the_latest_decision_stands_and_undo_goes_back_through_all(three: Ledger) -> None:
    before = three.mail(1)
    three.decide([(1, PARTLY)], "anna", LATER)
    three.retag(1, "procesy", None, "", "jan", LATER)
    three.decide([(1, TAKEN)], "ola", LATER)
    assert decided(three, 1) == ("taken", "It is planned.", "")
    three.undo(1, "anna", LATER)
    assert (decided(three, 1)[0], three.mail(1).row.scope) == ("partly", "procesy")
    three.undo(1, "anna", LATER)
    assert (decided(three, 1)[0], three.mail(1).row.scope) == ("partly", "edukacja")
    three.undo(1, "anna", LATER)
    assert three.mail(1) == before
    assert [event.action for event in three.events(1)][-3:] == [Action.UNDO] * 3


@pytest.mark.parametrize("entry", [other(2), duplicate(2, 1), quarantined(2)], ids=lambda entry: entry.kind)
def test_what_is_no_opinion_is_not_decided_on_and_nothing_else_then(ledger: Ledger, entry: Entry) -> None:
    filled(ledger, opinion(1), entry)
    before = lines(ledger)
    with pytest.raises(StoreError, match=f"mail 2 is no opinion \\({entry.kind}\\); `skrzynka retag 2 SCOPE`"):
        ledger.decide([(1, PARTLY), (2, PARTLY)], "anna", LATER)
    assert lines(ledger) == before
    assert [event.action for event in ledger.events(1)] == [Action.TAG]


def test_opinions_are_counted_by_decision_once_there_is_one(three: Ledger) -> None:
    assert three.decided() == {}
    three.decide([(1, PARTLY)], "anna", LATER)
    assert three.decided() == {"partly": 1, "open": 2}
    assert [row.number for row in three.rows(MailFilter(decision="open"))] == [2, 3]
    assert [row.number for row in three.rows(MailFilter(decision="partly"))] == [1]
    three.undo(1, "anna", LATER)
    assert three.decided() == {}


def test_many_are_taken_back_at_once_but_those_changed_since(three: Ledger) -> None:
    before = lines(three)
    batch = three.retag_all([1, 2, 3, 4], Tag("konflikty", "procesy", "they speak of fights"), "anna", LATER)
    assert {(row.scope, row.secondary, row.tagged_by) for row in lines(three)} == {("konflikty", "procesy", "anna")}
    assert three.batch_of(3) == (batch, 4)
    three.decide([(1, TAKEN)], "ola", LATER)
    three.undo(3, "ola", LATER)
    assert three.batch_of(1) is None, "its decision was made alone"
    assert three.undo_batch(batch, "anna", LATER, "too fast") == TakenBack((2, 4), (1, 3))
    assert three.events(2)[-1].why == "too fast"
    three.undo(1, "ola", LATER)
    assert three.undo_batch(batch, "anna", LATER) == TakenBack((1,), (2, 3, 4))
    assert lines(three) == before


def test_each_batch_has_a_number_of_its_own(three: Ledger) -> None:
    one = three.decide([(1, PARTLY), (2, PARTLY)], "anna", LATER)
    three.undo_batch(one, "anna", LATER)
    two = three.decide([(1, TAKEN), (2, TAKEN)], "anna", LATER)
    assert two > one
    three.undo_batch(two, "anna", LATER)
    for unknown in (two + 1, 999):  # an undo's own number names nothing that could be taken back
        with pytest.raises(StoreError, match=f"batch {unknown}: there is none"):
            three.undo_batch(unknown, "anna", LATER)


def test_what_somebody_changed_while_another_was_asked_is_not_written_over(three: Ledger) -> None:
    seen = three.last_event()
    three.retag(2, "procesy", None, "", "jan", LATER)
    before = lines(three)
    with pytest.raises(StoreError, match="mail 2: was changed while you were asked; nothing was written"):
        three.retag_all([1, 2, 3], Tag("konflikty"), "anna", LATER, seen)
    with pytest.raises(StoreError, match="mail 2: was changed"):
        three.decide([(1, PARTLY), (2, PARTLY)], "anna", LATER, seen)
    assert lines(three) == before
    three.note(1, "asked the board", "jan", LATER)
    three.decide([(1, PARTLY), (3, PARTLY)], "anna", LATER, seen)
    assert three.decided() == {"partly": 2, "open": 1}


def test_many_are_changed_wholly_or_not_at_all(three: Ledger, any_url: str) -> None:
    before = lines(three)
    with pytest.raises(StoreError, match="no mail has the number 99"):
        three.retag_all([1, 2, 99], Tag("konflikty"), "anna", LATER)
    refuse(any_url, "UPDATE", "mail")
    with pytest.raises(StoreError):
        three.decide([(1, PARTLY), (2, PARTLY)], "anna", LATER)
    assert lines(three) == before
    assert [len(three.events(number)) for number in (1, 2)] == [1, 1]


def test_mails_are_wanted_by_everything_at_once(ledger: Ledger) -> None:
    plain = {"subject": "", "attachment_text": "", "from_name": ""}
    filled(
        ledger,
        opinion(1, **plain, text="Plac zabaw przy Łące.", language="uk"),
        opinion(2, **plain, text="Zabaw jest mało, a plac pusty.", language="uk"),
        opinion(3, **plain, text="Plac zabaw przy szkole.", language="pl"),
        other(4, **plain, text="Plac zabaw?", language="uk"),
    )

    def numbers(**wanted: object) -> list[int]:
        return [row.number for row in ledger.rows(MailFilter(**wanted))]  # type: ignore[arg-type]

    assert numbers(text='"plac zabaw"') == [1, 3, 4]
    assert numbers(text='"plac zabaw" LACE') == [1]
    assert numbers(text="plac zabaw", language="uk", scope="edukacja") == [1, 2]
    assert numbers(text="plac", received_from=NOW + timedelta(minutes=3)) == [3, 4]
    assert numbers(secondary="procesy", confidence_from=0.8) == [1, 2, 3]
    assert numbers(confidence_below=0.8) == [], "how sure a tag is says nothing of what has none"
    assert numbers(secondary="none", kind="opinion") == []
    assert [each.row.number for each in ledger.search("pusty", MailFilter(text="zabaw"), 20)] == [2]
    with pytest.raises(StoreError, match="there is no word in it"):
        numbers(text=" ... ")


def test_the_letters_of_a_campaign_are_wanted_by_any_of_them(ledger: Ledger) -> None:
    words = "Popieram apel o otwarte boiska w każdej dzielnicy miasta i proszę radę o decyzję w tej ważnej sprawie."
    filled(ledger, opinion(1), *(opinion(number, text=words, attachment_text="") for number in (2, 3, 4)))
    ledger.group()
    for number in (2, 4):
        assert [row.number for row in ledger.rows(MailFilter(campaign=number))] == [2, 3, 4]
    for number in (1, 99):
        with pytest.raises(StoreError, match=f"campaign {number}: there is none"):
            ledger.rows(MailFilter(campaign=number))


def test_a_campaign_may_have_any_number_of_letters(three: Ledger, any_url: str) -> None:
    wanted = select(MailTable.number).where(among(range(2, 100_000))).order_by(col(MailTable.number))
    engine = engine_of(any_url)
    with Session(engine) as session:
        assert session.exec(wanted).all() == [2, 3, 4]
    engine.dispose()


def test_what_is_told_of_as_corrected_are_tags(three: Ledger) -> None:
    three.decide([(1, PARTLY), (2, PARTLY)], "anna", LATER)
    three.undo(1, "anna", LATER)
    assert three.changes(None, LATER) == []
    three.retag(1, "procesy", None, "", "jan", LATER)
    three.undo(1, "anna", LATER)
    assert [event.action for event in three.changes(None, LATER)] == [Action.RETAG, Action.UNDO]


def test_a_pending_mail_is_not_retagged_with_others(three: Ledger) -> None:
    three.archive([raw(5)], NOW)
    with pytest.raises(StoreError, match="mail 5 is not read yet"):
        three.retag_all([1, 5], Tag("konflikty"), "anna", LATER)
    assert three.mail(1).row.scope == "edukacja"
