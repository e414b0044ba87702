"""Copies of a store: made while it is in use, and put back.

SQLite's own online copy does both: https://sqlite.org/backup.html. A file copied by hand may lack what its -wal holds.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from skrzynka.store import StoreError
from skrzynka.store.database import file_of
from skrzynka.store.examine import DamagedError, failure, opened, schema_of
from skrzynka.store.lock import one_at_a_time, single_import, single_instance


def back_up(url: str, target: Path, *, force: bool = False) -> None:
    """Copy the store of ``url`` to ``target``, which is complete or not there; the store may be in use meanwhile.

    Raises StoreError; a file that is there stays unless ``force`` says otherwise.
    """
    path = _file(url, f"pg_dump --format=custom --file={target}")
    if not path.exists():
        raise StoreError(f"store {path}: is not there yet; there is nothing to back up")
    _may_be_written(path, target, force=force)
    with _complete(target) as partial, opened(path) as store:
        schema_of(store, path)
        _copied(store, partial)


def restore(url: str, source: Path, now: datetime) -> Path | None:
    """Put a backup in the store's place; returns where the old store is kept, None if there was none.

    Whenever this is broken off, the store is the old one or the new one, whole. Raises StoreError for a file that is
    no store, is damaged or newer than this program, and while a worker or an import uses the store.
    """
    path = _file(url, f"pg_restore --clean --dbname=... {source}")
    if not source.is_file():
        raise StoreError(f"backup {source}: is not there; name a file that `skrzynka backup` wrote")
    if path.exists() and path.samefile(source):
        raise StoreError(f"backup {source}: is the store itself; name a file that `skrzynka backup` wrote")
    with single_instance(url), single_import(url), one_at_a_time(url), opened(source, "ro") as backup:
        schema_of(backup, source)
        _check(backup, f"backup {source}", "integrity_check")
        if not path.exists():
            with _complete(path) as partial:
                _copied(backup, partial)
            return None
        aside = path.with_name(f"{path.name}.before-restore-{now:%Y%m%dT%H%M%SZ}")
        with _wal_kept(path, aside) as log:
            try:
                back_up(url, aside)
            except DamagedError:  # perhaps the reason for all this
                _replaced(path, aside, backup)
            else:
                _overwritten(path, backup)
                log.unlink(missing_ok=True)  # the copy holds it
        return aside


def _file(url: str, command: str) -> Path:
    path = file_of(url)
    if path:
        return path
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        raise StoreError("store memory: is gone when the program ends; set store.url to a file")
    server = parsed.set(drivername="postgresql", password=None).render_as_string()
    raise StoreError(f"store {server}: is kept by a database server, whose own tools copy it; run: {command} {server}")


def _may_be_written(path: Path, target: Path, *, force: bool) -> None:
    own = [path.with_name(path.name + ending) for ending in ("", "-wal", "-shm")]
    if target.resolve() in [file.resolve() for file in own]:
        raise StoreError(f"backup {target}: is the store itself; name another file")
    if target.is_dir():
        raise StoreError(f"backup {target}: is a folder; name a file in it")
    if target.exists() and not force:
        raise StoreError(f"backup {target}: is there already and stays as it is; name another file, or use --force")


@contextmanager
def _complete(target: Path) -> Iterator[Path]:
    """A file beside ``target`` that takes its place once it is whole and on the disk; its owner's only."""
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield partial
        _to_disk(partial)
        partial.replace(target)
        _to_disk(target.parent)
    except OSError as error:
        raise StoreError(f"{target}: cannot be written ({error.strerror}); choose another place") from error
    finally:
        for ending in ("", "-journal", "-wal", "-shm"):
            with suppress(OSError):
                partial.with_name(partial.name + ending).unlink(missing_ok=True)


def _copied(store: sqlite3.Connection, partial: Path) -> None:
    try:
        with closing(sqlite3.connect(partial, isolation_level=None)) as copy:
            # In one step: it sees one state, and writers, who go on meanwhile, do not make it begin anew.
            store.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a -wal beside it
            _check(copy, "the copy", "quick_check")
    except sqlite3.Error as error:
        raise failure(f"copy in {partial.parent}", error) from error


@contextmanager
def _wal_kept(path: Path, aside: Path) -> Iterator[Path]:
    """A second name for what is not merged yet: SQLite removes it where it finds the file beside it damaged."""
    log, kept = (name.with_name(name.name + "-wal") for name in (path, aside))
    try:
        with suppress(FileNotFoundError):
            os.link(log, kept)
        yield kept
    except OSError as error:
        raise StoreError(f"{kept}: cannot be made ({error.strerror}); make its folder writable") from error


def _overwritten(path: Path, backup: sqlite3.Connection) -> None:
    """In one transaction of the store's own, so that whoever has it open sees the old state or the new one."""
    with opened(path) as store:
        store.execute("PRAGMA synchronous = FULL")
        backup.backup(store)
        _check(store, f"store {path}", "quick_check")


def _replaced(path: Path, aside: Path, backup: sqlite3.Connection) -> None:
    with _complete(path) as partial:
        _copied(backup, partial)
        os.link(path, aside)
        # What was not merged yet belongs to the old file: beside the new one it would damage that.
        for ending in ("-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)


def _check(connection: sqlite3.Connection, what: str, how: str) -> None:
    (found,) = next(iter(connection.execute(f"PRAGMA {how}(1)")))
    if found != "ok":
        raise DamagedError(f"{what}: is damaged; use another backup")


def _to_disk(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
