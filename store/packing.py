"""Mails on their way into the store: hashed and compressed; large ones piece by piece."""

import binascii
import hashlib
import os
import tempfile
import weakref
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from skrzynka.store import StoreError

PART = 1_000_000
"""Bytes of a mail that are packed together; a mail of more has several parts."""

_LEVEL, _MEMORY = 1, 9
"""Of zlib: the fastest; the usual level takes half as long again and saves little (docs/benchmarks.md)."""

_SAMPLE = 1100
_NOISE = 200
"""Of 256: so many different bytes a sample has of what is compressed already; one of text has half as many."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A mail's bytes as they are written: in one part, or in several that lie in a spool."""

    sha256: str
    size: int
    parts: Callable[[], Iterator[bytes]]


class Spool:
    """Takes a large mail's bytes in as they come, and gives them back packed.

    They lie in a file without a name, which goes with the last reference.
    """

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
        packed = _compressed(self._rest[:PART])
        del self._rest[:PART]
        self._lengths.append(len(packed))
        with _reported():
            self._file.write(packed)


def pack(content: "bytes | Spool | Packed") -> Packed:
    """Hash and compress, which needs no store, and lets other threads work meanwhile."""
    if isinstance(content, Packed):
        return content
    if isinstance(content, Spool):
        return Packed(content.sha256, content.size, content.parts)
    part = _compressed(content)
    return Packed(hashlib.sha256(content).hexdigest(), len(content), lambda: iter((part,)))


def _compressed(content: bytes | bytearray) -> bytes:
    # Of photos and documents in base64 only the letters can be made shorter; searching them for repetitions takes
    # twice the time for nothing.
    strategy = zlib.Z_HUFFMAN_ONLY if _is_noise(content) else zlib.Z_DEFAULT_STRATEGY
    packer = zlib.compressobj(_LEVEL, memLevel=_MEMORY, strategy=strategy)
    return packer.compress(content) + packer.flush()


def _is_noise(content: bytes | bytearray) -> bool:
    """Whether there is base64 of compressed bytes in the middle."""
    middle = len(content) // 2
    lines = content[middle : middle + _SAMPLE].splitlines()[1:-1]
    try:
        return len(set(binascii.a2b_base64(b"".join(lines), strict_mode=True))) > _NOISE
    except binascii.Error:
        return False


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
