"""Raw mails as they are kept: given back piece by piece, and held against their addresses."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from skrzynka.store import StoreError, raw
from skrzynka.store.door import Door
from skrzynka.store.tables import MailTable, RawTable

_TOGETHER = 200
"""Addresses that are looked up in one transaction: a long one would keep SQLite from tidying its log."""


@dataclass(frozen=True, slots=True)
class Damage:
    """What is wrong with the bytes that have an address, and which mails had them."""

    sha256: str
    numbers: tuple[int, ...]
    what: str


@dataclass(frozen=True, slots=True)
class Held:
    """How much there is to check: contents, their bytes, and the mails that point to them."""

    contents: int
    size: int
    mails: int


class Kept(Door):
    """A store that keeps mails as the server held them."""

    def pieces(self, number: int) -> Iterator[bytes]:
        """A mail as the server held it, byte for byte, in pieces of a megabyte. Raises StoreError."""
        with self._reading() as session:
            sha256 = self._whole(session, number).sha256
            line = session.get(RawTable, sha256)
            if line is None:
                raise StoreError(f"mail {number}: its bytes are gone; `skrzynka verify` shows all damage")
            try:
                yield from raw.pieces(session, sha256, line.content)
            except raw.DAMAGED as error:
                raise StoreError(f"mail {number}: its bytes are damaged; `skrzynka verify` shows all damage") from error

    def held_bytes(self) -> Held:
        """What a check of everything has before it."""
        with self._reading() as session:
            contents, size = session.exec(select(func.count(), func.sum(RawTable.size))).one()
            return Held(contents, size or 0, session.exec(select(func.count(col(MailTable.number)))).one())

    def damages(self, checked: Callable[[int], object]) -> Iterator[Damage]:
        """Hash all that is kept again, a piece at a time; ``checked`` hears of each content's size.

        What comes in meanwhile may be left out.
        """
        last = ""
        while True:
            with self._reading() as session:
                wanted = select(RawTable.sha256, RawTable.size).where(col(RawTable.sha256) > last)
                some = session.exec(wanted.order_by(col(RawTable.sha256)).limit(_TOGETHER)).all()
                for sha256, size in some:
                    if what := _damage(session, sha256, size):
                        yield Damage(sha256, _numbers(session, sha256), what)
                    checked(size)
            if not some:
                break
            last = some[-1][0]
        yield from self._without_bytes()

    def _without_bytes(self) -> Iterator[Damage]:
        wanted = (
            select(MailTable.sha256)
            .outerjoin(RawTable, col(RawTable.sha256) == col(MailTable.sha256))
            .where(col(RawTable.sha256).is_(None))
            .distinct()
            .order_by(col(MailTable.sha256))
        )
        with self._reading() as session:
            for sha256 in session.exec(wanted).all():
                yield Damage(sha256, _numbers(session, sha256), "its bytes are gone")


def _damage(session: Session, sha256: str, size: int) -> str:
    found, length = hashlib.sha256(), 0
    try:
        first = session.exec(select(RawTable.content).where(RawTable.sha256 == sha256)).one()
        for piece in raw.pieces(session, sha256, first):
            found.update(piece)
            length += len(piece)
            if length > size:
                return f"has more than {size} bytes"
    except raw.DAMAGED:
        return "cannot be unpacked"
    if length != size:
        return f"has {length} bytes instead of {size}"
    return "" if found.hexdigest() == sha256 else "has other bytes than it was stored with"


def _numbers(session: Session, sha256: str) -> tuple[int, ...]:
    wanted = select(MailTable.number).where(MailTable.sha256 == sha256).order_by(col(MailTable.number))
    return tuple(session.exec(wanted))
