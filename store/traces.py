"""What a database leaves behind of what was taken out of it, and how it is made to leave nothing.

SQLite: https://sqlite.org/lang_vacuum.html, https://sqlite.org/pragma.html#pragma_secure_delete and
https://sqlite.org/fts5.html#the_optimize_command. PostgreSQL: https://www.postgresql.org/docs/13/sql-vacuum.html
"""

from pathlib import Path

from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.engine import make_url

from skrzynka.store import StoreError, postgresql
from skrzynka.store.database import file_of, reported
from skrzynka.store.examine import copies_beside, opened

_SECONDS = 60
"""How long others are waited for."""

_TABLES = "mail, event, raw, raw_part, search, outgoing, campaign_letter, campaign_run"

_NOT_YET = "its words are erased, but traces may be left ({why}); run `skrzynka erase --again`"


def remove(url: str) -> None:
    """Let no file of the store hold what was taken out of it. Others may use it meanwhile. Raises StoreError."""
    path = file_of(url)
    if path:
        _from_file(path)
    elif make_url(url).get_backend_name() != "sqlite":
        _from_server(url)


def copies(url: str) -> list[Path]:
    """Copies of the store that lie beside it, made before a restore or an upgrade: they keep what is erased here."""
    path = file_of(url)
    return copies_beside(path) if path else []


def _from_file(path: Path) -> None:
    try:
        with opened(path, seconds=_SECONDS) as store:
            store.execute("PRAGMA secure_delete = ON")
            # A word that is taken out stays in the index, marked, until its parts are put together.
            store.execute("INSERT INTO search (search) VALUES ('optimize')")
            store.execute("VACUUM")  # the file anew, of what there is: older versions left words in free pages
            (busy, *_) = next(iter(store.execute("PRAGMA wal_checkpoint(TRUNCATE)")))
    except StoreError as error:
        raise StoreError(f"store {path}: {_NOT_YET.format(why=str(error).removeprefix(f'store {path}: '))}") from error
    if busy:
        raise StoreError(f"store {path}: {_NOT_YET.format(why='another program is reading it')}")


def _from_server(url: str) -> None:
    """New files for the tables concerned; what was estimated of their columns holds words too."""
    engine = create_engine(
        make_url(url).set(drivername=postgresql.DRIVER), poolclass=NullPool, isolation_level="AUTOCOMMIT"
    )
    try:
        with reported(url), engine.connect() as connection:
            connection.execute(text(f"SET lock_timeout = '{_SECONDS}s'"))
            connection.execute(text(f"VACUUM (FULL, ANALYZE) {_TABLES}"))
            connection.execute(text("VACUUM (FULL) pg_catalog.pg_statistic"))
    except StoreError as error:
        raise StoreError(f"{error}: {_NOT_YET.format(why='the server says so')}") from error
