"""The backlog, which several workers may share: each reads a part of it, and all are decided on in one order."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import func
from sqlmodel import Session, select

from skrzynka.store import reading
from skrzynka.store.door import Door
from skrzynka.store.earlier import Earlier, Sign, earlier
from skrzynka.store.lock import on_duty, polled
from skrzynka.store.postgresql import begin_writing
from skrzynka.store.records import Entry, PendingMail, State
from skrzynka.store.tables import MailTable


@dataclass(frozen=True, slots=True)
class Claim:
    """Mails that are this worker's to read, and how what was read of them is committed, which ends the claim."""

    mails: Sequence[PendingMail]
    record: Callable[[Iterable[Entry], datetime], None]


class Turns(Door):
    """A store whose mails wait to be read.

    On a PostgreSQL server what one worker claims is not given to another, until it lets go or its connection ends; in a
    file there is one worker, and whoever asks gets all.
    """

    def pending(self, limit: int = 100, after: int = 0) -> list[PendingMail]:
        """Mails that wait to be read, with numbers above ``after``, by number; few where they are large."""
        with self._reading() as session:
            return reading.pending(session, limit, after)

    def first_pending(self) -> int | None:
        """The lowest number of a mail that waits to be read, whoever reads it."""
        with self._reading() as session:
            return session.exec(select(func.min(MailTable.number)).where(MailTable.state == State.PENDING)).one()

    @contextmanager
    def claimed(self, limit: int, after: int = 0, before: int | None = None) -> Iterator[Claim]:
        """The same, of which no other worker is given any while this lasts; only below ``before``, if given."""
        if self._path is not None:
            with self._reading() as session:
                found = reading.pending(session, limit, after, before)
            yield Claim(found, self.record)
            return
        # Not through _reading: a failure of what is done meanwhile is not the claim's.
        with Session(self._engine, info=self._info) as session:
            with self._reported():
                found = reading.pending(session, limit, after, before, claim=True)
            yield Claim(found, partial(self._record_claimed, session))

    def _record_claimed(self, session: Session, entries: Iterable[Entry], now: datetime) -> None:
        # By the transaction that holds the lines: another one would wait for it.
        with self._reported():
            begin_writing(session.connection())
            reading.record(session, entries, now)
            session.commit()

    def earlier(self, signs: Sequence[Sign]) -> Earlier:
        """The mails that some new ones may repeat."""
        with self._reading() as session:
            return earlier(session, signs)

    def record(self, entries: Iterable[Entry], now: datetime) -> None:
        """Commit what reading found. A mail that is not pending or quarantined any more stays as it is."""
        with self._writing() as session:
            reading.record(session, entries, now)

    @contextmanager
    def polling(self, mailbox: str) -> Iterator[bool]:
        """Whether a mailbox is this worker's to poll, and nobody else's while this lasts."""
        with polled(self._url, mailbox) as mine:
            yield mine

    @contextmanager
    def on_duty(self) -> Iterator[bool]:
        """Whether what is done once for all workers, such as digests, is this one's while this lasts."""
        with on_duty(self._url) as mine:
            yield mine
