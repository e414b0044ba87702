"""What residents were told of the decisions on their opinions: events, and mails in the outbox."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlmodel import col, or_, select

from skrzynka.store import outbox, rows
from skrzynka.store.decisions import Decision
from skrzynka.store.door import Door
from skrzynka.store.erased import ERASED
from skrzynka.store.outgoing import Outgoing
from skrzynka.store.records import CHANNEL, Action, State, StoredMail
from skrzynka.store.tables import EventTable, MailTable

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

    def told(self) -> dict[int, list[Decision]]:
        """The decisions that senders were told of, by their opinion's number, the latest last."""
        wanted = select(EventTable).where(EventTable.action == Action.ANSWER).order_by(col(EventTable.id))
        found: dict[int, list[Decision]] = {}
        with self._reading() as session:
            for event in session.exec(wanted):
                found.setdefault(event.number, []).append(Decision(event.decision or "", event.why, event.unit))
        return found

    def record_answers(
        self, answers: Sequence[tuple[Mapping[int, Decision], Outgoing]], by: str, now: datetime
    ) -> None:
        """Record mails with the decisions that each tells of, in one transaction; one that is there stays as it is."""
        with self._writing() as session:
            for decisions, outgoing in answers:
                if outbox.record(session, outgoing) is outgoing:
                    session.add_all(_event(number, told, by, now) for number, told in decisions.items())


def _event(number: int, told: Decision, by: str, now: datetime) -> EventTable:
    return EventTable(
        number=number, at=now, by=by, action=Action.ANSWER, decision=told.key, why=told.why, unit=told.unit
    )
