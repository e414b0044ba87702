"""How commands print: tables for people, JSON lines for programs."""

import json
import os
import pydoc
import re
import sys
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from datetime import date, datetime
from enum import Enum
from io import StringIO
from shutil import get_terminal_size
from typing import Any, TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from skrzynka.classify.evidence import places
from skrzynka.classify.records import Evidence
from skrzynka.neutral import neutral, one_line
from skrzynka.store.questions import LedgerSum
from skrzynka.tongue import say

_STEERING = re.compile("[\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")


_FITTED = 1000
"""Rows that are fitted to a terminal's width, which takes a millisecond each."""


def json_line(record: Mapping[str, Any]) -> None:
    """Print one object on one line; instants as ISO 8601."""
    # Letters stay readable; what could steer a terminal is written as an escape, which JSON readers take back.
    text = json.dumps(record, ensure_ascii=False, default=plain)
    sys.stdout.write(_STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n")


def table(
    columns: Sequence[str], rows: Iterable[Sequence[object]], *, title: str | None = None, cut: Container[str] = ()
) -> None:
    """Print a table; cells may hold text from mails.

    On a terminal that is too narrow, the columns of ``cut`` lose their ends; without any, cells are folded.
    """
    cells = [[one_line(_cell(value)) for value in row] for row in rows]
    if not sys.stdout.isatty() or len(cells) > _FITTED:
        _whole(columns, cells, title)
        return
    shown = Table(title=title, title_justify="left", box=None, header_style="bold", pad_edge=False)
    for column in columns:
        shown.add_column(column, no_wrap=bool(cut) and column not in cut)
    for row in cells:
        shown.add_row(*(Text(cell, no_wrap=bool(cut) or None, overflow="ellipsis") for cell in row))
    Console().print(shown)


def text(value: str, lit: Sequence[Evidence] = ()) -> None:
    """Print text that may come from mails, as it is but harmless; a terminal shows the words of ``lit`` in colour."""
    harmless = neutral(value).rstrip("\n")
    if not lit or not sys.stdout.isatty():
        sys.stdout.write(harmless + "\n")
        return
    shown = Text(harmless)
    for start, end in places(harmless, lit):
        shown.stylize("bold yellow", start, end)
    Console(soft_wrap=True).print(shown)


@contextmanager
def paged() -> Iterator[None]:
    """Show what is printed by the pager (``PAGER``, else less) where it is longer than the terminal, as git does."""
    terminal = sys.stdout
    if not terminal.isatty():
        yield
        return
    pages = _Pages()
    try:
        with redirect_stdout(pages):
            yield
    finally:
        _turn(pages.getvalue(), terminal)


def _turn(text: str, terminal: TextIO) -> None:
    # Quits where all fits on one screen, keeps colours, leaves the text on the screen.
    os.environ.setdefault("LESS", "FRX")
    if text.count("\n") < get_terminal_size().lines:
        terminal.write(text)
    else:
        pydoc.pager(text)


class _Pages(StringIO):
    """What is printed, kept back; it takes colours as the terminal does."""

    def isatty(self) -> bool:
        return True


def percent(value: float) -> str:
    """A share between 0 and 1, for people."""
    return f"{value:.0%}"


def ledger_sum(total: LedgerSum) -> str:
    """The ledger's promise in one line."""
    pending = say(" + {number} not read yet", number=total.pending) if total.pending else ""
    added = say(" (with {number} added from other channels)", number=total.added) if total.added else ""
    return say(
        "{held} in the mailbox{added} = {opinions} opinions + {other} other mail + {duplicates} duplicates"
        " + {quarantined} quarantined{pending}; unexplained {unexplained}",
        held=total.in_mailbox,
        added=added,
        opinions=total.opinions,
        other=total.other,
        duplicates=total.duplicates,
        quarantined=total.quarantined,
        pending=pending,
        unexplained=total.unexplained,
    )


def plain(value: object) -> object:
    """What JSON has no form for: instants as ISO 8601."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _whole(columns: Sequence[str], cells: Sequence[Sequence[str]], title: str | None) -> None:
    """Each row on a line, however long: a pipe has no width."""
    lines = [columns, *cells]
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    if title:
        sys.stdout.write(f"{title}\n")
    for line in lines:
        padded = (cell + " " * (width - cell_len(cell)) for cell, width in zip(line, widths, strict=True))
        sys.stdout.write("  ".join(padded).rstrip() + "\n")


def _cell(value: object) -> str:
    match value:
        case None:
            return "–"
        case bool():
            return say("yes") if value else ""
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M")
        case _:
            return str(value)
