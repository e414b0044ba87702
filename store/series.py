"""What the ledger holds of one mailbox: by content, by UID, by state."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from skrzynka.store import erased
from skrzynka.store.records import State
from skrzynka.store.tables import CursorTable, MailTable

_LINES = 5000
"""Lines fetched together, so that nothing grows with the mailbox."""


@dataclass(frozen=True, slots=True)
class Line:
    """A mail by its UID; ``handled_at`` is when the server's copy was flagged or moved."""

    uid: int
    state: State
    handled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Series:
    """The mails of a mailbox under one UIDVALIDITY."""

    mailbox: str
    uidvalidity: int
    mails: int
    last_uid: int


@dataclass(frozen=True, slots=True)
class LastSeen:
    """The mail with the highest UID; ``message_id`` is empty where it has none, or is not read yet."""

    uid: int
    received_at: datetime
    message_id: str


GENERATION = 2**32
"""UIDVALIDITYs have 32 bits; what stands above counts how often the server gave UIDs again."""


def generation(session: Session, mailbox: str, uidvalidity: int) -> int:
    """The latest generation of a mailbox under the server's own UIDVALIDITY."""
    wanted = select(func.max(CursorTable.uidvalidity)).where(
        CursorTable.mailbox == mailbox, col(CursorTable.uidvalidity) % GENERATION == uidvalidity
    )
    return (session.exec(wanted).one() or 0) // GENERATION


def last_seen(session: Session, mailbox: str, uidvalidity: int) -> LastSeen | None:
    """What the cursor stands at; None before the first mail."""
    cursor = session.get(CursorTable, (mailbox, uidvalidity))
    if cursor is None:
        return None
    wanted = select(MailTable.received_at, MailTable.message_id).where(
        MailTable.mailbox == mailbox, MailTable.uidvalidity == uidvalidity, MailTable.uid == cursor.last_uid
    )
    found = session.exec(wanted).first()
    return LastSeen(cursor.last_uid, found[0], found[1] or "") if found else None


def held(session: Session, mailbox: str, hashes: Collection[str]) -> set[str]:
    """Which of these contents, by SHA-256, came from a mailbox, or were erased wherever they came from."""
    wanted = select(MailTable.sha256).where(MailTable.mailbox == mailbox, col(MailTable.sha256).in_(hashes))
    return set(session.exec(wanted)) | erased.known(session, hashes)


def lines(session: Session, mailbox: str, uidvalidity: int, upto: int) -> Iterator[Line]:
    """A line for each UID up to ``upto``, ascending."""
    last = 0
    while True:
        wanted = (
            select(MailTable.uid, MailTable.state, MailTable.handled_at)
            .where(MailTable.mailbox == mailbox, MailTable.uidvalidity == uidvalidity)
            .where(col(MailTable.uid) > last, col(MailTable.uid) <= upto)
            .order_by(col(MailTable.uid))
            .limit(_LINES)
        )
        found = session.exec(wanted).all()
        yield from (Line(uid, State(state), handled) for uid, state, handled in found)
        if len(found) < _LINES:
            return
        last = found[-1][0]


def series(session: Session) -> list[Series]:
    """Every mailbox and UIDVALIDITY there is, with the number of its mails and their last UID."""
    columns = (col(MailTable.mailbox), col(MailTable.uidvalidity))
    wanted = select(*columns, func.count(), func.max(MailTable.uid)).group_by(*columns).order_by(*columns)
    return [Series(*row) for row in session.exec(wanted)]


def states(session: Session, mailbox: str, uidvalidity: int, above: int) -> dict[State, int]:
    """How many mails of a mailbox, with UIDs above ``above``, stand in each state."""
    wanted = (
        select(MailTable.state, func.count())
        .where(MailTable.mailbox == mailbox, MailTable.uidvalidity == uidvalidity, col(MailTable.uid) > above)
        .group_by(MailTable.state)
    )
    return {State(state): count for state, count in session.exec(wanted)}
