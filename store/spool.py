"""A large mail on its way into the store: hashed and packed piece by piece, in a file without a name."""

import hashlib
import os
import tempfile
import weakref
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from skrzynka.store.database import StoreError

PART = 1_000_000
"""Bytes of a mail that are packed together; a mail of more has several parts."""

LEVEL = 1


class Spool:
    """Takes a mail's bytes in as they come, and gives them back packed. The file goes with the last reference."""

    def __init__(self) -> None:
        with _reported():
            self._file = tempfile.TemporaryFile(dir=_folder())  # noqa: SIM115  # closed by the next line
        weakref.finalize(self, self._file.close)
        self._hash = hashlib.sha256()
        self._lengths: list[int] = []
        self._rest = bytearray()
        self.size = 0

    @property
    def sha256(self) -> str:
        """Of what has come so far."""
        return self._hash.hexdigest()

    def write(self, piece: bytes) -> None:
        """Take the next bytes. Raises StoreError."""
        self._hash.update(piece)
        self.size += len(piece)
        self._rest += piece
        while len(self._rest) >= PART:
            self._pack()

    def parts(self) -> Iterator[bytes]:
        """Each part, packed; nothing can be written any more."""
        if self._rest or not self._lengths:
            self._pack()
        with _reported():
            self._file.seek(0)
            for length in self._lengths:
                yield self._file.read(length)

    def start(self) -> bytes:
        """The first bytes, as they came; nothing can be written any more."""
        return zlib.decompress(next(self.parts()))

    def _pack(self) -> None:
        packed = zlib.compress(self._rest[:PART], LEVEL)
        del self._rest[:PART]
        self._lengths.append(len(packed))
        with _reported():
            self._file.write(packed)


def _folder() -> str | None:
    # Rather on the disk: /tmp is kept in memory by many systems.
    folders = (os.environ.get("TMPDIR"), "/var/tmp")  # noqa: S108  # TemporaryFile makes a file that nobody else opens
    return next((folder for folder in folders if folder and os.access(folder, os.W_OK)), None)


@contextmanager
def _reported() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = _folder() or tempfile.gettempdir()
        raise StoreError(
            f"temporary file in {where}: cannot be written ({error.strerror}); make room, or set TMPDIR"
        ) from error
