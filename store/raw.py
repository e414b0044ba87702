"""The bytes of mails: kept once, unpacked when they are read."""

import zlib
from collections.abc import Collection, Iterable, Iterator
from io import BytesIO

from sqlalchemy import insert
from sqlmodel import Session, col, select

from skrzynka.store.packing import PART, Packed
from skrzynka.store.sealing import BrokenSealError, Seal, opened
from skrzynka.store.tables import RawPartTable, RawTable

SEAL = "seal"
"""Under which name a session knows the key that raw mails are encrypted with, if they are."""

DAMAGED = (zlib.error, BrokenSealError)
"""What is raised where bytes are not what was stored."""


def add(session: Session, contents: Iterable[Packed]) -> None:
    """Write what is not there yet."""
    new = {packed.sha256: packed for packed in contents}
    known = set(session.exec(select(RawTable.sha256).where(col(RawTable.sha256).in_(new))))
    lines = [(packed, packed.parts()) for digest, packed in new.items() if digest not in known]
    if not lines:
        return
    session.execute(
        insert(RawTable),
        [
            {
                "sha256": packed.sha256,
                "size": packed.size,
                "content": _closed(session, next(parts), packed.sha256, 0),
            }
            for packed, parts in lines
        ],
    )
    for packed, parts in lines:
        for number, part in enumerate(parts, start=1):
            closed = _closed(session, part, packed.sha256, number)
            session.execute(insert(RawPartTable), {"sha256": packed.sha256, "number": number, "content": closed})


def content(session: Session, sha256: str) -> bytes:
    """The bytes that have this hash."""
    return contents(session, [sha256])[sha256]


def contents(session: Session, hashes: Collection[str]) -> dict[str, bytes]:
    """The bytes that have these hashes."""
    wanted = select(RawTable.sha256, RawTable.size, RawTable.content).where(col(RawTable.sha256).in_(hashes))
    return {sha256: _whole(session, sha256, size, first) for sha256, size, first in session.exec(wanted)}


def sizes(session: Session, hashes: Collection[str]) -> dict[str, int]:
    """How many bytes have these hashes."""
    return dict(session.exec(select(RawTable.sha256, RawTable.size).where(col(RawTable.sha256).in_(hashes))).all())


def pieces(session: Session, sha256: str, first: bytes) -> Iterator[bytes]:
    """The bytes that have this hash, unpacked piece by piece; ``first`` is their first part. Raises DAMAGED."""
    seal = session.info.get(SEAL)
    yield from _unpacked(opened(seal, first, sha256, 0))
    wanted = select(RawPartTable.content).where(RawPartTable.sha256 == sha256).order_by(col(RawPartTable.number))
    for number, part in enumerate(session.exec(wanted.execution_options(yield_per=1)), start=1):
        yield from _unpacked(opened(seal, part, sha256, number))


def _whole(session: Session, sha256: str, size: int, first: bytes) -> bytes:
    if size <= PART:
        return zlib.decompress(opened(session.info.get(SEAL), first, sha256, 0))
    whole = BytesIO()  # gives its bytes away without a copy
    for piece in pieces(session, sha256, first):
        whole.write(piece)
    return whole.getvalue()


def _closed(session: Session, part: bytes, sha256: str, number: int) -> bytes:
    seal: Seal | None = session.info.get(SEAL)
    return seal.close(part, sha256, number) if seal else part


def _unpacked(part: bytes) -> Iterator[bytes]:
    # A part may be of any size: earlier versions had one for each mail.
    unpacker = zlib.decompressobj()
    while not unpacker.eof:
        piece = unpacker.decompress(part, PART)
        part = unpacker.unconsumed_tail
        if piece:
            yield piece
        elif not unpacker.eof:
            raise zlib.error("a part is cut short")
