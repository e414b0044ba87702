"""What a mailbox holds, committed before anything else is tried: the bytes, a pending line for each, the cursor."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import cast

from sqlalchemy import ColumnElement, Table, and_, func, insert, literal_column
from sqlmodel import Session, col, select

from skrzynka.store import erased, raw
from skrzynka.store.packing import Packed
from skrzynka.store.records import RawMail, State
from skrzynka.store.tables import CursorTable, MailTable, OutgoingTable

_MOMENT = timedelta(microseconds=1)
_MAILS = cast("Table", MailTable.__table__)  # type: ignore[attr-defined]  # SQLModel sets it on table classes
_NEW = insert(_MAILS).values(
    # Nothing is found yet; to encode that anew for each line would take a fifth of the time.
    dict.fromkeys(("defects", "attachments", "evidence", "ranking"), literal_column("'[]'"))
)
NOTHING = hashlib.sha256(b"").hexdigest()
"""Of no bytes: what stands for a mail that the server does not give."""


def cursor(session: Session, mailbox: str, uidvalidity: int) -> int:
    """The highest UID archived from a mailbox, 0 if none."""
    found = session.get(CursorTable, (mailbox, uidvalidity))
    return found.last_uid if found else 0


def archive(session: Session, mails: Iterable[tuple[RawMail, Packed]], now: datetime) -> int:
    """Add what is not there yet; returns how many were new."""
    new = 0
    now = not_told_of(session, now)
    for _, same in groupby(mails, key=lambda pair: (pair[0].mailbox, pair[0].uidvalidity)):
        of_mailbox = list(same)
        fresh = erased.kept_out(session, _unknown(session, of_mailbox))
        raw.add(session, (packed for _, packed in fresh))
        _add_lines(session, fresh, now)
        erased.settle(session, fresh)
        _advance(session, of_mailbox)
        new += len(fresh)
    return new


def not_told_of(session: Session, now: datetime) -> datetime:
    """``now``, or just after what the latest digest covers.

    A poll may have begun before a digest was made of what was there: what the poll adds must be the next one's news.
    """
    covered = session.exec(select(func.max(OutgoingTable.covers_to))).one()
    return max(now, covered + _MOMENT) if covered else now


def missing(session: Session, mailbox: str, uidvalidity: int) -> list[int]:
    """UIDs of mails that the server has not given yet."""
    wanted = select(MailTable.uid).where(
        MailTable.mailbox == mailbox, MailTable.uidvalidity == uidvalidity, _not_given()
    )
    return list(session.exec(wanted.order_by(col(MailTable.uid))))


def fill(session: Session, mails: Iterable[tuple[RawMail, Packed]]) -> int:
    """Put the bytes to lines whose mails the server did not give before; returns how many there were."""
    filled = 0
    given = erased.kept_out(session, mails)
    for mail, packed in given:
        line = session.exec(
            select(MailTable).where(
                MailTable.mailbox == mail.mailbox,
                MailTable.uidvalidity == mail.uidvalidity,
                MailTable.uid == mail.uid,
                _not_given(),
            )
        ).first()
        if line is None or mail.missing:
            continue
        raw.add(session, [packed])
        line.sha256, line.partial = packed.sha256, mail.partial
        line.state, line.reason, line.needs_review = State.PENDING.value, "", False
        session.add(line)
        filled += 1
    erased.settle(session, given)
    return filled


def _not_given() -> ColumnElement[bool]:
    return and_(col(MailTable.state) == State.QUARANTINED, col(MailTable.sha256) == NOTHING)


def _unknown(session: Session, mails: Sequence[tuple[RawMail, Packed]]) -> list[tuple[RawMail, Packed]]:
    by_uid = {mail.uid: mail for mail, _ in reversed(mails)}  # the first of a UID counts
    wanted = select(MailTable.uid).where(
        MailTable.mailbox == mails[0][0].mailbox,
        MailTable.uidvalidity == mails[0][0].uidvalidity,
        col(MailTable.uid).between(min(by_uid), max(by_uid)),
    )
    known = set(session.exec(wanted))
    return [(mail, packed) for mail, packed in mails if by_uid[mail.uid] is mail and mail.uid not in known]


def _add_lines(session: Session, mails: Sequence[tuple[RawMail, Packed]], now: datetime) -> None:
    # Numbers are ours, not the database's: a transaction that fails must leave no gap, and no line is ever removed.
    last = session.exec(select(func.max(MailTable.number))).one() or 0
    lines = [
        {
            "number": number,
            "mailbox": mail.mailbox,
            "uidvalidity": mail.uidvalidity,
            "uid": mail.uid,
            "sha256": packed.sha256,
            "received_at": mail.received_at,
            "archived_at": now,
            "state": (State.QUARANTINED if mail.missing else State.PENDING).value,
            "reason": mail.missing,
            "needs_review": bool(mail.missing),
            "partial": mail.partial,
        }
        for number, (mail, packed) in enumerate(mails, start=last + 1)
    ]
    if lines:
        session.execute(_NEW, lines)


def _advance(session: Session, mails: Sequence[tuple[RawMail, Packed]]) -> None:
    first, highest = mails[0][0], max(mail.uid for mail, _ in mails)
    found = session.get(CursorTable, (first.mailbox, first.uidvalidity))
    if found is None:
        session.add(CursorTable(mailbox=first.mailbox, uidvalidity=first.uidvalidity, last_uid=highest))
    elif found.last_uid < highest:
        found.last_uid = highest
        session.add(found)
    session.flush()
