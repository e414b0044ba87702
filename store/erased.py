"""What stands where a mail was erased, and the addresses of contents that must not come back."""

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import insert
from sqlmodel import Session, col, select

from skrzynka.store import StoreError
from skrzynka.store.packing import Packed, pack
from skrzynka.store.records import MACHINE, Action, Kind, RawMail, State
from skrzynka.store.tables import EventTable, MailTable
from skrzynka.store.tables_erased import ErasedTable

CONTENT = b"This mail was erased.\r\n"
ERASED = hashlib.sha256(CONTENT).hexdigest()
"""What an erased mail's line points to, in the place of its own bytes."""


class ErasedError(StoreError):
    """A mail is asked for that was erased."""


def check(session: Session, mail: MailTable) -> None:
    """Raise ErasedError where a mail was erased."""
    if mail.sha256 != ERASED:
        return
    wanted = select(EventTable).where(EventTable.number == mail.number, EventTable.action == Action.ERASE)
    event = session.exec(wanted.order_by(col(EventTable.id).desc())).first()
    how = f" on {event.at:%Y-%m-%d} by {event.by} because: {event.why}" if event else ""
    raise ErasedError(f"mail {mail.number}: was erased{how}; its number, day and tag are all there is")


def known(session: Session, hashes: Collection[str]) -> set[str]:
    """Which of these contents were erased."""
    return set(session.exec(select(ErasedTable.sha256).where(col(ErasedTable.sha256).in_(hashes))))


def remember(session: Session, hashes: Iterable[str], now: datetime) -> None:
    """Let contents never be taken in again."""
    wanted = set(hashes)
    lines = [{"sha256": each, "at": now} for each in sorted(wanted - known(session, wanted))]
    if lines:
        session.execute(insert(ErasedTable), lines)


def kept_out(session: Session, mails: Iterable[tuple[RawMail, Packed]]) -> list[tuple[RawMail, Packed]]:
    """The mails, those that were erased before without their bytes: their lines must stand all the same."""
    some = list(mails)
    gone = known(session, {packed.sha256 for _, packed in some})
    return [(mail, pack(CONTENT) if packed.sha256 in gone else packed) for mail, packed in some]


def settle(session: Session, mails: Iterable[tuple[RawMail, Packed]]) -> None:
    """Let none of them that was kept out wait to be read."""
    if all(packed.sha256 != ERASED for _, packed in mails):
        return
    wanted = select(MailTable).where(MailTable.sha256 == ERASED, MailTable.state == State.PENDING)
    for mail in session.exec(wanted).all():
        mail.state = mail.read_state = State.DUPLICATE.value
        mail.kind = mail.read_kind = Kind.DUPLICATE.value
        mail.read_at, mail.partial = mail.archived_at, False
        session.add(mail)
        session.add(
            EventTable(number=mail.number, at=mail.archived_at, by=MACHINE, action=Action.ERASE, why=_CAME_AGAIN)
        )


_CAME_AGAIN = "the same mail was erased before; it came again, and its bytes were not taken in"
