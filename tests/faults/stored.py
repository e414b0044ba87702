"""All that a store says, but for when: what two stores are compared by."""

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from skrzynka.store.ledger import Ledger
from skrzynka.store.questions import MailFilter

_OF_THE_MOMENT = {"health", "alembic_version"}
"""Tables that tell how the service fares."""

_LAID_OUT = {"search", "search_data", "search_idx", "search_config"}
"""How the index of words lies on the disk, which depends on how much was written at once; what it holds of each mail
stands in the tables beside them.
"""

_WITHOUT = {"raw": "WHERE size > 0 OR sha256 IN (SELECT sha256 FROM mail)"}
"""Nothing at all, which stood for a mail as long as the server did not give it."""


def stored(path: Path) -> dict[str, list[Any]]:
    """The lines of each table, and the hash of each mail's bytes.

    Of an instant it is told only whether there is one; of a folder and its UIDVALIDITY only that it is the first, the
    second ... one.
    """
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as store:
        assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert store.execute("PRAGMA foreign_key_check").fetchall() == []
        tables = [str(name) for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        series = store.execute("SELECT mailbox, uidvalidity FROM mail GROUP BY 1, 2 ORDER BY min(number)").fetchall()
        found = {table: _lines(store, table, series) for table in sorted(set(tables) - _OF_THE_MOMENT - _LAID_OUT)}
    return {**found, "bytes": _hashes(path)}


def _lines(store: sqlite3.Connection, table: str, series: list[tuple[str, int]]) -> list[Any]:
    columns = [(str(name), str(kind)) for _, name, kind, *_ in store.execute(f"PRAGMA table_info({table})")]
    names = [name for name, _ in columns]
    found = []
    for values in store.execute(f"SELECT * FROM {table} {_WITHOUT.get(table, '')} ORDER BY 1, 2"):
        line = dict(zip(names, values, strict=True))
        if "uidvalidity" in line:
            line["uidvalidity"] = series.index((line.pop("mailbox"), line["uidvalidity"]))
        found.append({name: _untimed(name, kind, line[name]) for name, kind in columns if name in line})
    return found


def _untimed(name: str, kind: str, value: object) -> object:
    if kind == "DATETIME" or name == "read_by":  # which program read it is no matter of faults
        return value is not None
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else value


def _hashes(path: Path) -> list[str]:
    with Ledger.open(f"sqlite:///{path}") as ledger:
        numbers = [row.number for row in ledger.rows(MailFilter())]
        return [hashlib.sha256(ledger.raw(number)).hexdigest() for number in numbers]
