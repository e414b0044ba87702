"""How commands print: tables for people, JSON lines for programs."""

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from skrzynka.neutral import neutral, one_line
from skrzynka.store.questions import LedgerSum

_STEERING = re.compile("[\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")


_FITTED = 1000
"""Rows that are fitted to a terminal's width, which takes a millisecond each."""


def json_line(record: Mapping[str, Any]) -> None:
    """Print one object on one line; instants as ISO 8601."""
    # Letters stay readable; what could steer a terminal is written as an escape, which JSON readers take back.
    text = json.dumps(record, ensure_ascii=False, default=plain)
    sys.stdout.write(_STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n")


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, title: str | None = None) -> None:
    """Print a table; cells may hold text from mails."""
    cells = [[one_line(_cell(value)) for value in row] for row in rows]
    if not sys.stdout.isatty() or len(cells) > _FITTED:
        _whole(columns, cells, title)
        return
    shown = Table(*columns, title=title, title_justify="left", box=None, header_style="bold", pad_edge=False)
    for row in cells:
        shown.add_row(*map(Text, row))
    Console().print(shown)


def text(value: str) -> None:
    """Print text that may come from mails, as it is but harmless."""
    sys.stdout.write(neutral(value).rstrip("\n") + "\n")


def percent(value: float) -> str:
    """A share between 0 and 1, for people."""
    return f"{value:.0%}"


def ledger_sum(total: LedgerSum) -> str:
    """The ledger's promise in one line."""
    pending = f" + {total.pending} not read yet" if total.pending else ""
    added = f" (with {total.added} added from other channels)" if total.added else ""
    return (
        f"{total.in_mailbox} in the mailbox{added} = {total.opinions} opinions + {total.other} other mail"
        f" + {total.duplicates} duplicates + {total.quarantined} quarantined{pending};"
        f" unexplained {total.unexplained}"
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
            return "yes" if value else ""
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M")
        case _:
            return str(value)
