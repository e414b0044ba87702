"""The list of erasures: a file beside the configuration, by which a backup of before is brought up to them.

It outlives the store, and holds numbers, addresses of contents, and why: nothing that a resident wrote.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from skrzynka.store import StoreError


@dataclass(frozen=True, slots=True)
class Erasure:
    """One mail that was erased: its number then, the SHA-256 of its bytes, when, by whom, and why."""

    number: int
    sha256: str
    at: datetime
    by: str
    why: str


def append(path: Path, erasures: Iterable[Erasure]) -> None:
    """Add lines, on the disk before this returns. Raises StoreError."""
    try:
        with open(path, "a", encoding="utf-8", opener=_private) as file:  # Path.open takes no opener
            file.writelines(_line(each) for each in erasures)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StoreError(
            f"{path}: cannot be written ({error.strerror}); nothing was erased; mend that first"
        ) from error


def read(path: Path) -> list[Erasure]:
    """All lines, none where there is no file. Raises StoreError."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"{path}: cannot be read ({type(error).__name__}); put a copy of it in its place") from error
    return [_read(line, path, at) for at, line in enumerate(lines, start=1) if line.strip()]


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _line(each: Erasure) -> str:
    plain = {"number": each.number, "sha256": each.sha256, "at": each.at.isoformat(), "by": each.by, "why": each.why}
    return json.dumps(plain, ensure_ascii=True) + "\n"


def _read(line: str, path: Path, at: int) -> Erasure:
    try:
        plain = json.loads(line)
        when = datetime.fromisoformat(plain["at"])
        return Erasure(int(plain["number"]), str(plain["sha256"]), when, str(plain["by"]), str(plain["why"]))
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{path}: line {at} is no erasure; put a copy of the file in its place") from error
