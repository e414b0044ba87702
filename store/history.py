"""Corrections: events that are added, and the tag that stands, written onto the mail's line."""

from datetime import datetime

from sqlmodel import Session, col, select

from skrzynka.store import rows, tags
from skrzynka.store.database import StoreError
from skrzynka.store.records import Action, Event, Kind, State
from skrzynka.store.tables import EventTable, MailTable


def events(session: Session, number: int) -> list[Event]:
    """A mail's history, oldest first."""
    wanted = select(EventTable).where(EventTable.number == number).order_by(col(EventTable.id))
    return [rows.event(row) for row in session.exec(wanted)]


def retag(session: Session, mail: MailTable, event: EventTable) -> Event:
    """Add a correction. Raises StoreError where the mail is not read yet."""
    if mail.state == State.PENDING:
        raise StoreError(f"mail {mail.number} is not read yet; run `skrzynka poll` first")
    return _add(session, mail, event)


def undo(session: Session, mail: MailTable, by: str, now: datetime, why: str) -> Event:
    """Take back the correction that stands. Raises StoreError where there is none."""
    taken = tags.revocable(events(session, mail.number))
    if taken is None:
        raise StoreError(
            f"mail {mail.number} has no correction to take back; `skrzynka show {mail.number}` tells its tag"
        )
    return _add(
        session, mail, EventTable(number=mail.number, at=now, by=by, action=Action.UNDO, why=why, undoes=taken.id)
    )


def _add(session: Session, mail: MailTable, added: EventTable) -> Event:
    session.add(added)
    session.flush()
    _project(mail, tags.standing(events(session, mail.number)))
    session.add(mail)
    return rows.event(added)


def _project(mail: MailTable, event: Event | None) -> None:
    corrected = event is not None and event.action is Action.RETAG
    # A person who gives a mail a scope says that it is an opinion, whatever the machine took it for.
    opinion = corrected and event is not None and event.scope is not None
    mail.kind = Kind.OPINION if opinion else mail.read_kind
    mail.state = State.OPINION if opinion else mail.read_state
    mail.needs_review = mail.read_review and not corrected
    mail.scope = event.scope if event else None
    mail.secondary = event.secondary if event else None
    mail.confidence = event.confidence if event else 0.0
    mail.tagged_by = event.by if event else None
