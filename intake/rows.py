"""Tables from other programs: CSV in whatever encoding Excel saved it, or a spreadsheet."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from itertools import islice
from pathlib import Path

import chardet
from python_calamine import CalamineError, CalamineWorkbook

from skrzynka import SkrzynkaError
from skrzynka.neutral import one_line

_MOST_BYTES = 50_000_000
_SHEETS = (".xlsx", ".xls", ".ods")
_DELIMITERS = ",;\t|"
_ENOUGH = 200

Cell = str | datetime | date
"""What a cell holds: spreadsheets know dates."""


class TableError(SkrzynkaError):
    """A table cannot be read, or lacks what is needed."""


@dataclass(frozen=True, slots=True)
class Table:
    """Headings, and rows with their number in the file, the first below the headings being 2."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]


def read(path: Path) -> Table:
    """The table of a file. Raises TableError."""
    name = one_line(str(path))
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise TableError(f"{name}: is larger than {_MOST_BYTES // 1_000_000} MB; split it")
        lines = list(_sheet(path) if path.suffix.casefold() in _SHEETS else _csv(path.read_bytes()))
    except OSError as error:
        raise TableError(
            f"{name}: cannot be read ({error.strerror or type(error).__name__}); check the path"
        ) from error
    except (CalamineError, csv.Error, ValueError, LookupError) as error:
        raise TableError(f"{name}: is no table that can be read; save it as CSV UTF-8 or as .xlsx") from error
    headings = tuple(_text(cell) for cell in lines[0]) if lines else ()
    if not any(headings):
        raise TableError(f"{name}: its first row holds no headings")
    width = len(headings)
    rows = ((number, _fitted(line, width)) for number, line in enumerate(lines[1:], start=2))
    return Table(headings, tuple(row for row in rows if any(row[1])))


def _sheet(path: Path) -> Iterator[Sequence[Cell]]:
    for row in CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False):
        yield [cell if isinstance(cell, (datetime, date)) else _text(cell) for cell in row]


def _csv(content: bytes) -> Iterator[Sequence[Cell]]:
    text = _decoded(content)
    delimiter = max(_DELIMITERS, key=lambda sign: _fit(text, sign))
    yield from csv.reader(StringIO(text, newline=""), delimiter=delimiter)


def _fit(text: str, delimiter: str) -> tuple[int, int]:
    """How many of the first rows are as wide as the headings, and how wide: what people write is full of delimiters."""
    lines = list(islice(csv.reader(StringIO(text, newline=""), delimiter=delimiter), _ENOUGH))
    width = len(lines[0]) if lines else 0
    return (sum(len(line) == width for line in lines) if width > 1 else 0), width


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16") if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    guessed = chardet.detect(content)["encoding"] or "cp1250"
    return content.decode(guessed, "replace")


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _fitted(line: Sequence[Cell], width: int) -> tuple[Cell, ...]:
    return (*line[:width], *[""] * (width - len(line)))
