"""What staff's lines say, and what is decided on them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skrzynka.orders.lines import read
from skrzynka.orders.plan import plan
from skrzynka.orders.records import Done, Line, NotDone, Unclear, Verb, Why
from skrzynka.settings import load
from skrzynka.store.orders import Doing, Step
from skrzynka.store.records import State, StoredMail
from skrzynka.tests.digest.invented import mail

SCOPES = load(None).scope_records


@pytest.mark.parametrize(
    ("line", "verb", "number", "said"),
    [
        ("17=6", Verb.TAG, 17, "6"),
        ("  nr 17 = konflikty ", Verb.TAG, 17, "konflikty"),
        ("№17=6.", Verb.TAG, 17, "6"),
        ("17=brak", Verb.TAG, 17, "brak"),
        ("17=немає", Verb.TAG, 17, "немає"),
        ("17+3", Verb.SECOND, 17, "3"),
        ("Cofnij 17", Verb.UNDO, 17, ""),
        ("undo no. 17", Verb.UNDO, 17, ""),
        ("скасуй 17.", Verb.UNDO, 17, ""),
        ("17 nota: zadzwonić", Verb.NOTE, 17, "zadzwonić"),
        ("17 нотатка: подзвонити", Verb.NOTE, 17, "подзвонити"),
    ],
)
def test_a_line_is_understood_in_each_language(line: str, verb: Verb, number: int, said: str) -> None:
    (found,) = read(line)
    assert isinstance(found, Line)
    assert (found.verb, found.number, found.scope or found.words) == (verb, number, said)


def test_two_scopes_may_stand_in_one_line() -> None:
    assert [(one.scope, one.second) for one in read("17=6+3") if isinstance(one, Line)] == [("6", "3")]


@pytest.mark.parametrize(
    "line", ["17", "=6", "17=6=3", "siedemnaście=6", "17=6 bo tak", "proszę 17=6", "1" * 30 + "=6"]
)
def test_what_is_not_understood_is_said_so(line: str) -> None:
    assert list(read(line)) == [Unclear(line)]


def test_greetings_and_what_follows_a_signature_mark_are_no_orders() -> None:
    text = "Dzień dobry,\n\n17=6\nPozdrawiam\n-- \n18=2\n"
    assert [line.number for line in read(text) if isinstance(line, Line)] == [17]
    assert not any(isinstance(line, Unclear) for line in read(text))


@given(st.text(max_size=300))
def test_any_text_has_lines(text: str) -> None:
    assert all(line.text or isinstance(line, Unclear) for line in read(text))


def decided(text: str, *, corrections: int = 0, **stored: StoredMail) -> list[Done | NotDone]:
    mails = {17: mail(17, scope="edukacja")} | {each.row.number: each for each in stored.values()}
    return plan(read(text), SCOPES, mails.get, lambda _: corrections)


@pytest.mark.parametrize(
    ("line", "step"),
    [
        ("17=6", Step(Doing.TAG, 17, "konflikty", None)),
        ("17=konflikty+3", Step(Doing.TAG, 17, "konflikty", "usamodzielnianie")),
        ("17+3", Step(Doing.TAG, 17, "edukacja", "usamodzielnianie")),
        ("17=brak", Step(Doing.TAG, 17, None, None)),
        ("17 nota:  zadzwonić ", Step(Doing.NOTE, 17, words="zadzwonić")),
    ],
)
def test_each_order_becomes_a_step(line: str, step: Step) -> None:
    (done,) = decided(line)
    assert isinstance(done, Done)
    assert done.step == step


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("99=6", Why.NO_MAIL), ("17=8", Why.NO_SCOPE), ("17+nope", Why.NO_SCOPE), ("17+1", Why.SAME),
        ("17=brak+2", Why.NO_FIRST), ("cofnij 17", Why.NOTHING), ("17 nota: ", Why.EMPTY), ("18=1", Why.NOT_READ),
        ("hm", Why.UNCLEAR),
    ],
)  # fmt: skip
def test_what_cannot_be_done_says_why(line: str, why: Why) -> None:
    (missed,) = decided(line, unread=mail(18, state=State.PENDING))
    assert isinstance(missed, NotDone)
    assert missed.why is why


def test_a_correction_that_stands_is_taken_back() -> None:
    (done,) = decided("cofnij 17", corrections=1)
    assert isinstance(done, Done)
    assert done.step == Step(Doing.UNDO, 17)
