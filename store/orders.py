"""What staff ordered by mail: done in one transaction with the mail that confirms it, so that it is done once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import col, select

from skrzynka.store import history, outbox, rows
from skrzynka.store.door import Door
from skrzynka.store.erased import ERASED
from skrzynka.store.outgoing import Outgoing, OutgoingKind
from skrzynka.store.records import Action, Kind, StoredMail
from skrzynka.store.tables import EventTable, MailTable, OutgoingTable

REFUSED = "orders refused"
"""What a mail's defects say where it tried to give orders."""


ORDERS_KEY = "orders"
"""The name of the store's key that tokens of digests are made with."""


class Doing(StrEnum):
    """What an order does."""

    TAG = "tag"
    SECOND = "second"
    UNDO = "undo"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Step:
    """One order, as it is carried out on the mail of that number; ``words`` are a note's."""

    doing: Doing
    number: int
    scope: str | None = None
    secondary: str | None = None
    words: str = ""


class Orders(Door):
    """A store that takes staff's orders by mail."""

    def open_orders(self) -> list[StoredMail]:
        """Mails with orders that were not answered yet, oldest first."""
        with self._reading() as session:
            wanted = (
                select(MailTable)
                .where(MailTable.kind == Kind.ORDERS, MailTable.sha256 != ERASED)
                .order_by(col(MailTable.number))
            )
            mails = [rows.stored_mail(mail) for mail in session.exec(wanted)]
            answered = session.exec(select(OutgoingTable.message_id).where(OutgoingTable.kind == OutgoingKind.REPLY))
            known = set(answered)
        return [mail for mail in mails if not any(name.startswith(f"<orders.{mail.row.number}.") for name in known)]

    def obey(self, steps: Sequence[Step], reply: Outgoing, by: str, now: datetime) -> bool:
        """Carry orders out and record the mail that confirms them; False where it was recorded before.

        Raises StoreError, and changes nothing, where a step cannot be done any more.
        """
        with self._writing() as session:
            if session.get(OutgoingTable, reply.message_id):
                return False
            for step in steps:
                mail = self._whole(session, step.number)
                match step.doing:
                    case Doing.UNDO:
                        history.undo(session, mail, by, now, "")
                    case Doing.NOTE:
                        note = EventTable(number=step.number, at=now, by=by, action=Action.NOTE, why=step.words)
                        session.add(note)
                    case _:
                        tag = EventTable(
                            number=step.number,
                            at=now,
                            by=by,
                            action=Action.RETAG,
                            scope=step.scope,
                            secondary=step.secondary,
                        )
                        history.add(session, [mail], [tag])
            outbox.record(session, reply)
            return True
