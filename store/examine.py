"""What can be told of a store without changing or making it."""

import os
import shutil
import sqlite3
import stat
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic

from sqlalchemy import Engine, NullPool, create_engine, event

from skrzynka.store import StoreError
from skrzynka.store.database import (
    SCHEMA,
    check_schema,
    engine_of,
    file_of,
    reported,
    schema_in,
    shown,
    told,
)

_STEPS = 10_000
"""Steps of SQLite's machine between two looks at the clock: some milliseconds."""


class DamagedError(StoreError):
    """A file is no whole database any more."""


@dataclass(frozen=True, slots=True)
class Room:
    """A store's size and what is free beside it, in bytes."""

    size: int
    free: int


def found_schema(url: str) -> str | None:
    """The schema of the store that is there; None where there is none yet. Raises StoreError."""
    path = file_of(url)
    if path is None:
        return _schema_of_server(url)
    if not path.exists():
        return None
    with opened(path) as connection:
        return schema_of(connection, path)


def _schema_of_server(url: str) -> str | None:
    with reported(url):
        engine = engine_of(url)
        try:
            with engine.connect() as connection:
                return schema_in(connection, url)
        finally:
            engine.dispose()  # a server that is to stop waits for whoever is connected


def looking(url: str, seconds: float) -> Engine:
    """The store that is there, to read only: nothing is made, changed or upgraded.

    A lock of others is waited for so many seconds, and answers may take as many.
    """
    path = file_of(url)
    if path is None:
        found = found_schema(url)
        if found is None:
            raise StoreError(f"store {shown(url)}: has no tables yet; start the service (skrzynka run)")
        check_schema(found, shown(url))
        return engine_of(url)
    engine = create_engine(url, hide_parameters=True, poolclass=NullPool, creator=partial(_reader, path, seconds))
    # All questions of a session see one state, however many writes come between.
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


def _reader(path: Path, seconds: float) -> sqlite3.Connection:
    if not path.exists():
        raise StoreError(f"store {path}: is not there; start the service (skrzynka run), or restore a backup")
    with opened(path, "ro", seconds) as connection:
        check_schema(schema_of(connection, path), str(path))
    uri, end = f"{path.resolve().as_uri()}?mode=ro", monotonic() + seconds
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=seconds)
    connection.set_progress_handler(lambda: monotonic() > end, _STEPS)
    return connection


def schema_of(connection: sqlite3.Connection, path: Path) -> str:
    """The schema of an open file. Raises StoreError where it is none of ours, or a newer one."""
    tables = {str(row[0]) for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "alembic_version" not in tables or "mail" not in tables:
        raise StoreError(f"store {path}: is a database of another program, or an empty one; name another file")
    schema = str(next(iter(connection.execute("SELECT version_num FROM alembic_version")), ("",))[0])
    if schema > SCHEMA:
        raise StoreError(f"store {path}: was written by a newer Skrzynka (schema {schema}); install that version")
    return schema


def check_writable(url: str) -> None:
    """Take the lock that a writer takes, and let it go. Raises StoreError."""
    path = file_of(url)
    if path is None:
        return
    if not path.parent.is_dir():
        raise StoreError(f"store {path}: its folder does not exist; make it, or change store.url")
    for needed in (path, path.parent) if path.exists() else (path.parent,):
        if not os.access(needed, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
            raise StoreError(f"store {path}: {needed} is not writable for this user; change its rights or store.url")
    if path.exists():
        with opened(path) as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if "locked" not in str(error):  # locked means that somebody else writes: it can be written
                    raise
                return
            connection.execute("ROLLBACK")


def open_to_others(path: Path) -> Iterator[tuple[Path, int]]:
    """The store's files, their copies, and their folder: those that others than the owner may read, and their modes."""
    files = (path.with_name(path.name + ending) for ending in ("", "-wal", "-shm"))
    return read_by_others([path.parent, *files, *copies_beside(path)])


def read_by_others(paths: Iterable[Path]) -> Iterator[tuple[Path, int]]:
    """Of some files and folders those that others than the owner may read or write, and their modes."""
    for found in paths:
        try:
            mode = stat.S_IMODE(found.stat().st_mode)
        except FileNotFoundError:
            continue
        if mode & (stat.S_IRGRP | stat.S_IWGRP | stat.S_IROTH | stat.S_IWOTH):
            yield found, mode


def copies_beside(path: Path) -> list[Path]:
    """Copies of a store that lie beside it, made before a restore or an upgrade."""
    return sorted(copy for kind in ("before-restore", "schema") for copy in path.parent.glob(f"{path.name}.{kind}-*"))


def room(url: str) -> Room | None:
    """The store's size and the free disk; None for a server's."""
    path = file_of(url)
    if path is None:
        return None
    try:
        files = (path.with_name(path.name + ending) for ending in ("", "-wal"))
        return Room(sum(file.stat().st_size for file in files if file.exists()), shutil.disk_usage(path.parent).free)
    except OSError as error:
        raise StoreError(f"store {path}: {path.parent} cannot be looked at ({error.strerror}); make it") from error


@contextmanager
def opened(path: Path, mode: str = "rw", seconds: float = 10) -> Iterator[sqlite3.Connection]:
    """A store's file, never made; failures become one clear line."""
    try:
        uri = f"{path.resolve().as_uri()}?mode={mode}"
        with closing(sqlite3.connect(uri, uri=True, isolation_level=None, timeout=seconds)) as connection:
            yield connection
    except sqlite3.Error as error:
        raise failure(f"store {path}", error) from error


def failure(what: str, error: sqlite3.Error) -> StoreError:
    """The driver's error as one clear line."""
    damaged = any(sign in str(error) for sign in ("malformed", "not a database"))
    return (DamagedError if damaged else StoreError)(f"{what}: {told(str(error))}")
