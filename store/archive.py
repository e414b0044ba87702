"""Raw mails, kept once and whole, before anything else is tried."""

import hashlib
import zlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert
from sqlmodel import Session, col, select

from skrzynka.store.records import PendingMail, RawMail, State
from skrzynka.store.tables import CursorTable, MailTable, RawTable


def cursor(session: Session, mailbox: str, uidvalidity: int) -> int:
    """The highest UID archived from a mailbox, 0 if none."""
    found = session.get(CursorTable, (mailbox, uidvalidity))
    return found.last_uid if found else 0


def archive(session: Session, mails: Sequence[RawMail], now: datetime) -> int:
    """Add what is not there yet; returns how many were new. All mails are of one mailbox and UIDVALIDITY."""
    if not mails:
        return 0
    new = _unknown(session, mails)
    digests = [hashlib.sha256(mail.content).hexdigest() for mail in new]
    _add_raw(session, dict(zip(digests, (mail.content for mail in new), strict=True)))
    _add_lines(session, new, digests, now)
    _advance(session, mails)
    return len(new)


def pending(session: Session, limit: int, after: int) -> list[PendingMail]:
    """Mails that wait to be read, by number."""
    wanted = (
        select(MailTable.number, MailTable.received_at, RawTable.content)
        .join(RawTable, col(RawTable.sha256) == col(MailTable.sha256))
        .where(MailTable.state == State.PENDING, col(MailTable.number) > after)
        .order_by(col(MailTable.number))
        .limit(limit)
    )
    return [PendingMail(number, at, zlib.decompress(content)) for number, at, content in session.exec(wanted)]


def raw(session: Session, sha256: str) -> bytes:
    """The bytes that have this hash."""
    return zlib.decompress(session.exec(select(RawTable.content).where(RawTable.sha256 == sha256)).one())


def _unknown(session: Session, mails: Sequence[RawMail]) -> list[RawMail]:
    first, uids = mails[0], [mail.uid for mail in mails]
    wanted = select(MailTable.uid).where(
        MailTable.mailbox == first.mailbox,
        MailTable.uidvalidity == first.uidvalidity,
        col(MailTable.uid).between(min(uids), max(uids)),
    )
    known = set(session.exec(wanted))
    return [mail for mail in mails if mail.uid not in known]


def _add_raw(session: Session, contents: dict[str, bytes]) -> None:
    known = set(session.exec(select(RawTable.sha256).where(col(RawTable.sha256).in_(contents))))
    new = [
        {"sha256": digest, "size": len(content), "content": zlib.compress(content)}
        for digest, content in contents.items()
        if digest not in known
    ]
    if new:
        session.execute(insert(RawTable), new)


def _add_lines(session: Session, mails: Sequence[RawMail], digests: Sequence[str], now: datetime) -> None:
    # Numbers are ours, not the database's: a transaction that fails must leave no gap, and none is ever used again.
    last = session.exec(select(func.max(MailTable.number))).one() or 0
    lines: list[dict[str, Any]] = [
        {
            "number": number,
            "mailbox": mail.mailbox,
            "uidvalidity": mail.uidvalidity,
            "uid": mail.uid,
            "sha256": digest,
            "received_at": mail.received_at,
            "archived_at": now,
            "state": State.PENDING.value,
        }
        for number, (mail, digest) in enumerate(zip(mails, digests, strict=True), start=last + 1)
    ]
    if lines:
        session.execute(insert(MailTable), lines)


def _advance(session: Session, mails: Sequence[RawMail]) -> None:
    first, highest = mails[0], max(mail.uid for mail in mails)
    found = session.get(CursorTable, (first.mailbox, first.uidvalidity))
    if found is None:
        session.add(CursorTable(mailbox=first.mailbox, uidvalidity=first.uidvalidity, last_uid=highest))
    else:
        found.last_uid = max(found.last_uid, highest)
        session.add(found)
