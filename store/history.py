"""Corrections: events that are added, and the tag that stands, written onto the mail's line."""

from dataclasses import asdict
from datetime import datetime

from sqlmodel import Session, col, select

from skrzynka.store import rows
from skrzynka.store.database import StoreError
from skrzynka.store.records import Action, Event, Kind, State
from skrzynka.store.tables import EventTable, MailTable
from skrzynka.store.tags import Found, fold
from skrzynka.store.tags import changes as made


def events(session: Session, number: int) -> list[Event]:
    """A mail's history, oldest first."""
    wanted = select(EventTable).where(EventTable.number == number).order_by(col(EventTable.id))
    return [rows.event(row) for row in session.exec(wanted)]


def changes(session: Session, after: datetime | None, until: datetime) -> list[Event]:
    """Corrections that were made and taken back after ``after`` (None: from the beginning), up to ``until``."""
    at = col(EventTable.at)
    since = [at > after] if after else []
    made = select(EventTable).where(col(EventTable.action).in_((Action.RETAG, Action.UNDO)), at <= until, *since)
    return [rows.event(row) for row in session.exec(made.order_by(col(EventTable.id)))]


def retag(session: Session, mail: MailTable, event: EventTable) -> Event:
    """Add a correction. Raises StoreError where the mail is not read yet."""
    if mail.state == State.PENDING:
        raise StoreError(f"mail {mail.number} is not read yet; run `skrzynka poll` first")
    return _add(session, mail, event)


def decide(session: Session, mail: MailTable, event: EventTable) -> Event:
    """Add a decision. Raises StoreError where the mail is no opinion."""
    if mail.state != State.OPINION:
        what = mail.kind or mail.state
        raise StoreError(
            f"mail {mail.number} is no opinion ({what}); `skrzynka retag {mail.number} SCOPE` makes it one"
        )
    return _add(session, mail, event)


def undo(session: Session, mail: MailTable, by: str, now: datetime, why: str, batch: int | None = None) -> Event:
    """Take back the latest change that stands, of a tag or a decision. Raises StoreError where there is none."""
    standing = made(events(session, mail.number))
    if not standing:
        raise StoreError(f"mail {mail.number} has no change to take back; `skrzynka show {mail.number}` tells its tag")
    taken = standing[-1].id
    return _add(
        session,
        mail,
        EventTable(number=mail.number, at=now, by=by, action=Action.UNDO, why=why, undoes=taken, batch=batch),
    )


def project(session: Session, mail: MailTable) -> None:
    """Write onto the mail's line how it stands after all its events."""
    found = Found(Kind(mail.read_kind), State(mail.read_state), mail.read_review)
    for name, value in asdict(fold(found, events(session, mail.number))).items():
        setattr(mail, name, value)
    session.add(mail)


def _add(session: Session, mail: MailTable, added: EventTable) -> Event:
    session.add(added)
    session.flush()
    session.refresh(added)  # text as it was stored, cleaned
    project(session, mail)
    return rows.event(added)
