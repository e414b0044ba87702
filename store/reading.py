"""From pending to read to handled: what waits, what reading found, what the server was told."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import accumulate
from typing import cast

from sqlalchemy import Table, bindparam, insert, update
from sqlmodel import Session, col, select

from skrzynka.store import history, index, raw, rows
from skrzynka.store.records import Entry, PendingMail, State
from skrzynka.store.tables import EventTable, MailTable

_BYTES = 8_000_000
"""What is read together at most; a larger mail comes alone."""

_UNREAD = (State.PENDING, State.QUARANTINED)
_MAILS = cast("Table", MailTable.__table__)  # type: ignore[attr-defined]  # SQLModel sets it on table classes


def pending(
    session: Session, limit: int, after: int, before: int | None = None, *, claim: bool = False
) -> list[PendingMail]:
    """Mails that wait to be read, by number, as many as are held in memory together.

    ``claim``: PostgreSQL gives none of them to another transaction that claims, until this one ends.
    """
    wanted = (
        select(MailTable.number, MailTable.received_at, MailTable.partial, MailTable.sha256)
        .where(MailTable.state == State.PENDING, col(MailTable.number) > after)
        .order_by(col(MailTable.number))
        .limit(limit)
    )
    if before is not None:
        wanted = wanted.where(col(MailTable.number) < before)
    if claim:
        wanted = wanted.with_for_update(skip_locked=True)
    lines = session.exec(wanted).all()
    sizes = raw.sizes(session, {sha256 for *_, sha256 in lines})
    totals = accumulate(sizes[sha256] for *_, sha256 in lines)
    some = [line for line, total in zip(lines, totals, strict=True) if total <= _BYTES] or lines[:1]
    contents = raw.contents(session, {sha256 for *_, sha256 in some})
    return [PendingMail(number, at, contents[sha256], partial) for number, at, partial, sha256 in some]


def record(session: Session, entries: Iterable[Entry], now: datetime) -> None:
    """Write what reading found onto lines that are still open, and the machine's tags as events."""
    taken, again = _open(session, list(entries))
    if not taken:
        return
    session.execute(_WRITE, [{"b_number": e.number, "read_at": now, **rows.entry_values(e)} for e in taken])
    found = [entry for entry in taken if entry.state not in _UNREAD]  # those are read again, and indexed then
    index.add(session.connection(), ((e.number, [getattr(e, name) for name in index.FIELDS]) for e in found))
    tags = [rows.tag_event(entry.number, entry.tag, now) for entry in taken if entry.tag]
    if tags:
        session.execute(insert(EventTable), tags)
    for mail in session.exec(select(MailTable).where(col(MailTable.number).in_(again))):
        history.project(session, mail)  # a quarantined mail may have been corrected before it could be read


def unhandled(session: Session, mailbox: str, uidvalidity: int) -> list[int]:
    """UIDs that were read and not yet handled."""
    wanted = (
        select(MailTable.uid)
        .where(MailTable.mailbox == mailbox, MailTable.uidvalidity == uidvalidity)
        .where(col(MailTable.handled_at).is_(None), col(MailTable.state).not_in(_UNREAD))
        .order_by(col(MailTable.uid))
    )
    return list(session.exec(wanted))


def mark_handled(session: Session, mailbox: str, uidvalidity: int, uids: Iterable[int], now: datetime) -> None:
    """Note when the server's copies were flagged or moved."""
    mail = {"b_mailbox": mailbox, "b_uidvalidity": uidvalidity, "handled_at": now}
    if lines := [{"b_uid": uid, **mail} for uid in uids]:
        session.execute(_HANDLE, lines)


def _open(session: Session, entries: Sequence[Entry]) -> tuple[list[Entry], set[int]]:
    """The entries that may be written, and the numbers of those among them that broke the reader before."""
    wanted = select(MailTable.number, MailTable.read_at).where(
        col(MailTable.number).in_([entry.number for entry in entries]), col(MailTable.state).in_(_UNREAD)
    )
    read = dict(session.exec(wanted).all())
    first = {entry.number: entry for entry in reversed(entries) if entry.number in read}  # of one number, the first
    return list(reversed(first.values())), {number for number in first if read[number]}


_WRITE = update(_MAILS).where(_MAILS.c.number == bindparam("b_number"))
_HANDLE = update(_MAILS).where(
    _MAILS.c.mailbox == bindparam("b_mailbox"),
    _MAILS.c.uidvalidity == bindparam("b_uidvalidity"),
    _MAILS.c.uid == bindparam("b_uid"),
    _MAILS.c.handled_at.is_(None),
)
