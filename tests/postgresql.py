"""A real PostgreSQL for the tests: Debian's, on a private port, without a password on the loopback."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine, text

from skrzynka.tests.servers import free_port, program

_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class PostgreSql:
    """A running server."""

    port: int

    def new_database(self) -> str:
        """The URL of an empty database."""
        name = f"test_{next(_numbers)}"
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(
                text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'")
            )
        engine.dispose()
        return self.url(name)

    def url(self, database: str) -> str:
        """A URL as an administrator writes it."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{database}"


@contextmanager
def postgresql() -> Iterator[PostgreSql]:
    """Run a server until the end of this, as another user where we are root: it refuses to run as root."""
    folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    data = folder / "data"
    make = [_binary("initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run(make, check=True, capture_output=True, user=user, cwd=folder)
    server = PostgreSql(free_port())
    options = [option for setting in _FAST for option in ("-c", setting)]
    log = (folder / "log").open("w")
    process = subprocess.Popen(
        [_binary("postgres"), "-D", data, "-p", str(server.port), "-h", "127.0.0.1", "-k", folder, *options],
        user=user, cwd=folder, stdout=log, stderr=log,
    )  # fmt: skip
    try:
        ready = [_binary("pg_isready"), "-h", "127.0.0.1", "-p", str(server.port), "-t", "20", "-q"]
        for _ in range(100):
            if subprocess.run(ready, check=False).returncode == 0:
                break
            if process.poll() is not None:
                raise RuntimeError((folder / "log").read_text())
        yield server
    finally:
        process.terminate()
        process.wait(20)
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


def _binary(name: str) -> str:
    """Debian keeps a server's programs by version, off the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else program(name, "postgresql")
