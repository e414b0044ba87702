"""What is done for each line, decided on what stands in the ledger. Pure."""

from collections.abc import Callable, Iterable, Sequence

from skrzynka.classify.records import Scope
from skrzynka.orders.lines import NO_TOPIC
from skrzynka.orders.records import Done, Line, NotDone, Unclear, Verb, Why
from skrzynka.store.orders import Doing, Step
from skrzynka.store.records import State, StoredMail

Find = Callable[[int], StoredMail | None]


def plan(
    lines: Iterable[Line | Unclear], scopes: Sequence[Scope], mail: Find, corrected: Callable[[int], int]
) -> list[Done | NotDone]:
    """What is done, and what is not and why, line by line.

    Args:
        lines: what staff wrote.
        scopes: those of the consultation.
        mail: finds a mail by its number.
        corrected: how many corrections of a mail stand, which may be taken back.
    """
    return [_decide(line, scopes, mail, corrected) for line in lines]


def _decide(
    line: Line | Unclear, scopes: Sequence[Scope], find: Find, corrected: Callable[[int], int]
) -> Done | NotDone:
    if isinstance(line, Unclear):
        return NotDone(line.text, Why.UNCLEAR)
    mail = find(line.number)
    if mail is None:
        return NotDone(line.text, Why.NO_MAIL)
    if mail.row.state is State.PENDING:
        return NotDone(line.text, Why.NOT_READ)
    decided = _step(line, scopes, mail, corrected(line.number))
    return NotDone(line.text, decided) if isinstance(decided, Why) else Done(line, decided)


def _step(line: Line, scopes: Sequence[Scope], mail: StoredMail, corrections: int) -> Step | Why:
    match line.verb:
        case Verb.UNDO:
            return Step(Doing.UNDO, line.number) if corrections else Why.NOTHING
        case Verb.NOTE:
            return Step(Doing.NOTE, line.number, words=line.words.strip()) if line.words.strip() else Why.EMPTY
        case Verb.SECOND:
            return _tag(line.number, mail.row.scope, _key(line.scope, scopes))
        case _:
            second = _key(line.second, scopes) if line.second else None
            return _tag(line.number, _key(line.scope, scopes), second)


def _tag(number: int, scope: str | Why | None, secondary: str | Why | None) -> Step | Why:
    if isinstance(scope, Why) or isinstance(secondary, Why):
        return Why.NO_SCOPE
    if secondary and scope is None:
        return Why.NO_FIRST
    if secondary and scope == secondary:
        return Why.SAME
    return Step(Doing.TAG, number, scope, secondary)


def _key(written: str, scopes: Sequence[Scope]) -> str | Why | None:
    said = written.casefold()
    if said in NO_TOPIC:
        return None
    return next((scope.key for scope in scopes if said in (scope.key, str(scope.number))), Why.NO_SCOPE)
