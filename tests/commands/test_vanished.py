"""A store that is deleted or replaced under a running service."""

import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from skrzynka.settings import load
from skrzynka.store.ledger import Ledger
from skrzynka.tests.commands.test_service import Office, fill, office, wait_for, wait_until

__all__ = ["office"]  # the fixture


def deleted(store: Path) -> None:
    store.unlink()


def replaced(store: Path) -> None:
    other = store.with_name("other.db")
    with Ledger.open(f"sqlite:///{other}"):
        pass
    for ending in ("-wal", "-shm"):
        store.with_name(store.name + ending).rename(store.with_name(f"aside{ending}"))
    # At once: a service that looked in between would first find no file at all.
    other.replace(store)


@pytest.mark.parametrize(
    ("harm", "said"), [(deleted, "was deleted or moved away"), (replaced, "was replaced by another file")]
)
def test_the_service_takes_nothing_into_nowhere_and_tells_the_administrator(
    office: Office, samples: Path, harm: Callable[[Path], None], said: str
) -> None:
    config = office.configure()
    store = config.with_suffix(".db")
    worker = office.start(config, "run")
    try:
        wait_for(worker, "poll: new=0")
        harm(store)
        fill(office, samples, 1)
        wait_for(worker, said)
        wait_until(lambda: any(b"X-Skrzynka-Mail: notice" in content for content in office.received))
    finally:
        _stopped(worker)
    assert sum(b"X-Skrzynka-Mail: notice" in content for content in office.received) == 1, "told once, whatever fails"
    assert store.exists() is (harm is replaced), "no new store is begun"
    if harm is replaced:
        with Ledger.open(load(config).store_url) as ledger:
            assert ledger.sum().in_mailbox == 0, "the mail was not put into a file that nobody chose"
    started = office.run(config, "run", "--once")
    assert "poll: new=1" in started.stderr, "the mail is still there for whoever decides"


def _stopped(worker: subprocess.Popen[str]) -> None:
    worker.send_signal(signal.SIGTERM)
    said = worker.communicate(timeout=20)[1]
    assert (worker.returncode, "Traceback" in said) == (0, False), said
