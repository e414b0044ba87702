"""Mails of our own: recorded before they are sent, marked after."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from skrzynka.store import StoreError, rows
from skrzynka.store.door import Door
from skrzynka.store.lock import one_at_a_time
from skrzynka.store.outgoing import DIGESTS, Outgoing, OutgoingKind
from skrzynka.store.tables import OutgoingTable


class Outbox(Door):
    """A store with an outbox."""

    def record_outgoing(self, mail: Outgoing) -> Outgoing:
        """Record a mail of our own; where it, or a digest of that kind and day, is there already, that stays."""
        with self._writing() as session:
            return record(session, mail)

    def unsent(self) -> list[Outgoing]:
        """What still has to be sent, in the order in which it was recorded; of one instant, the daily digest first."""
        order = col(OutgoingTable.created_at), col(OutgoingTable.kind).desc()
        waits = col(OutgoingTable.sent_at).is_(None), col(OutgoingTable.given_up_at).is_(None)
        with self._reading() as session:
            wanted = select(OutgoingTable).where(*waits).order_by(*order)
            return [rows.outgoing(row) for row in session.exec(wanted)]

    def outbox(self) -> list[Outgoing]:
        """Every mail of our own that was recorded, oldest first."""
        with self._reading() as session:
            found = session.exec(select(OutgoingTable).order_by(col(OutgoingTable.created_at)))
            return [rows.outgoing(row) for row in found]

    def sending(self) -> AbstractContextManager[None]:
        """Hold this while mails of our own are sent; others wait."""
        return one_at_a_time(self._url)

    def mark_sent(self, message_id: str, now: datetime, failure: str = "") -> None:
        """Note that a mail was accepted by the server; the first time counts. ``failure``: not for everybody."""
        with self._writing() as session:
            mail = session.get(OutgoingTable, message_id)
            if mail and mail.sent_at is None:
                mail.sent_at, mail.failure, mail.owed = now, failure, None
                session.add(mail)

    def mark_failed(self, tried: Outgoing) -> None:
        """Note how a mail stands after a try that failed."""
        with self._writing() as session:
            mail = session.get(OutgoingTable, tried.message_id)
            if mail and mail.sent_at is None:
                mail.owed = None if tried.owed is None else list(tried.owed)
                mail.tries, mail.next_try_at = tried.tries, tried.next_try_at
                mail.failure, mail.given_up_at = tried.failure, tried.given_up_at
                session.add(mail)

    def retry_outgoing(self, message_id: str | None) -> int:
        """Let what waits or was given up be tried at once: one mail, or all; returns how many. Raises StoreError."""
        with self._writing() as session:
            found = _not_sent(session, message_id)
            for mail in found:
                mail.tries, mail.next_try_at, mail.given_up_at = 0, None, None
                session.add(mail)
            return len(found)

    def drop_outgoing(self, message_id: str, why: str, now: datetime) -> None:
        """Give up a mail that was not sent. Raises StoreError."""
        with self._writing() as session:
            for mail in _not_sent(session, message_id):
                mail.given_up_at, mail.failure = now, why
                session.add(mail)

    def outgoing(self, kind: OutgoingKind, day: date) -> Outgoing | None:
        """The digest of that kind and day, if it was recorded."""
        with self._reading() as session:
            return of_day(session, kind, day)

    def last_outgoing(self, kind: OutgoingKind, before: date | None = None) -> Outgoing | None:
        """The latest recorded mail of that kind, of a day before ``before`` if given."""
        wanted = (
            select(OutgoingTable).where(OutgoingTable.kind == kind).order_by(col(OutgoingTable.day).desc()).limit(1)
        )
        with self._reading() as session:
            return _first(session, wanted.where(col(OutgoingTable.day) < before) if before else wanted)

    def last_sent(self, kind: OutgoingKind) -> datetime | None:
        """When a mail of that kind last went out."""
        with self._reading() as session:
            return session.exec(select(func.max(OutgoingTable.sent_at)).where(OutgoingTable.kind == kind)).one()


def record(session: Session, outgoing: Outgoing) -> Outgoing:
    """Add a mail, or return the one that is there in its place."""
    there = _first(session, select(OutgoingTable).where(OutgoingTable.message_id == outgoing.message_id))
    if there is None and outgoing.kind in DIGESTS:
        there = of_day(session, outgoing.kind, outgoing.day)
    if there:
        return there
    owed = None if outgoing.owed is None else list(outgoing.owed)
    session.add(OutgoingTable(**{**asdict(outgoing), "recipients": list(outgoing.recipients), "owed": owed}))
    return outgoing


def of_day(session: Session, kind: OutgoingKind, day: date) -> Outgoing | None:
    """The mail of that kind and day."""
    return _first(session, select(OutgoingTable).where(OutgoingTable.kind == kind, OutgoingTable.day == day))


def _not_sent(session: Session, message_id: str | None) -> Sequence[OutgoingTable]:
    erased = func.length(col(OutgoingTable.content)) == 0  # there is nothing left to be sent
    wanted = select(OutgoingTable).where(col(OutgoingTable.sent_at).is_(None), ~erased)
    if message_id is None:
        return session.exec(wanted).all()
    found = session.exec(wanted.where(OutgoingTable.message_id == message_id)).all()
    if not found:
        raise StoreError(f"outbox {message_id}: there is no such mail that was not sent; `skrzynka outbox` shows them")
    return found


def _first(session: Session, wanted: SelectOfScalar[OutgoingTable]) -> Outgoing | None:
    found = session.exec(wanted).first()
    return rows.outgoing(found) if found else None
