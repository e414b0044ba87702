"""Who looks at which mail at the moment, so that two people do not do the same work twice."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import col, select

from skrzynka.store.door import Door
from skrzynka.store.tables_claims import ClaimTable


class Claims(Door):
    """A store whose mails may be held by somebody who looks at them.

    A ``holder`` is one open window, whoever sits before it. What is held until an instant is free after it, so a
    window that was torn away holds nothing for ever.
    """

    def claim(self, numbers: Iterable[int], holder: str, by: str, now: datetime, until: datetime) -> int | None:
        """Hold the first of some mails that nobody else holds, and let go of the one before; None: there is none."""
        with self._writing() as session:
            gone = (col(ClaimTable.until) <= now) | (col(ClaimTable.holder) == holder)
            session.exec(delete(ClaimTable).where(gone))
            taken = set(session.exec(select(ClaimTable.number)))
            free = next((number for number in numbers if number not in taken), None)
            if free is not None:
                session.add(ClaimTable(number=free, holder=holder, by=by, until=until))
            return free

    def holder_of(self, number: int, now: datetime) -> str:
        """The name of whoever holds a mail; empty where nobody does."""
        wanted = select(ClaimTable.by).where(ClaimTable.number == number, col(ClaimTable.until) > now)
        with self._reading() as session:
            return session.exec(wanted).first() or ""

    def let_go(self, holder: str) -> None:
        """Hold nothing any more."""
        with self._writing() as session:
            session.exec(delete(ClaimTable).where(col(ClaimTable.holder) == holder))
