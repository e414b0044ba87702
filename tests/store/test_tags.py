"""Any sequence of corrections, undos and later readings, against a model that is a stack."""

from collections.abc import Iterator
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skrzynka.store.database import StoreError
from skrzynka.store.ledger import Ledger
from skrzynka.store.records import MACHINE, Action, Entry, Event, Kind, State
from skrzynka.store.tags import Found, fold
from skrzynka.tests.store.invented import NOW, duplicate, opinion, other, quarantined, raw

STEPS = st.lists(st.sampled_from(["retag procesy", "retag konflikty", "retag none", "undo", "read"]), max_size=8)
OUTCOMES = st.sampled_from([opinion, other, quarantined, lambda number: duplicate(number, number)])
FRESH = count(1)


class Model:
    """What a person expects: the corrections lie on a stack upon what the machine found."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.stack: list[str | None] = []

    @property
    def view(self) -> tuple[object, ...]:
        opinion_by_person = any(self.stack)
        tag = self.entry.tag
        return (
            Kind.OPINION if opinion_by_person else self.entry.kind,
            State.OPINION if opinion_by_person else self.entry.state,
            self.entry.needs_review and not self.stack,
            self.stack[-1] if self.stack else tag and tag.scope,
            "anna" if self.stack else tag and MACHINE,
        )


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with Ledger.open(f"sqlite:///{tmp_path_factory.mktemp('tags')}/skrzynka.db") as opened:
        yield opened


def view(ledger: Ledger, number: int) -> tuple[object, ...]:
    row = ledger.mail(number).row
    return row.kind, row.state, row.needs_review, row.scope, row.tagged_by


def play(ledger: Ledger, model: Model, step: str) -> None:
    number = model.entry.number
    match step.split():
        case ["retag", key]:
            scope = None if key == "none" else key
            ledger.retag(number, scope, None, "", "anna", NOW)
            model.stack.append(scope)
        case ["undo"] if model.stack:
            ledger.undo(number, "anna", NOW)
            model.stack.pop()
        case ["undo"]:
            with pytest.raises(StoreError):
                ledger.undo(number, "anna", NOW)
        case ["read"]:
            ledger.record([opinion(number)], NOW)
            if model.view[1] is State.QUARANTINED:
                model.entry = opinion(number)


@settings(max_examples=60, deadline=None)
@given(outcome=OUTCOMES, steps=STEPS)
def test_the_line_of_a_mail_is_what_the_stack_of_corrections_says(ledger, outcome, steps) -> None:  # type: ignore[no-untyped-def]  # filled by hypothesis
    uid = next(FRESH)
    ledger.archive([raw(uid)], NOW)
    number = ledger.pending()[0].number
    model = Model(outcome(number))
    ledger.record([model.entry], NOW)
    for step in steps:
        play(ledger, model, step)
        assert view(ledger, number) == model.view
    standing = fold(Found(model.entry.kind, model.entry.state, model.entry.needs_review), ledger.events(number))
    row = ledger.mail(number).row
    assert (standing.scope, standing.secondary, standing.confidence) == (row.scope, row.secondary, row.confidence)
    assert (standing.kind, standing.state, standing.tagged_by) == (row.kind, row.state, row.tagged_by)


def test_without_events_stands_what_was_found() -> None:
    standing = fold(Found(Kind.BOUNCE, State.OTHER, needs_review=False), [])
    assert (standing.kind, standing.scope, standing.tagged_by) == (Kind.BOUNCE, None, None)


def test_of_two_readings_the_later_one_stands() -> None:
    tags = [Event(n, 1, NOW, MACHINE, Action.TAG, scope, None, 0.5, "", "m", None) for n, scope in ((1, "a"), (2, "b"))]
    assert fold(Found(Kind.OPINION, State.OPINION, needs_review=False), tags).scope == "b"
