"""Second opinions on tags: given blind, kept as events, changing nothing."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlmodel import col, select

from skrzynka.store import rows
from skrzynka.store.door import Door
from skrzynka.store.records import MACHINE, Action, Event
from skrzynka.store.tables import EventTable

_UNSAID = ("", "")


class Blind(Door):
    """A store in which people tag opinions without seeing their tags."""

    def record_blind(self, tags: Mapping[int, tuple[str | None, str | None]], by: str, now: datetime) -> int:
        """Add a person's blind tags (scope, second scope) by number; returns how many are new. Raises NotFoundError.

        What the person said of a mail already is not said again.
        """
        wanted = select(EventTable).where(EventTable.action == Action.BLIND, EventTable.by == by)
        with self._writing() as session:
            said = {row.number: (row.scope, row.secondary) for row in session.exec(wanted.order_by(col(EventTable.id)))}
            new = [(number, tag) for number, tag in tags.items() if said.get(number, _UNSAID) != tag]
            for number, (scope, secondary) in new:
                self._mail(session, number)
                session.add(
                    EventTable(number=number, at=now, by=by, action=Action.BLIND, scope=scope, secondary=secondary)
                )
        return len(new)

    def blind_tags(self) -> list[Event]:
        """All blind tags, oldest first: of the same person and mail the last counts."""
        wanted = select(EventTable).where(EventTable.action == Action.BLIND).order_by(col(EventTable.id))
        with self._reading() as session:
            return [rows.event(row) for row in session.exec(wanted)]

    def machine_tags(self, numbers: Collection[int]) -> dict[int, str | None]:
        """The machine's latest tag of some mails."""
        wanted = select(EventTable.number, EventTable.scope).where(
            EventTable.action == Action.TAG, EventTable.by == MACHINE
        )
        with self._reading() as session:
            found = dict(session.exec(wanted.order_by(col(EventTable.id))).all())
        return {number: found[number] for number in numbers if number in found}
