"""What PostgreSQL needs beside SQLAlchemy: locks that keep workers and writers apart, and its failures in plain words.

Advisory locks: https://www.postgresql.org/docs/13/explicit-locking.html#ADVISORY-LOCKS. The server lets go of them when
the connection ends, however it ends.
"""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import IntEnum

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, text
from sqlalchemy.exc import DBAPIError

DRIVER = "postgresql+psycopg"
NAMES = ("postgresql", "postgres", "postgresql+psycopg")
_CONNECT_SECONDS = 10
_KEPT_ALIVE = {
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}  # seconds; a dead host is noticed
_OURS = 0x536B727A  # "Skrz": other programs have locks in the same database
_MAILBOXES = _OURS + 1
_NOTICED = "-c tcp_keepalives_idle=8 -c tcp_keepalives_interval=4 -c tcp_keepalives_count=3"
"""Of whoever holds a lock: the server notices within 20 s that their machine is dead, and lets others have it."""
MISSING = 'PostgreSQL needs a driver; install it: pip install "skrzynka[postgresql]"'


class Hold(IntEnum):
    """What is held for one at a time."""

    @property
    def key(self) -> int:
        """Its number among our locks."""
        return self.value

    WRITING = 1
    WORKER = 2
    IMPORT = 3
    SENDING = 4
    DUTY = 5


@dataclass(frozen=True, slots=True)
class Polled:
    """A mailbox, for one poller at a time."""

    mailbox: str

    @property
    def key(self) -> int:
        """A number of 32 bits with a sign; should two mailboxes share one, they are only polled one after the other."""
        return zlib.crc32(self.mailbox.encode()) - 2**31


def made(url: URL) -> Engine:
    """An engine for the server of ``url``."""
    arguments = {"connect_timeout": _CONNECT_SECONDS, **_KEPT_ALIVE}
    # A connection that the server has dropped since is noticed before it is used.
    return create_engine(url.set(drivername=DRIVER), hide_parameters=True, pool_pre_ping=True, connect_args=arguments)


def begin(connection: Connection) -> None:
    """One writer at a time, as in SQLite: numbers are given without a gap, in the order of commits."""
    if connection.get_execution_options().get("write"):
        begin_writing(connection)


def begin_writing(connection: Connection) -> None:
    """From now on, until its transaction ends, nobody else writes."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:ours, :what)"), {"ours": _OURS, "what": Hold.WRITING})


@contextmanager
def held(url: URL, what: Hold | Polled, *, wait: bool, shared: bool = False) -> Iterator[bool]:
    """Hold something on a connection of its own, as long as this lasts; without ``wait``, whether it was free.

    ``shared``: others may hold it so, too, and nobody alone.
    """
    arguments = {"connect_timeout": _CONNECT_SECONDS, **_KEPT_ALIVE, "options": _NOTICED}
    engine = create_engine(url.set(drivername=DRIVER), poolclass=NullPool, connect_args=arguments)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        function = ("pg_advisory_lock" if wait else "pg_try_advisory_lock") + ("_shared" if shared else "")
        key = {"ours": _MAILBOXES if isinstance(what, Polled) else _OURS, "what": what.key}
        found = connection.execute(text(f"SELECT {function}(:ours, :what)"), key).scalar()
        try:
            yield wait or bool(found)
        finally:
            # Asked for by name: a server notices a closed connection only a moment later, and the next one is refused.
            with suppress(DBAPIError):
                connection.execute(text("SELECT pg_advisory_unlock_all()"))


MENDS = {
    "password authentication failed": "refuses the login; check the user in store.url and PGPASSWORD or PGPASSFILE",
    "no password supplied": "wants a password; set PGPASSWORD or PGPASSFILE",
    "does not exist": "has no such database or user; make it, or change store.url",
    "Connection refused": "cannot be reached; check store.url and whether the server runs",
    "could not translate host name": "has no address; check store.url and the network",
    "failed to resolve host": "has no address; check store.url and the network",
    "timeout expired": "does not answer; check store.url and the network",
    "server closed the connection": "broke off; it is tried again",
    "terminating connection": "broke off; it is tried again",
    "permission denied": "may not be written by this user; give it rights to the schema",
    "No space left": "cannot grow: the disk is full; make room and try again",
    "read-only transaction": "cannot be written: the server is a replica; change store.url",
}
"""What PostgreSQL says, and how to mend it."""
