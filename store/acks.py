"""Which letters were acknowledged, and why others were not: events, so that each can be explained."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, exists, select

from skrzynka.store import outbox, rows
from skrzynka.store.door import Door
from skrzynka.store.erased import ERASED
from skrzynka.store.outgoing import Outgoing
from skrzynka.store.records import MACHINE, Action, State, StoredMail
from skrzynka.store.tables import EventTable, MailTable

_AT_ONCE = 200


class Acks(Door):
    """A store whose letters may be acknowledged."""

    def unacknowledged(self, since: datetime) -> Iterator[tuple[StoredMail, float]]:
        """Opinions taken in after ``since`` that nothing was decided of, by number, and how sure their language is."""
        last = 0
        while True:
            decided = exists().where(
                col(EventTable.number) == col(MailTable.number), col(EventTable.action) == Action.ACK
            )
            wanted = select(MailTable).where(
                MailTable.state == State.OPINION,
                MailTable.archived_at > since,
                MailTable.number > last,
                MailTable.sha256 != ERASED,
                ~decided,
            )
            with self._reading() as session:
                found = session.exec(wanted.order_by(col(MailTable.number)).limit(_AT_ONCE)).all()
                mails = [(rows.stored_mail(mail), mail.language_confidence) for mail in found]
            if not mails:
                return
            yield from mails
            last = mails[-1][0].row.number

    def acknowledged(self, since: datetime, address: str | None = None) -> int:
        """How many acknowledgements were recorded after ``since``, to ``address`` if given."""
        sent = [EventTable.action == Action.ACK, EventTable.at > since, EventTable.why == ""]
        wanted = select(func.count()).select_from(EventTable).where(*sent)
        if address is not None:
            same = MailTable.sender == address.casefold()
            wanted = wanted.join(MailTable, col(MailTable.number) == col(EventTable.number)).where(same)
        with self._reading() as session:
            return session.exec(wanted).one()

    def record_acknowledgement(self, number: int, outgoing: Outgoing | None, why: str, now: datetime) -> bool:
        """Note what was decided of a letter, with the mail that is sent, if one is; whether one is."""
        with self._writing() as session:
            self._mail(session, number)
            session.add(EventTable(number=number, at=now, by=MACHINE, action=Action.ACK, why=why))
            if outgoing:
                outbox.record(session, outgoing)
        return outgoing is not None
