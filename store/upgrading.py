"""From the schema of an older version to this program's, with a way back."""

from datetime import datetime
from pathlib import Path

from skrzynka.store import StoreError, migrations
from skrzynka.store.backup import back_up
from skrzynka.store.database import SCHEMA, engine_of, file_of, reported, shown
from skrzynka.store.examine import found_schema
from skrzynka.store.lock import one_at_a_time, single_import, single_instance


def older_schema(url: str) -> str | None:
    """The store's schema where it is an older one. Raises StoreError for a newer one, and where there is no store."""
    found = found_schema(url)
    if found is None:
        raise StoreError(f"store {shown(url)}: is not there yet; the first poll makes one of this version")
    if found > SCHEMA:
        raise StoreError(f"store {shown(url)}: was written by a newer Skrzynka (schema {found}); install that version")
    return None if found == SCHEMA else found


def upgrade(url: str, found: str, now: datetime, target: Path | None, *, backed_up: bool) -> Path | None:
    """Copy the store, then change its schema; returns where the copy is, None for a database server's.

    Whenever this is broken off, the store has the old schema or the new one, whole. Raises StoreError while a worker
    or an import uses the store, and for a server's unless it was ``backed_up`` by its own tools.
    """
    with single_instance(url), single_import(url), one_at_a_time(url):
        copy = _copy(url, found, now, target, backed_up=backed_up)
        engine = engine_of(url)
        try:
            with reported(url), engine.connect() as connection:
                migrations.upgrade(connection, SCHEMA)
        finally:
            engine.dispose()
    return copy


def _copy(url: str, found: str, now: datetime, target: Path | None, *, backed_up: bool) -> Path | None:
    path = file_of(url)
    if path is None and target is None:
        if not backed_up:
            raise StoreError(
                f"store {shown(url)}: is kept by a database server; back it up with pg_dump first, then run"
                " `skrzynka upgrade --yes`"
            )
        return None
    copy = target or Path(f"{path}.schema-{found}-{now:%Y%m%dT%H%M%SZ}")
    back_up(url, copy)  # a server's is refused, with the command that does it
    return copy
