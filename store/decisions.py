"""What staff decide and correct, one opinion or many at once; many have one undo for all."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import func
from sqlmodel import Session, col, select

from skrzynka.store import StoreError, history, queries, rows
from skrzynka.store.door import Door
from skrzynka.store.records import Action, Event
from skrzynka.store.tables import EventTable, MailTable
from skrzynka.store.tags import changes

T = TypeVar("T")

_TOGETHER = 500
"""Mails that are read and written by one question."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided on an opinion: a decision's key, why, and who carries it out."""

    key: str
    why: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Tag:
    """A person's tag: the scopes' keys, and why."""

    scope: str | None
    secondary: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What an undo of a batch did: ``numbers`` are as before, ``changed`` were changed since and stay as they are."""

    numbers: tuple[int, ...]
    changed: tuple[int, ...]


class Decisions(Door):
    """A store in which people decide on opinions.

    Many changes at once are one transaction, with one number, the batch. Who was shown what would change, and asked,
    gives what ``last_event`` was before: a mail that somebody changed since is then a StoreError, and nothing is done.
    """

    def last_event(self) -> int:
        """A number that grows with everything that is done to a mail; 0 before the first."""
        with self._reading() as session:
            return session.exec(select(func.max(EventTable.id))).one() or 0

    def decide(self, decisions: Iterable[tuple[int, Decision]], by: str, now: datetime, seen: int | None = None) -> int:
        """Add decisions; returns the number of the batch. Raises StoreError, and changes nothing."""
        made: dict[str, Any] = {"at": now, "by": by, "action": Action.DECIDE}
        return self._change(
            [
                EventTable(number=number, decision=decided.key, why=decided.why, unit=decided.unit, **made)
                for number, decided in dict(decisions).items()
            ],
            seen,
        )

    def retag_all(self, numbers: Collection[int], tag: Tag, by: str, now: datetime, seen: int | None = None) -> int:
        """Correct the tags of many mails; returns the number of the batch. Raises StoreError, and changes nothing."""
        made: dict[str, Any] = {"at": now, "by": by, "action": Action.RETAG, **asdict(tag)}
        return self._change([EventTable(number=number, **made) for number in numbers], seen)

    def batch_of(self, number: int) -> tuple[int, int] | None:
        """The batch of a mail's latest change that stands, and its mails; None where it was made alone."""
        with self._reading() as session:
            standing = changes(history.events(session, self._mail(session, number).number))
            if not standing or standing[-1].batch is None:
                return None
            size = len(_of_batch(session, standing[-1].batch))
            return (standing[-1].batch, size) if size > 1 else None

    def undo_batch(self, batch: int, by: str, now: datetime, why: str = "") -> TakenBack:
        """Take back what a batch did, in one transaction. Raises StoreError where there is no such batch."""
        back: list[int] = []
        changed: list[int] = []
        with self._writing() as session:
            made = _of_batch(session, batch)
            if not made:
                raise StoreError(f"batch {batch}: there is none; `skrzynka history N` shows the batch of each change")
            undoing = _next_batch(session)
            for some in _parts(made):
                standing = history.events_of(session, [event.number for event in some])
                last = {number: changes(events)[-1].id for number, events in standing.items() if changes(events)}
                undo: dict[str, Any] = {"at": now, "by": by, "action": Action.UNDO, "why": why, "batch": undoing}
                stands = [event for event in some if last.get(event.number) == event.id]
                self._add(session, [EventTable(number=event.number, undoes=event.id, **undo) for event in stands])
                back += [event.number for event in stands]
                changed += [event.number for event in some if last.get(event.number) != event.id]
        return TakenBack(tuple(back), tuple(changed))

    def decided(self) -> dict[str, int]:
        """How many opinions there are of each decision, and under ``open`` how many of none; empty before the first."""
        with self._reading() as session:
            return queries.decided(session)

    def _change(self, events: Sequence[EventTable], seen: int | None) -> int:
        with self._writing() as session:
            _check(session, [event.number for event in events], seen)
            batch = _next_batch(session)
            for some in _parts(events):
                for event in some:
                    event.batch = batch
                self._add(session, some)
            return batch

    def _add(self, session: Session, events: Sequence[EventTable]) -> None:
        wanted = select(MailTable).where(col(MailTable.number).in_([event.number for event in events]))
        found = {mail.number: mail for mail in session.exec(wanted)}
        history.add(session, [found.get(event.number) or self._mail(session, event.number) for event in events], events)


def _check(session: Session, numbers: Collection[int], seen: int | None) -> None:
    """Raise StoreError where one of the mails was changed after the event ``seen``."""
    if seen is None:
        return
    meant = set(numbers)
    since = select(EventTable.number).where(col(EventTable.id) > seen, col(EventTable.action).in_(_MEANWHILE))
    for number in session.exec(since.order_by(col(EventTable.id))):
        if number in meant:
            raise StoreError(f"mail {number}: was changed while you were asked; nothing was written, run it again")


def _parts(all_of_them: Sequence[T]) -> Iterator[Sequence[T]]:
    return (all_of_them[start : start + _TOGETHER] for start in range(0, len(all_of_them), _TOGETHER))


def _next_batch(session: Session) -> int:
    return (session.exec(select(func.max(EventTable.batch))).one() or 0) + 1


def _of_batch(session: Session, batch: int) -> list[Event]:
    wanted = select(EventTable).where(EventTable.batch == batch, EventTable.action != Action.UNDO)
    return [rows.event(row) for row in session.exec(wanted.order_by(col(EventTable.id)))]


_MEANWHILE = (Action.TAG, Action.RETAG, Action.UNDO, Action.DECIDE, Action.ERASE)
"""What changes a mail; a note does not."""
