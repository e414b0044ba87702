"""What of opinions may be public: texts that a person confirmed, as long as what they were made of is unchanged."""

import hashlib
from datetime import datetime

from sqlmodel import col, select

from skrzynka.store import StoreError
from skrzynka.store.door import Door
from skrzynka.store.records import Action, State, StoredMail
from skrzynka.store.tables import EventTable, MailTable
from skrzynka.store.tables_public import PublicTextTable


class Public(Door):
    """A store that knows which texts may be public."""

    def confirm_public(self, mail: StoredMail, text: str, by: str, now: datetime) -> None:
        """Confirm ``text`` as what may be public of ``mail``, as it was read. Raises StoreError where it changed."""
        number = mail.row.number
        with self._writing() as session:
            there = self._mail(session, number)
            if there.state != State.OPINION:
                raise StoreError(f"mail {number} is no opinion; nothing of it becomes public")
            if source(there.text or there.attachment_text) != source(mail.text or mail.attachment_text):
                raise StoreError(f"mail {number} was read again meanwhile; look at it once more")
            made_of = source(mail.text or mail.attachment_text)
            session.merge(PublicTextTable(number=number, text=text, source=made_of, by=by, at=now))
            session.add(EventTable(number=number, at=now, by=by, action=Action.PUBLIC))

    def withdraw_public(self, number: int, by: str, now: datetime) -> None:
        """Take a confirmation back: nothing of the mail is public any more. Raises StoreError where there is none."""
        with self._writing() as session:
            confirmed = session.get(PublicTextTable, number)
            if confirmed is None:
                raise StoreError(f"mail {number}: no text of it was confirmed for the public")
            session.delete(confirmed)
            session.add(EventTable(number=number, at=now, by=by, action=Action.PUBLIC, why="taken back"))

    def public_texts(self) -> dict[int, str]:
        """The confirmed texts by number; without those whose mail says something else by now."""
        wanted = select(PublicTextTable, MailTable.text, MailTable.attachment_text).join(
            MailTable, col(MailTable.number) == col(PublicTextTable.number)
        )
        with self._reading() as session:
            return {
                public.number: public.text
                for public, text, attached in session.exec(wanted)
                if public.source == source(text or attached)
            }


def source(text: str) -> str:
    """What a confirmed text was made of, as a hash."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
