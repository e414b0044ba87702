"""Mails taken out of the store for good: their words, names, bytes and whatever was made of them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from skrzynka.store import emptying, erasures, queries, rows, traces
from skrzynka.store.archive import NOTHING
from skrzynka.store.door import Door
from skrzynka.store.erased import ERASED, remember
from skrzynka.store.erasures import Erasure
from skrzynka.store.lock import one_at_a_time
from skrzynka.store.outgoing import Outgoing
from skrzynka.store.records import MailRow, StoredMail
from skrzynka.store.tables import MailTable

T = TypeVar("T")

_TOGETHER = 500

_NO_CONTENT = (NOTHING, ERASED)
"""Addresses that many lines share whose mails have nothing in common."""

_REPEATED = "repeated after a restore; first erased on "


class Erasing(Door):
    """A store that forgets what it must not keep."""

    def same_words(self, number: int) -> list[MailRow]:
        """A mail and its copies, by number. Raises StoreError where it was erased."""
        with self._reading() as session:
            return _listed(session, _with_copies(session, [self._whole(session, number).number]))

    def written_by(self, address: str) -> list[MailRow]:
        """The mails of one writer and their copies, by number."""
        with self._reading() as session:
            numbers = session.exec(select(MailTable.number).where(MailTable.sender == address.casefold())).all()
            return _listed(session, _with_copies(session, numbers))

    def of_person(self, address: str) -> list[StoredMail]:
        """Mails that came from an address, or that it forwarded, whole, by number."""
        wanted = address.casefold()
        theirs = or_(col(MailTable.sender) == wanted, func.lower(MailTable.forwarded_by) == wanted)
        with self._reading() as session:
            mails = session.exec(select(MailTable).where(theirs).order_by(col(MailTable.number)))
            return [rows.stored_mail(mail) for mail in mails]

    def naming(self, address: str) -> list[int]:
        """Mails of others in which an address stands, by number."""
        wanted = address.casefold()
        columns = (MailTable.text, MailTable.quoted, MailTable.signature, MailTable.attachment_text, MailTable.subject)
        stands = or_(*(func.lower(column).contains(wanted, autoescape=True) for column in columns))
        query = select(MailTable.number).where(MailTable.sender != wanted, stands)
        with self._reading() as session:
            return list(session.exec(query.order_by(col(MailTable.number))))

    def received_before(self, moment: datetime) -> list[MailRow]:
        """What was not erased of the mails that came before ``moment``, by number."""
        came = select(MailTable.number).where(MailTable.received_at < moment, MailTable.sha256 != ERASED)
        with self._reading() as session:
            return _listed(session, session.exec(came).all())

    def own_mails_since(self, moment: datetime) -> list[Outgoing]:
        """Mails to staff that were recorded since: they may hold the words of mails that came then."""
        with self._reading() as session:
            return [rows.outgoing(row) for row in emptying.own_mails(session, moment)]

    def erase(self, numbers: Sequence[int], why: str, by: str, now: datetime, log: Path) -> int:
        """Erase mails, which is written down in ``log`` too; returns how many there were. Raises StoreError.

        Broken off, it is ended by ``erase_again``.
        """
        with self._reading() as session:
            there = select(MailTable.number, MailTable.sha256).where(MailTable.sha256 != ERASED)
            found = [
                Erasure(number, sha256, now, by, why)
                for some in _parts(sorted(set(numbers)))
                for number, sha256 in session.exec(there.where(col(MailTable.number).in_(some)))
            ]
        if found:
            erasures.append(log, found)  # first: what was confirmed is done in the end, whatever breaks
            self._erase(found, now)
        return len(found)

    def erase_again(self, past: Sequence[Erasure], now: datetime) -> list[int]:
        """Erase what was erased from a later state of this store, or only begun to be; returns the numbers."""
        past_of = {each.sha256: each for each in past if each.sha256 not in _NO_CONTENT}
        with self._writing() as session:
            remember(session, past_of, now)
            there = select(MailTable.number, MailTable.sha256)
            found = [
                Erasure(number, sha256, now, past_of[sha256].by, _again(past_of[sha256]))
                for some in _parts(list(past_of))
                for number, sha256 in session.exec(there.where(col(MailTable.sha256).in_(some)))
            ]
        self._erase(found, now)
        return sorted(each.number for each in found)

    def _erase(self, found: Sequence[Erasure], now: datetime) -> None:
        with one_at_a_time(self._url):  # a digest that is being sent is marked first
            for some in _parts(found):
                with self._writing() as session:
                    emptying.empty(session, some, now)
        traces.remove(self._url)


def _with_copies(session: Session, numbers: Sequence[int]) -> set[int]:
    """Some mails, what they repeat, and what repeats them."""
    found = set(numbers)
    mail = col(MailTable.number), col(MailTable.duplicate_of), col(MailTable.sha256)
    for some in _parts(sorted(found)):
        lines = session.exec(select(*mail).where(mail[0].in_(some))).all()
        firsts = {duplicate_of or number for number, duplicate_of, _ in lines}
        contents = {sha256 for *_, sha256 in lines}.difference(_NO_CONTENT)
        same = or_(mail[0].in_(firsts), mail[1].in_(firsts), mail[2].in_(contents))
        found |= set(session.exec(select(MailTable.number).where(same)))
    return found


def _listed(session: Session, numbers: Sequence[int] | set[int]) -> list[MailRow]:
    lines = select(*queries.ROW_COLUMNS).where(MailTable.sha256 != ERASED).order_by(col(MailTable.number))
    return [
        rows.mail_row(row)
        for some in _parts(sorted(numbers))
        for row in session.exec(lines.where(col(MailTable.number).in_(some)))
    ]


def _again(each: Erasure) -> str:
    return each.why if each.why.startswith(_REPEATED) else f"{_REPEATED}{each.at:%Y-%m-%d}: {each.why}"


def _parts(them: Sequence[T]) -> Iterator[Sequence[T]]:
    return (them[start : start + _TOGETHER] for start in range(0, len(them), _TOGETHER))
