"""Mails by their words."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlmodel import col, select

from skrzynka.store import queries, rows
from skrzynka.store.conditions import asked, conditions
from skrzynka.store.door import Door
from skrzynka.store.phrases import Phrase, excerpt
from skrzynka.store.questions import Found, MailFilter
from skrzynka.store.tables import MailTable

_COLUMNS = [*queries.ROW_COLUMNS, col(MailTable.text), col(MailTable.attachment_text)]


class Searching(Door):
    """A store whose mails are found by their words."""

    def search(self, words: str, wanted: MailFilter, limit: int) -> list[Found]:
        """Mails that have all words in their subject, sender's name, text or attachments; the latest first.

        Raises StoreError where there is no word in ``words``.
        """
        looked_for = asked(words)
        within = replace(wanted, text=f"{words} {wanted.text}")
        with self._reading() as session:
            query = (
                select(*_COLUMNS)
                .where(*conditions(session, within))
                .order_by(col(MailTable.number).desc())
                .limit(limit)
            )
            return [_found(mail, looked_for) for mail in session.exec(query)]


def _found(mail: Any, looked_for: Sequence[Phrase]) -> Found:  # noqa: ANN401  # a row of columns
    texts = (mail.text, mail.attachment_text, mail.subject, mail.from_name)
    return Found(rows.mail_row(mail), excerpt(texts, looked_for))
