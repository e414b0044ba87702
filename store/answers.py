"""What residents were told of the decisions on their opinions: events, and mails in the outbox."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlmodel import col, or_, select

from skrzynka.store import outbox, rows
from skrzynka.store.door import Door
from skrzynka.store.erased import ERASED
from skrzynka.store.outgoing import Outgoing, OutgoingKind
from skrzynka.store.records import CHANNEL, Action, State, StoredMail
from skrzynka.store.tables import EventTable, MailTable, OutgoingTable

_AT_ONCE = 500


class Answers(Door):
    """A store whose senders are told what was decided."""

    def opinions_by_sender(self) -> Iterator[tuple[StoredMail, float]]:
        """Opinions that came by e-mail, by sender and number, and how sure their language is."""
        sender, number = col(MailTable.sender), col(MailTable.number)
        wanted = select(MailTable).where(
            MailTable.state == State.OPINION,
            MailTable.sha256 != ERASED,
            sender != "",
            ~col(MailTable.mailbox).startswith(CHANNEL, autoescape=True),
        )
        wanted = wanted.order_by(sender, number).limit(_AT_ONCE)
        last = ("", 0)
        while True:
            after = or_(sender > last[0], (sender == last[0]) & (number > last[1]))
            with self._reading() as session:
                found = session.exec(wanted.where(after)).all()
                yield from [(rows.stored_mail(mail), mail.language_confidence) for mail in found]
                if len(found) < _AT_ONCE:
                    return
                last = (found[-1].sender, found[-1].number)

    def answers(self) -> set[str]:
        """The Message-IDs of the answers that were recorded."""
        with self._reading() as session:
            return set(session.exec(select(OutgoingTable.message_id).where(OutgoingTable.kind == OutgoingKind.ANSWER)))

    def told(self) -> set[int]:
        """Numbers of the opinions whose senders were told of a decision."""
        with self._reading() as session:
            return set(session.exec(select(EventTable.number).where(EventTable.action == Action.ANSWER)))

    def record_answers(self, answers: Sequence[tuple[Sequence[int], Outgoing]], by: str, now: datetime) -> None:
        """Record mails with the numbers that each tells of, in one transaction; one that is there stays as it is."""
        with self._writing() as session:
            for numbers, outgoing in answers:
                if outbox.record(session, outgoing) is outgoing:
                    session.add_all(EventTable(number=n, at=now, by=by, action=Action.ANSWER) for n in numbers)
