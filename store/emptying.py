"""What an erasure takes out of each table, and what it leaves."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import String, Table, delete, exists, func, insert, or_, update
from sqlalchemy import cast as cast_to
from sqlmodel import Session, col, select

from skrzynka.store import index, raw
from skrzynka.store.archive import NOTHING
from skrzynka.store.erased import CONTENT, ERASED, remember
from skrzynka.store.erasures import Erasure
from skrzynka.store.outgoing import DIGESTS, TO_RESIDENTS
from skrzynka.store.packing import pack
from skrzynka.store.records import MACHINE, Action, Kind, State, Verdict
from skrzynka.store.tables import (
    CampaignLetterTable,
    CampaignRunTable,
    EventTable,
    MailTable,
    OutgoingTable,
    RawPartTable,
    RawTable,
)
from skrzynka.store.tables_public import PublicTextTable

_MAILS = cast("Table", MailTable.__table__)  # type: ignore[attr-defined]  # SQLModel sets it on table classes

_UNREAD = (State.PENDING, State.QUARANTINED)

_EMPTY: dict[str, Any] = {
    "sha256": ERASED,
    "sent_at": None,
    "needs_review": False,
    "read_review": False,
    "partial": False,
    "fingerprint": "",
    "message_id": None,
    "forwarded_by": None,
    **dict.fromkeys(("sender", "from_email", "from_name", "subject", "reason"), ""),
    **dict.fromkeys(("text", "quoted", "signature", "attachment_text"), ""),
    **{name: [] for name in ("defects", "attachments", "evidence", "ranking")},
    **dict.fromkeys(("spf", "dkim", "dmarc"), Verdict.NONE.value),
}
"""What a mail's line holds after it; where it came from and stood, when, and how it was tagged, stays."""

_LOST = "its words were erased before it could be sent"


def empty(session: Session, erasures: Sequence[Erasure], now: datetime) -> None:
    """Erase some mails, in the transaction of ``session``."""
    numbers = [each.number for each in erasures]
    mails = session.exec(select(MailTable).where(col(MailTable.number).in_(numbers))).all()
    contents = {mail.sha256 for mail in mails}
    if not mails:
        return
    _out_of_our_mails(session, min(mail.archived_at for mail in mails), now)
    _out_of_answers(session, [mail.from_email for mail in mails], now)
    _out_of_index(session, mails)
    for table in (CampaignLetterTable, CampaignRunTable, PublicTextTable):
        session.execute(delete(table).where(col(table.number).in_(numbers)))
    _out_of_history(session, numbers)
    raw.add(session, [pack(CONTENT)])
    session.expunge_all()
    session.execute(update(_MAILS).where(_MAILS.c.number.in_(numbers)).values(**_EMPTY))
    _end_waiting(session, numbers)
    _out_of_raw(session, contents)
    remember(session, contents - {NOTHING}, now)
    session.execute(insert(EventTable), [_event(each, now) for each in erasures])


def own_mails(session: Session, since: datetime) -> Sequence[OutgoingTable]:
    """Mails to staff that may hold words of mails that were archived ``since``: they were recorded after."""
    after = or_(col(OutgoingTable.created_at) >= since, col(OutgoingTable.covers_to) >= since)
    holds = func.length(col(OutgoingTable.content)) > 0
    wanted = select(OutgoingTable).where(after, holds, col(OutgoingTable.kind).not_in(TO_RESIDENTS))
    return session.exec(wanted.order_by(col(OutgoingTable.created_at))).all()


def _out_of_our_mails(session: Session, since: datetime, now: datetime) -> None:
    """Leave that they were recorded and sent, when and to whom."""
    for mail in own_mails(session, since):
        waits = mail.sent_at is None and mail.given_up_at is None
        if waits and mail.owed is None and mail.kind in DIGESTS:
            session.delete(mail)  # nobody has got it yet: it is made anew, of what there is then
            continue
        mail.content = b""
        if waits:
            mail.given_up_at, mail.failure = now, _LOST
        session.add(mail)
    session.flush()


def _out_of_answers(session: Session, addresses: Collection[str], now: datetime) -> None:
    """What was written to the senders themselves goes with their addresses."""
    alone = [json.dumps([address]) for address in addresses]
    to_them = col(OutgoingTable.kind).in_(TO_RESIDENTS), cast_to(col(OutgoingTable.recipients), String).in_(alone)
    for mail in session.exec(select(OutgoingTable).where(*to_them)):
        mail.content, mail.recipients, mail.owed = b"", [], None
        if mail.sent_at is None:
            mail.given_up_at, mail.failure = mail.given_up_at or now, _LOST
        session.add(mail)
    session.flush()


def _out_of_history(session: Session, numbers: Collection[int]) -> None:
    """What people wrote beside what they did; a decision's justification is the office's own, and stands in reports."""
    said = col(EventTable.number).in_(numbers), col(EventTable.by) != MACHINE, col(EventTable.action) != Action.DECIDE
    session.execute(update(EventTable).where(*said).values(why=""))


def _out_of_index(session: Session, mails: Sequence[MailTable]) -> None:
    indexed = [mail for mail in mails if mail.state not in _UNREAD]
    fields = ((mail.number, [getattr(mail, name) for name in index.FIELDS]) for mail in indexed)
    index.remove(session.connection(), fields)


def _end_waiting(session: Session, numbers: Collection[int]) -> None:
    """What was never read needs nobody any more."""
    unread = update(_MAILS).where(_MAILS.c.number.in_(numbers), _MAILS.c.state.in_(_UNREAD))
    ended = {"state": State.OTHER.value, "kind": Kind.UNREADABLE.value}
    session.execute(unread.values(**ended, **{f"read_{name}": value for name, value in ended.items()}))


def _out_of_raw(session: Session, contents: Collection[str]) -> None:
    """The bytes that no other mail has."""
    for table in (RawPartTable, RawTable):
        held = exists().where(_MAILS.c.sha256 == col(table.sha256))
        session.execute(delete(table).where(col(table.sha256).in_(contents), ~held))


def _event(each: Erasure, now: datetime) -> dict[str, Any]:
    return {"number": each.number, "at": now, "by": each.by, "action": Action.ERASE.value, "why": each.why}
