"""Where mails lie in files: Maildir, mbox, single mails, and folders of them; in one order, however many there are.

Maildir: https://cr.yp.to/proto/maildir.html. Mails lie in cur/ and new/; what lies in tmp/ is not delivered yet.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, auto
from heapq import nsmallest
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from skrzynka import SkrzynkaError
from skrzynka.intake import mbox
from skrzynka.neutral import one_line
from skrzynka.store.packing import Spool

_NAMES = 20_000
"""Names of a folder that are held in memory; a larger folder is gone through several times."""

_PIECE = 1_000_000
_START = 4096
_ENDING = ".eml"
_DELIVERED = ("cur", "new")
_HEADER = re.compile(rb"\s{0,100}[!-9;-~]{1,100}[ \t]{0,10}:")


class FilesError(SkrzynkaError):
    """Files cannot be read; what was stored until then stays, and the next import goes on from there."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one mail lies: a whole file, or a span of an mbox (``stop`` is not 0).

    ``sha256`` is the mail's, ``changed_at`` the file's.
    """

    path: Path
    sha256: str
    size: int
    changed_at: datetime
    start: int = 0
    stop: int = 0

    def read(self) -> bytes | None:
        """The mail; None where it does not lie there any more."""
        with _reported(self.path), suppress(FileNotFoundError):
            content = _span(self.path, self.start, self.stop) if self.stop else self.path.read_bytes()
            return content if _sha256(content) == self.sha256 else None
        return None

    def spooled(self) -> Spool | None:
        """The same, of a mail that is too large to be held in memory whole."""
        if self.stop:  # what an mbox adds to a mail is taken away from the whole of it
            content = self.read()
            return None if content is None else _filled(BytesIO(content))
        with _reported(self.path), suppress(FileNotFoundError), self.path.open("rb") as opened:
            spool = _filled(opened)
            return spool if spool.sha256 == self.sha256 else None
        return None


@dataclass(frozen=True, slots=True)
class Survey:
    """What lies below a path: files that hold mails, their bytes, and files that hold none."""

    files: int = 0
    size: int = 0
    others: int = 0


class _Holds(Enum):
    MAIL = auto()
    MBOX = auto()
    NO_MAIL = auto()


def survey(path: Path) -> Survey:
    """Look at every file, none read whole. Raises FilesError where one cannot be read, or ``path`` is no mail."""
    files = size = others = 0
    with _reported(path):
        path.stat()
        for file, holds in _files(path):
            with suppress(FileNotFoundError):
                if holds is _Holds.NO_MAIL:
                    others += 1
                    continue
                file.open("rb").close()
                files, size = files + 1, size + file.stat().st_size
    if not path.is_dir() and others:
        raise FilesError(f"{_shown(path)}: is no mail, mbox or Maildir; name one, or a folder that holds such")
    return Survey(files, size, others)


def places(path: Path) -> Iterator[Place]:
    """Every mail below a path."""
    with _reported(path):
        for file, holds in _files(path):
            # A Maildir's mails are renamed when somebody reads them: the next import finds it.
            with suppress(FileNotFoundError):
                if holds is _Holds.MAIL:
                    yield _whole(file)
                elif holds is _Holds.MBOX:
                    yield from _in_mbox(file)


def _whole(file: Path) -> Place:
    with file.open("rb") as opened:
        sha256 = hashlib.file_digest(opened, "sha256").hexdigest()  # a large mail is not held twice
        return Place(file, sha256, opened.tell(), _changed_at(file))


def _in_mbox(file: Path) -> Iterator[Place]:
    with file.open("rb") as opened:
        for start, stop in mbox.spans(opened):
            yield Place(file, _sha256(_span(file, start, stop)), stop - start, _changed_at(file), start, stop)


def _changed_at(file: Path) -> datetime:
    return datetime.fromtimestamp(file.stat().st_mtime, UTC)


def _filled(file: BinaryIO) -> Spool:
    spool = Spool()
    while piece := file.read(_PIECE):
        spool.write(piece)
    return spool


def _span(file: Path, start: int, stop: int) -> bytes:
    with file.open("rb") as opened:
        opened.seek(start)
        return mbox.content(opened.read(stop - start))


def _files(path: Path) -> Iterator[tuple[Path, _Holds]]:
    """Every file below a path, or the path itself, in order."""
    if not path.is_dir():
        yield path, _holds(path, named=True, delivered=_is_maildir(path.parent.parent, path.parent))
        return
    named, delivered = path.name in _DELIVERED, _is_maildir(path.parent, path)
    for entry in map(path.joinpath, _names(path)):
        if not entry.is_dir():
            yield entry, _holds(entry, named=named, delivered=delivered)
        elif not (entry.is_symlink() or _is_tmp(entry)):  # a link may lead in a circle
            yield from _files(entry)


def _names(folder: Path) -> Iterator[str]:
    """The names in a folder, sorted, some at a time."""
    last = ""
    while True:
        with os.scandir(folder) as entries:
            names = nsmallest(_NAMES, (entry.name for entry in entries if entry.name > last))
        yield from names
        if len(names) < _NAMES:
            return
        last = names[-1]


def _holds(file: Path, *, named: bool, delivered: bool) -> _Holds:
    """What a file holds: what was delivered is mail; what a person named may have any name, if it looks like mail."""
    if not file.is_file() or (delivered and file.name.startswith(".")):
        return _Holds.NO_MAIL
    if delivered:
        return _Holds.MAIL
    if file.suffix.lower() == _ENDING:
        return _Holds.MAIL
    with file.open("rb") as opened:
        start = opened.read(_START)
    if mbox.is_mbox(start) or (named and not start):
        return _Holds.MBOX
    return _Holds.MAIL if named and _HEADER.match(start) else _Holds.NO_MAIL


def _is_maildir(folder: Path, inner: Path) -> bool:
    """Whether ``inner`` is where the Maildir ``folder`` keeps what was delivered."""
    return inner.name in _DELIVERED and all((folder / name).is_dir() for name in _DELIVERED)


def _is_tmp(folder: Path) -> bool:
    return folder.name == "tmp" and (folder.parent / "cur").is_dir()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@contextmanager
def _reported(path: Path) -> Iterator[None]:
    """Failures to read inside become one clear line."""
    try:
        yield
    except OSError as error:
        why = error.strerror or type(error).__name__
        shown = _shown(error.filename or path)
        raise FilesError(f"{shown}: cannot be read ({why}); check the path and its rights") from error


def _shown(path: object) -> str:
    return one_line(str(path))
