"""A filled row beside what stands."""

import pytest

from skrzynka.settings import load
from skrzynka.sheets.compare import compare, fingerprint
from skrzynka.sheets.records import Change, Filled, Refused, Stand
from skrzynka.store.decisions import Decision

DECISIONS = load(None).decisions
OPEN, TAKEN = Decision("", ""), Decision("taken", "Good.", "Zieleń")
STANDS = {
    "3": Stand((3,), "", "pl", "", "", OPEN),
    "4": Stand((4,), "", "pl", "", "", TAKEN),
    "5": Stand((5, 6, 7), "", "pl", "", "", OPEN),
}


def row(number: str, decision: str, why: str = "Why.", unit: str = "", stood: Decision = OPEN) -> Filled:
    return Filled(2, number, decision, why, unit, fingerprint(stood))


@pytest.mark.parametrize("said", ["not", "NOT", "nie uwzględniono", "Не враховано", "not taken into account"])
def test_a_decision_is_named_by_its_key_or_in_any_language(said: str) -> None:
    assert compare([row("3", said)], STANDS, DECISIONS) == ([Change((3,), OPEN, Decision("not", "Why."))], [])


def test_a_row_decides_on_all_letters_of_a_campaign() -> None:
    (change,), _ = compare([row("5", "taken")], STANDS, DECISIONS)
    assert change.numbers == (5, 6, 7)


def test_a_row_that_says_what_stands_changes_nothing() -> None:
    same = [row("4", "taken", "Good.", "Zieleń", TAKEN), row("3", "", "")]
    assert compare(same, STANDS, DECISIONS) == ([], [])


def test_what_was_written_by_somebody_else_in_the_same_words_is_no_conflict() -> None:
    assert compare([row("4", "taken", "Good.", "Zieleń", OPEN)], STANDS, DECISIONS) == ([], [])


@pytest.mark.parametrize(
    ("filled", "why"),
    [
        (row("99", "not"), "there is no opinion of that number"),
        (row("6", "not"), "there is no opinion of that number"),
        (row("3", "maybe"), "there is no such decision; write one of: taken, partly"),
        (row("3", "not", ""), "the justification is empty"),
        (row("4", "not", stood=OPEN), "it was decided otherwise meanwhile (taken)"),
        (row("4", "", stood=TAKEN), "the decision was taken out"),
    ],
)
def test_what_is_wrong_is_refused_and_the_rest_taken(filled: Filled, why: str) -> None:
    good = row("5", "taken")
    changes, refused = compare([filled, good], STANDS, DECISIONS)
    assert [change.numbers for change in changes] == [(5, 6, 7)]
    (found,) = refused
    assert isinstance(found, Refused)
    assert why in found.why


def test_a_number_that_stands_twice_is_refused_the_second_time() -> None:
    changes, refused = compare([row("3", "not"), row("3", "taken")], STANDS, DECISIONS)
    assert (len(changes), len(refused)) == (1, 1)
