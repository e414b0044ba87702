"""Stores as earlier versions of the program left them."""

import zlib
from datetime import datetime
from typing import Any

from sqlalchemy import Column, MetaData, insert

from skrzynka.store import database, index, migrations
from skrzynka.tests.store.invented import NOW

RELEASED = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011", "0012")
"""Every schema before this program's."""


def wide(url: str, schema: str) -> int:
    """The highest UIDVALIDITY that such a store took."""
    return 2**32 - 1 if schema >= "0005" or url.startswith("sqlite") else 2**31 - 1


def older(url: str, schema: str) -> None:
    """Make a store of an earlier schema, with one mail in it, which somebody tagged."""
    engine = database.engine_of(url)
    with engine.connect() as connection:
        migrations.upgrade(connection, schema)
    tables = MetaData()
    tables.reflect(engine)
    mail = {column.name: _held(column) for column in tables.tables["mail"].columns}
    cursor = {"mailbox": "mailbox", "uidvalidity": wide(url, schema), "last_uid": wide(url, schema) - 1}
    with engine.begin() as connection:
        connection.execute(
            insert(tables.tables["raw"]), {"sha256": "ab", "size": 5, "content": zlib.compress(b"words")}
        )
        connection.execute(insert(tables.tables["cursor"]), cursor)
        connection.execute(insert(tables.tables["mail"]), mail)
        event = {"number": 1, "at": NOW, "by": "anna", "action": "retag", "scope": "procesy", "why": "read it"}
        connection.execute(insert(tables.tables["event"]), event | {"confidence": 1.0, "model": ""})
        if schema >= "0007":
            index.add(connection, [(1, index.FIELDS)])
    engine.dispose()


def _held(column: Column[Any]) -> object:
    """Something that a column held."""
    given = {"number": 1, "sha256": "ab", "state": "opinion", "kind": "opinion", "period": "open", "duplicate_of": None}
    given |= {"read_state": "opinion", "read_kind": "opinion"}
    given |= dict.fromkeys(("spf", "dkim", "dmarc"), "pass")
    usual: dict[type, object] = {object: [], datetime: NOW, str: column.name, bool: False, int: 1, float: 1.0}
    return given.get(column.name, usual.get(column.type.python_type))
