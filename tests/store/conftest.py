"""A real store in a file of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from skrzynka.store.ledger import Ledger


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Where a new store will be."""
    return f"sqlite:///{tmp_path}/skrzynka.db"


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    """An empty store."""
    with Ledger.open(url) as opened:
        yield opened
