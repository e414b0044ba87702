"""What staff decide and correct, one opinion or many at once; many have one undo for all."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from skrzynka.store import history, rows
from skrzynka.store.database import StoreError
from skrzynka.store.door import Door
from skrzynka.store.records import Action, Event
from skrzynka.store.tables import EventTable, MailTable
from skrzynka.store.tags import changes


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided on an opinion: a decision's key, why, and who carries it out."""

    key: str
    why: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What an undo of a batch did: ``numbers`` are as before, ``changed`` were changed since and stay as they are."""

    numbers: tuple[int, ...]
    changed: tuple[int, ...]


class Decisions(Door):
    """A store in which people decide on opinions."""

    def decide(self, decisions: Iterable[tuple[int, Decision]], by: str, now: datetime) -> int:
        """Add decisions in one transaction; returns the number of the batch. Raises StoreError, and changes nothing."""
        with self._writing() as session:
            batch = _next_batch(session)
            for number, decided in decisions:
                event = EventTable(
                    number=number,
                    at=now,
                    by=by,
                    action=Action.DECIDE,
                    decision=decided.key,
                    why=decided.why,
                    unit=decided.unit,
                    batch=batch,
                )
                history.decide(session, self._mail(session, number), event)
            return batch

    def retag_all(
        self, numbers: Collection[int], scope: str | None, secondary: str | None, why: str, by: str, now: datetime
    ) -> int:
        """Correct the tags of many mails in one transaction; returns the number of the batch. Raises StoreError."""
        with self._writing() as session:
            batch = _next_batch(session)
            for number in numbers:
                tag = {"scope": scope, "secondary": secondary, "why": why, "batch": batch}
                event = EventTable.model_validate(
                    {"number": number, "at": now, "by": by, "action": Action.RETAG, **tag}
                )
                history.retag(session, self._mail(session, number), event)
            return batch

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
            for event in made:
                mail = self._mail(session, event.number)
                standing = changes(history.events(session, event.number))
                if standing and standing[-1].id == event.id:
                    history.undo(session, mail, by, now, why, undoing)
                    back.append(event.number)
                else:
                    changed.append(event.number)
        return TakenBack(tuple(back), tuple(changed))

    def decided(self) -> dict[str, int]:
        """How many opinions there are of each decision."""
        with self._reading() as session:
            counted = select(MailTable.decision, func.count()).where(col(MailTable.decision).is_not(None))
            return {str(key): count for key, count in session.exec(counted.group_by(col(MailTable.decision)))}


def _next_batch(session: Session) -> int:
    return (session.exec(select(func.max(EventTable.batch))).one() or 0) + 1


def _of_batch(session: Session, batch: int) -> list[Event]:
    wanted = select(EventTable).where(EventTable.batch == batch, EventTable.action != Action.UNDO)
    return [rows.event(row) for row in session.exec(wanted.order_by(col(EventTable.id)))]
