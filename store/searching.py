"""Mails by their words."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import col, select

from skrzynka.store import index, queries, rows
from skrzynka.store.database import StoreError
from skrzynka.store.door import Door
from skrzynka.store.phrases import Phrase, excerpt, phrases
from skrzynka.store.questions import Found, MailFilter
from skrzynka.store.tables import MailTable

_COLUMNS = [*queries.ROW_COLUMNS, col(MailTable.text), col(MailTable.attachment_text)]


class Searching(Door):
    """A store whose mails are found by their words."""

    def search(self, words: str, wanted: MailFilter, limit: int) -> list[Found]:
        """Mails that have all words in their subject, sender's name, text or attachments; the latest first.

        Raises StoreError where there is no word in ``words``.
        """
        asked = phrases(words)
        if not asked:
            raise StoreError(f"search {words!r}: there is no word in it; write one at least, such as boisko or szko*")
        with self._reading() as session:
            # Numbers mostly grow with time: those of the days in question spare looking at all others.
            within = queries.numbers(session, wanted)
            having = index.having(self._engine.dialect.name, asked, within)
            query = (
                select(*_COLUMNS)
                .where(col(MailTable.number).in_(having), *queries.conditions(wanted))
                .order_by(col(MailTable.number).desc())
                .limit(limit)
            )
            return [_found(mail, asked) for mail in session.exec(query)]


def _found(mail: Any, asked: Sequence[Phrase]) -> Found:  # noqa: ANN401  # a row of columns
    return Found(rows.mail_row(mail), excerpt((mail.text, mail.attachment_text, mail.subject, mail.from_name), asked))
