"""Who was told what was decided, the same in each database."""

from dataclasses import replace

from skrzynka.store.decisions import Decision
from skrzynka.store.ledger import Ledger
from skrzynka.store.outgoing import Outgoing, OutgoingKind
from skrzynka.store.records import Action
from skrzynka.tests.store.invented import NOW, duplicate, filled, opinion, other

TAKEN, NOT = Decision("taken", "Tak.", "Zieleń"), Decision("not", "Nie.")
MAIL = Outgoing(OutgoingKind.ANSWER, NOW.date(), "<a1@um.example>", ("a@b.example",), b"x", NOW, None, NOW)


def test_opinions_come_by_sender_and_number(ledger: Ledger) -> None:
    b, a = {"from_email": "B@poczta.example"}, {"from_email": "a@poczta.example"}
    filled(ledger, opinion(1, **b), opinion(2, **a), opinion(3, **b), duplicate(4, 1), other(5))
    assert [mail.row.number for mail, _ in ledger.opinions_by_sender()] == [2, 1, 3]


def test_more_senders_than_are_read_at_once_come_all_once(ledger: Ledger) -> None:
    filled(ledger, *(opinion(number, from_email=f"m{number % 7}@poczta.example") for number in range(1, 1102)))
    numbers = [mail.row.number for mail, _ in ledger.opinions_by_sender()]
    assert sorted(numbers) == list(range(1, 1102))
    assert numbers == sorted(numbers, key=lambda number: (number % 7, number))


def test_an_answer_is_recorded_once_with_an_event_for_each_opinion(ledger: Ledger) -> None:
    filled(ledger, opinion(1), opinion(2), opinion(3))
    for _ in range(2):
        ledger.record_answers([({1: TAKEN, 3: NOT}, MAIL)], "anna", NOW)
    assert ledger.told() == {1: [TAKEN], 3: [NOT]}
    ledger.record_answers([({1: NOT}, replace(MAIL, message_id="<a2@um.example>"))], "anna", NOW)
    assert ledger.told()[1] == [TAKEN, NOT]
    assert [event.action for event in ledger.events(3)].count(Action.ANSWER) == 1
    assert [mail.message_id for mail in ledger.unsent()] == ["<a1@um.example>", "<a2@um.example>"]


def test_it_changes_nothing_of_what_stands(ledger: Ledger) -> None:
    filled(ledger, opinion(1))
    ledger.decide([(1, TAKEN)], "anna", NOW)
    before = ledger.mail(1)
    ledger.record_answers([({1: NOT}, MAIL)], "anna", NOW)
    assert ledger.mail(1) == before
    ledger.undo(1, "anna", NOW)
    assert ledger.mail(1).row.decision is None, "an undo takes the decision back, not what was told"
