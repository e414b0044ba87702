"""What the faults happen to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from skrzynka.tests.faults.commands import Commands, forking
from skrzynka.tests.faults.office import Office
from skrzynka.tests.faults.post import Post, posting
from skrzynka.tests.faults.proxy import Proxy
from skrzynka.tests.servers import Dovecot, dovecot


@pytest.fixture(scope="session")
def commands() -> Iterator[Commands]:
    """Commands of the program in processes that can be killed."""
    with forking() as opened:
        yield opened


@pytest.fixture(scope="session")
def server(authority: Path) -> Iterator[Dovecot]:
    """A running Dovecot."""
    with dovecot(authority) as opened:
        yield opened


@pytest.fixture(scope="session")
def office(server: Dovecot, commands: Commands, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Consultations on that Dovecot, behind a proxy that does harm when it is told to."""
    with Proxy(server.port) as proxy:
        yield Office(server, proxy, commands, tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="session")
def post() -> Iterator[Post]:
    """A server that takes digests over, behind a proxy of its own."""
    with posting() as opened:
        yield opened
