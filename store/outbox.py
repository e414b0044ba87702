"""Mails of our own: recorded before they are sent, marked after."""

from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from skrzynka.store import rows
from skrzynka.store.records import Outgoing, OutgoingKind
from skrzynka.store.tables import OutgoingTable


def record(session: Session, outgoing: Outgoing) -> Outgoing:
    """Add a mail, or return the one of that kind and day that is there."""
    there = of_day(session, outgoing.kind, outgoing.day)
    if there:
        return there
    session.add(OutgoingTable(**{**asdict(outgoing), "recipients": list(outgoing.recipients)}))
    return outgoing


def of_day(session: Session, kind: OutgoingKind, day: date) -> Outgoing | None:
    """The mail of that kind and day."""
    return _first(session, select(OutgoingTable).where(OutgoingTable.kind == kind, OutgoingTable.day == day))


def last(session: Session, kind: OutgoingKind, before: date | None) -> Outgoing | None:
    """The mail of that kind with the latest day, below ``before`` if given."""
    wanted = select(OutgoingTable).where(OutgoingTable.kind == kind).order_by(col(OutgoingTable.day).desc()).limit(1)
    return _first(session, wanted.where(col(OutgoingTable.day) < before) if before else wanted)


def last_sent(session: Session, kind: OutgoingKind) -> datetime | None:
    """When a mail of that kind was last accepted by the server."""
    return session.exec(select(func.max(OutgoingTable.sent_at)).where(OutgoingTable.kind == kind)).one()


def unsent(session: Session) -> list[Outgoing]:
    """What is not marked as sent, in the order in which it was recorded; of one instant, the daily digest first."""
    order = col(OutgoingTable.created_at), col(OutgoingTable.kind).desc()
    wanted = select(OutgoingTable).where(col(OutgoingTable.sent_at).is_(None)).order_by(*order)
    return [rows.outgoing(row) for row in session.exec(wanted)]


def mark_sent(session: Session, message_id: str, now: datetime) -> None:
    """Note when a mail was accepted by the server; the first time counts."""
    mail = session.get(OutgoingTable, message_id)
    if mail and mail.sent_at is None:
        mail.sent_at = now
        session.add(mail)


def _first(session: Session, wanted: SelectOfScalar[OutgoingTable]) -> Outgoing | None:
    found = session.exec(wanted).first()
    return rows.outgoing(found) if found else None
