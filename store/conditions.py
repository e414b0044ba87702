"""What a filter asks of a mail's line: all of it in one query."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func
from sqlmodel import Session, col, select

from skrzynka.classify.campaigns import campaigns
from skrzynka.store import StoreError, index
from skrzynka.store.alike import places
from skrzynka.store.phrases import Phrase, phrases
from skrzynka.store.questions import MailFilter
from skrzynka.store.records import CHANNEL, EMAIL, Kind, State
from skrzynka.store.tables import MailTable

NO_TOPIC = "none"
UNDECIDED = "open"


def conditions(session: Session, wanted: MailFilter) -> list[Any]:
    """Conditions on a mail's line. Raises StoreError where there is no such campaign, or no word to look for."""
    found = [*_named(wanted), *_days(wanted), *_bounds(wanted)]
    if wanted.campaign is not None:
        found.append(among(_letters(session, wanted.campaign)))
    if wanted.text:
        # Numbers mostly grow with time: those of the days in question spare looking at all others.
        having = index.having(session.get_bind().dialect.name, asked(wanted.text), _numbers(session, wanted))
        found.append(col(MailTable.number).in_(having))
    return found


def asked(words: str) -> tuple[Phrase, ...]:
    """What is looked for. Raises StoreError where there is no word in it."""
    found = phrases(words)
    if not found:
        raise StoreError(f"search {words!r}: there is no word in it; write one at least, such as boisko or szko*")
    return found


def among(numbers: Sequence[int]) -> ColumnElement[bool]:
    """The condition that a mail has one of these numbers, however many they are."""
    # Written into the statement: of parameters both databases take so many only.
    return col(MailTable.number).in_(bindparam(None, list(numbers), expanding=True, literal_execute=True))


def _named(wanted: MailFilter) -> Iterator[Any]:
    mail = MailTable
    if wanted.scope is not None:
        yield mail.kind == Kind.OPINION
        yield _is(mail.scope, wanted.scope, NO_TOPIC)
    if wanted.decision is not None:
        yield mail.state == State.OPINION
        yield _is(mail.decision, wanted.decision, UNDECIDED)
    if wanted.secondary is not None:
        yield _is(mail.secondary, wanted.secondary, NO_TOPIC)
    if wanted.needs_review:
        yield col(mail.needs_review).is_(True)
    if wanted.channel == EMAIL:
        yield ~col(mail.mailbox).startswith(CHANNEL)
    elif wanted.channel is not None:
        yield mail.mailbox == f"{CHANNEL}{wanted.channel}"
    for name in ("language", "kind", "state", "period", "tagged_by"):
        if (value := getattr(wanted, name)) is not None:
            yield getattr(mail, name) == value


def _is(column: Any, value: str, nothing: str) -> ColumnElement[bool]:  # noqa: ANN401  # SQLModel types a column as its value
    found: ColumnElement[bool] = column.is_(None) if value == nothing else column == value
    return found


def _days(wanted: MailFilter) -> Iterator[Any]:
    if wanted.received_from is not None:
        yield col(MailTable.received_at) >= wanted.received_from
    if wanted.received_to is not None:
        yield col(MailTable.received_at) < wanted.received_to


def _bounds(wanted: MailFilter) -> Iterator[Any]:
    if wanted.archived_from is not None:
        yield col(MailTable.archived_at) > wanted.archived_from
    if wanted.archived_to is not None:
        yield col(MailTable.archived_at) <= wanted.archived_to
    if wanted.confidence_below is not None:
        yield from (MailTable.kind == Kind.OPINION, col(MailTable.confidence) < wanted.confidence_below)
    if wanted.confidence_from is not None:
        yield from (MailTable.kind == Kind.OPINION, col(MailTable.confidence) >= wanted.confidence_from)


def _letters(session: Session, number: int) -> tuple[int, ...]:
    """The letters of the campaign that a letter is of."""
    for numbers in campaigns(places(session)).values():
        if number in numbers:
            return tuple(numbers)
    raise StoreError(f"campaign {number}: there is none; `skrzynka campaigns` shows those there are")


def _numbers(session: Session, wanted: MailFilter) -> tuple[int, int] | None:
    """The first and the last number of the days in question; None where all days are."""
    days = list(_days(wanted))
    if not days:
        return None
    number = col(MailTable.number) + 0  # QUIRK: of a bare column, PostgreSQL looks for the last by walking from the end
    first, last = session.exec(select(func.min(number), func.max(number)).where(*days)).one()
    return (first, last) if first else (0, 0)
