"""Any sequence of corrections, decisions, undos and later readings, against a model that is a stack."""

from collections.abc import Iterator
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skrzynka.store import StoreError
from skrzynka.store.decisions import Decision
from skrzynka.store.ledger import Ledger
from skrzynka.store.records import MACHINE, Action, Entry, Event, Kind, State
from skrzynka.store.tags import Found, fold
from skrzynka.tests.store.invented import NOW, duplicate, opinion, other, quarantined, raw

STEPS = st.lists(
    st.sampled_from(
        ["retag procesy", "retag konflikty", "retag none", "decide taken", "decide not", "undo", "undo", "read"]
    ),
    max_size=10,
)
OUTCOMES = st.sampled_from([opinion, other, quarantined, lambda number: duplicate(number, number)])
FRESH = count(1)


class Model:
    """What a person expects: the corrections and decisions lie on a stack upon what the machine found."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.stack: list[tuple[str, str | None]] = []

    @property
    def view(self) -> tuple[object, ...]:
        tags = [value for what, value in self.stack if what == "retag"]
        decisions = [value for what, value in self.stack if what == "decide"]
        tag = self.entry.tag
        return (
            Kind.OPINION if any(tags) else self.entry.kind,
            State.OPINION if any(tags) else self.entry.state,
            self.entry.needs_review and not tags,
            tags[-1] if tags else tag and tag.scope,
            "anna" if tags else tag and MACHINE,
            decisions[-1] if decisions else None,
        )


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with Ledger.open(f"sqlite:///{tmp_path_factory.mktemp('tags')}/skrzynka.db") as opened:
        yield opened


def view(ledger: Ledger, number: int) -> tuple[object, ...]:
    row = ledger.mail(number).row
    return row.kind, row.state, row.needs_review, row.scope, row.tagged_by, row.decision


def play(ledger: Ledger, model: Model, step: str) -> None:
    number = model.entry.number
    match step.split():
        case ["retag", key]:
            scope = None if key == "none" else key
            ledger.retag(number, scope, None, "", "anna", NOW)
            model.stack.append(("retag", scope))
        case ["decide", key] if model.view[1] is State.OPINION:
            ledger.decide([(number, Decision(key, "why"))], "anna", NOW)
            model.stack.append(("decide", key))
        case ["decide", key]:
            with pytest.raises(StoreError):
                ledger.decide([(number, Decision(key, "why"))], "anna", NOW)
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
