"""Events that are added, and how a mail stands after them, written onto its line."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlmodel import Session, col, select

from skrzynka.store import StoreError, erased, rows
from skrzynka.store.records import Action, Event, Kind, State
from skrzynka.store.tables import EventTable, MailTable
from skrzynka.store.tags import Found, fold
from skrzynka.store.tags import changes as made


def events(session: Session, number: int) -> list[Event]:
    """A mail's history, oldest first."""
    return events_of(session, [number])[number]


def events_of(session: Session, numbers: Sequence[int]) -> dict[int, list[Event]]:
    """The history of each of some mails, oldest first."""
    found: dict[int, list[Event]] = {number: [] for number in numbers}
    wanted = select(EventTable).where(col(EventTable.number).in_(numbers)).order_by(col(EventTable.id))
    # Text as it was stored, cleaned: of events that were just added, too.
    for row in session.exec(wanted.execution_options(populate_existing=True)):
        found[row.number].append(rows.event(row))
    return found


def changes(session: Session, after: datetime | None, until: datetime) -> list[Event]:
    """Corrections of tags that were made and taken back after ``after`` (None: ever) and up to ``until``."""
    at, action, undoes = col(EventTable.at), col(EventTable.action), col(EventTable.undoes)
    since = [at > after] if after else []
    corrections = select(EventTable.id).where(EventTable.action == Action.RETAG)
    taken_back = (action == Action.UNDO) & undoes.in_(corrections)
    wanted = select(EventTable).where((action == Action.RETAG) | taken_back, at <= until, *since)
    return [rows.event(row) for row in session.exec(wanted.order_by(col(EventTable.id)))]


def add(session: Session, mails: Sequence[MailTable], added: Sequence[EventTable]) -> list[Event]:
    """Add an event to each of some mails, and write onto their lines how they stand then.

    Raises StoreError where a mail is corrected that is not read yet or erased, or decided on that is no opinion.
    """
    for mail, event in zip(mails, added, strict=True):
        _check(session, mail, event)
    session.add_all(added)
    session.flush()
    known = events_of(session, [mail.number for mail in mails])
    for mail in mails:
        _stand(session, mail, known[mail.number])
    return [known[mail.number][-1] for mail in mails]


def undo(session: Session, mail: MailTable, by: str, now: datetime, why: str) -> Event:
    """Take back the latest change that stands, of a tag or a decision. Raises StoreError where there is none."""
    standing = made(events(session, mail.number))
    if not standing:
        raise StoreError(f"mail {mail.number} has no change to take back; `skrzynka show {mail.number}` tells its tag")
    undoing = EventTable(number=mail.number, at=now, by=by, action=Action.UNDO, why=why, undoes=standing[-1].id)
    return add(session, [mail], [undoing])[0]


def project(session: Session, mail: MailTable) -> None:
    """Write onto the mail's line how it stands after all its events."""
    _stand(session, mail, events(session, mail.number))


def _stand(session: Session, mail: MailTable, events: Sequence[Event]) -> None:
    found = Found(Kind(mail.read_kind), State(mail.read_state), mail.read_review)
    for name, value in asdict(fold(found, events)).items():
        setattr(mail, name, value)
    session.add(mail)


def _check(session: Session, mail: MailTable, event: EventTable) -> None:
    if event.action == Action.RETAG:
        erased.check(session, mail)
    if event.action == Action.RETAG and mail.state == State.PENDING:
        raise StoreError(f"mail {mail.number} is not read yet; run `skrzynka poll` first")
    if event.action == Action.DECIDE and mail.state != State.OPINION:
        what = mail.kind or mail.state
        raise StoreError(
            f"mail {mail.number} is no opinion ({what}); `skrzynka retag {mail.number} SCOPE` makes it one"
        )
