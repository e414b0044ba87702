"""What staff say of mails: corrections, which teach, with the tags that are made anew after them; and notes."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select

from skrzynka.store import StoreError, history, rows
from skrzynka.store.door import Door
from skrzynka.store.erased import ERASED
from skrzynka.store.records import MACHINE, Action, Event, State, StoredMail, TagNote
from skrzynka.store.tables import EventTable, MailTable


class Lessons(Door):
    """A store in which people correct the machine's tags."""

    def corrected(self) -> list[StoredMail]:
        """Opinions whose tag is a person's, by number."""
        wanted = select(MailTable).where(
            MailTable.state == State.OPINION, col(MailTable.tagged_by) != MACHINE, MailTable.sha256 != ERASED
        )
        with self._reading() as session:
            return [rows.stored_mail(mail) for mail in session.exec(wanted.order_by(col(MailTable.number)))]

    def last_correction(self) -> int:
        """A number that grows with each correction, taken back or not, and each erasure; 0 before the first."""
        with self._reading() as session:
            corrections = col(EventTable.action).in_((Action.RETAG, Action.UNDO, Action.ERASE))
            return session.exec(select(func.max(EventTable.id)).where(corrections)).one() or 0

    def note(self, number: int, words: str, by: str, now: datetime) -> Event:
        """Add a note to a mail's history; it changes no tag, and nothing takes it back. Raises StoreError."""
        if not words.strip():
            raise StoreError(f"the note on mail {number} is empty; write what is to be kept")
        added = EventTable(number=number, at=now, by=by, action=Action.NOTE, why=words.strip())
        with self._writing() as session:
            self._whole(session, number)
            session.add(added)
            session.flush()
            session.refresh(added)  # text as it was stored, cleaned
            return rows.event(added)

    def reclassify(self, tags: Mapping[int, TagNote], now: datetime) -> int:
        """Write new tags of the machine in the place of its old ones, as events; returns how many were written.

        A mail that a person has tagged meanwhile stays as it is.
        """
        written = 0
        with self._writing() as session:
            for number, tag in tags.items():
                mail = session.get(MailTable, number)
                if mail is None or mail.state != State.OPINION or mail.tagged_by != MACHINE or mail.sha256 == ERASED:
                    continue
                session.add(EventTable(**rows.tag_event(number, tag, now)))
                session.flush()
                mail.read_review = tag.needs_review
                mail.model = tag.model
                mail.evidence = [list(asdict(evidence).values()) for evidence in tag.evidence]
                mail.ranking = [list(pair) for pair in tag.ranking]
                history.project(session, mail)
                written += 1
        return written
