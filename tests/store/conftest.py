"""A real store: a file of its own, and a database of its own on a server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from skrzynka.store.ledger import Ledger
from skrzynka.tests.postgresql import PostgreSql, postgresql


@pytest.fixture(scope="session")
def server() -> Iterator[PostgreSql]:
    """A running PostgreSQL."""
    with postgresql() as running:
        yield running


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Where a new store in a file will be."""
    return f"sqlite:///{tmp_path}/skrzynka.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def any_url(request: pytest.FixtureRequest) -> str:
    """Where a new store will be: of each kind."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("url"))
    return str(request.getfixturevalue("server").new_database())


@pytest.fixture
def ledger(any_url: str) -> Iterator[Ledger]:
    """An empty store, of each kind."""
    with Ledger.open(any_url) as opened:
        yield opened
