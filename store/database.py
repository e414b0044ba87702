"""Opening a database, its transactions, its schema, and its failures in one clear line."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from skrzynka.store import StoreError, postgresql

SCHEMA = "0013"
"""The revision that this program writes; the migrations lead there."""

_BUSY_MILLISECONDS = 30_000


def connect(url: str) -> Engine:
    """Open the database of ``url``; a new one gets its tables, and a new file is readable by its owner only.

    Raises StoreError where the file cannot be written, is no database, or was written by a newer or an older program.
    """
    with reported(url):
        engine = engine_of(url)
        try:
            with engine.connect() as connection:
                _make(connection, url)
        except BaseException:
            engine.dispose()
            raise
        return engine


@contextmanager
def reported(url: str) -> Iterator[None]:
    """Failures of the database inside become one clear line."""
    try:
        yield
    except DBAPIError as error:
        raise StoreError(f"store {shown(url)}: {told(str(error.orig))}") from error
    except ModuleNotFoundError as error:
        raise StoreError(f"store {shown(url)}: {postgresql.MISSING}") from error
    except (ArgumentError, NoSuchModuleError) as error:
        raise StoreError(
            f"store {shown(url)}: {error}; write store.url such as sqlite:///skrzynka.db or postgresql://user@host/name"
        ) from error


def shown(url: str) -> str:
    """A store's URL without its password; a file by its path."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        return "(a wrong URL)"
    return parsed.database or "memory" if parsed.get_backend_name() == "sqlite" else parsed.render_as_string()


def file_of(url: str) -> Path | None:
    """The file that a SQLite URL names; None for a server, or for the memory."""
    parsed = make_url(url)
    on_disk = parsed.get_backend_name() == "sqlite" and parsed.database not in {None, "", ":memory:"}
    return Path(str(parsed.database)) if on_disk else None


def engine_of(url: str) -> Engine:
    """The database of ``url``, not looked at yet; a new file is made."""
    parsed = make_url(url)
    if parsed.drivername in postgresql.NAMES:
        engine = postgresql.made(parsed)
        event.listen(engine, "begin", postgresql.begin)
        return engine
    if parsed.get_backend_name() != "sqlite":
        raise ArgumentError(f"{parsed.drivername} is no database that Skrzynka knows")
    if path := file_of(url):
        _private(path)
    engine = create_engine(parsed, hide_parameters=True)  # no mail text in errors
    event.listen(engine, "connect", _pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def _private(path: Path) -> None:
    try:
        if not path.exists():
            path.touch(mode=0o600)  # SQLite gives the files that it puts beside it the same rights
    except FileNotFoundError as error:
        raise StoreError(f"store {path}: its folder does not exist; make it, or change store.url") from error
    except OSError as error:
        raise StoreError(
            f"store {path}: cannot be made ({error.strerror}); make the folder writable or change store.url"
        ) from error
    for needed in (path, path.parent):
        if not os.access(needed, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
            raise StoreError(f"store {path}: {needed} is not writable for this user; change its rights or store.url")


def _pragmas(connection: sqlite3.Connection, _record: object) -> None:
    # QUIRK: the driver's own transactions begin too late for IMMEDIATE; SQLAlchemy's "begin" event does it instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {_BUSY_MILLISECONDS}",
        "journal_mode = WAL",
        "synchronous = FULL",  # a committed mail survives a power cut; in batches it costs next to nothing
        "foreign_keys = ON",
        "secure_delete = ON",  # what is taken out or written over leaves nothing in the file; many builds do so anyway
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    # A writer takes its lock at once: a reader that turns writer in mid-transaction would fail instead of waiting.
    write = connection.get_execution_options().get("write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _make(connection: Connection, url: str) -> None:
    """The tables of a new store; one that is there must be of this program's schema."""
    found = schema_in(connection, url)
    connection.rollback()
    if found:
        check_schema(found, shown(url))
        return
    from skrzynka.store.migrations import upgrade

    upgrade(connection, SCHEMA)


def schema_in(connection: Connection, url: str) -> str | None:
    """The schema of the tables that are there; None where there are none. Raises StoreError."""
    tables = inspect(connection).get_table_names()
    if "alembic_version" in tables:
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "") or None
    if tables:
        raise StoreError(f"store {shown(url)}: is a database of another program; change store.url")
    return None


def check_schema(found: str, name: str) -> None:
    """Raise StoreError where a store was not written by this version of the program."""
    if found > SCHEMA:
        raise StoreError(f"store {name}: was written by a newer Skrzynka (schema {found}); install that version")
    if found < SCHEMA:
        raise StoreError(
            f"store {name}: has the schema {found} of an older version; stop the service and run `skrzynka upgrade`"
        )


def told(message: str) -> str:
    """What the database said, and how to mend it."""
    mends = {**_MENDS, **postgresql.MENDS}
    return next((mend for sign, mend in mends.items() if sign in message), message.splitlines()[0])


_MENDS = {
    "not a database": "is not a database; change store.url or move the file away",
    "malformed": "is damaged; put a backup in its place",
    "locked": "is locked by another program for too long; try again",
    "readonly": "cannot be written; make it and its folder writable",
    "unable to open": "cannot be opened; it must be a file that this user may write, in a folder that exists",
    "interrupted": "takes too long to answer; try again later",
    "full": "cannot grow: the disk is full; make room and try again",
    # What SQLite says where not even the file beside it fits that its writers share.
    "disk I/O": "cannot be read or written: the disk is full or broken; make room and try again",
}
"""What SQLite says, and how to mend it."""
