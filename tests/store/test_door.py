"""How a store is held: its file may be taken away, and who only looks changes nothing."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from time import monotonic

import pytest

from skrzynka.store import StoreError
from skrzynka.store.database import engine_of
from skrzynka.store.door import GoneError
from skrzynka.store.health import Activity, Health
from skrzynka.store.ledger import Ledger
from skrzynka.store.migrations import upgrade
from skrzynka.tests.store.invented import NOW, raw


@pytest.fixture
def any_url(url: str) -> str:
    """These tests are about files."""
    return url


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the store of ``ledger`` is."""
    return tmp_path / "skrzynka.db"


def test_nothing_is_written_into_a_store_that_was_deleted(ledger: Ledger, path: Path) -> None:
    ledger.archive([raw(1)], NOW)
    path.unlink()
    with pytest.raises(GoneError, match="was deleted or moved away while it was in use") as caught:
        ledger.archive([raw(2)], NOW)
    assert "\n" not in str(caught.value)
    with pytest.raises(GoneError):
        ledger.record_health(Health(Activity.POLL))
    assert not path.exists(), "no empty store takes its place"


def test_nothing_is_read_from_a_store_that_was_deleted(ledger: Ledger, path: Path) -> None:
    ledger.archive([raw(1)], NOW)
    path.unlink()
    with pytest.raises(GoneError):
        ledger.sum()


def test_a_store_that_was_replaced_is_not_taken_for_the_one_that_was_opened(ledger: Ledger, path: Path) -> None:
    ledger.archive([raw(1)], NOW)
    path.rename(path.with_name("aside.db"))
    with Ledger.open(f"sqlite:///{path}"):
        pass
    with pytest.raises(GoneError, match="was replaced by another file"):
        ledger.archive([raw(2)], NOW)


def test_a_write_whose_file_vanishes_before_its_end_is_no_success(ledger: Ledger, path: Path) -> None:
    with pytest.raises(GoneError), ledger._writing():
        path.unlink()


def test_a_store_that_is_put_back_works_on(ledger: Ledger, path: Path) -> None:
    ledger.archive([raw(1)], NOW)
    path.rename(path.with_name("aside.db"))
    with pytest.raises(GoneError):
        ledger.sum()
    path.with_name("aside.db").rename(path)
    ledger.archive([raw(2)], NOW)
    assert ledger.sum().in_mailbox == 2


def test_a_backup_that_is_taken_meanwhile_changes_nothing(ledger: Ledger, path: Path) -> None:
    shutil.copy(path, path.with_name("copy.db"))
    ledger.archive([raw(1)], NOW)
    assert ledger.sum().in_mailbox == 1


def test_who_looks_sees_what_others_write(ledger: Ledger, url: str) -> None:
    with Ledger.look(url, 5) as looking:
        assert looking.sum().in_mailbox == 0
        ledger.archive([raw(1)], NOW)
        assert looking.sum().in_mailbox == 1


def test_who_looks_writes_nothing(ledger: Ledger, url: str) -> None:
    with Ledger.look(url, 5) as looking, pytest.raises(StoreError, match="cannot be written"):
        looking.archive([raw(1)], NOW)


def test_who_looks_makes_no_store(url: str, path: Path) -> None:
    with Ledger.look(url, 5) as looking, pytest.raises(StoreError, match="is not there; start the service"):
        looking.sum()
    assert not path.exists()


def test_who_looks_upgrades_no_store(url: str, path: Path) -> None:
    engine = engine_of(url)
    with engine.connect() as connection:
        upgrade(connection, "0004")
    engine.dispose()
    with Ledger.look(url, 5) as looking, pytest.raises(StoreError, match="schema 0004 of an older version"):
        looking.sum()


def test_who_looks_waits_for_a_lock_no_longer_than_asked(url: str, path: Path) -> None:
    Ledger.open(url).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("PRAGMA journal_mode = DELETE")  # in a write-ahead log nobody can lock readers out
        holder.execute("BEGIN EXCLUSIVE")
        began = monotonic()
        with Ledger.look(url, 0.3) as looking, pytest.raises(StoreError, match="is locked by another program"):
            looking.sum()
        assert monotonic() - began < 3


def test_an_answer_that_takes_too_long_is_broken_off(ledger: Ledger, url: str) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    with (
        Ledger.look(url, 0.3) as looking,
        pytest.raises(StoreError, match="takes too long"),
        looking._reading() as session,
    ):
        session.connection().exec_driver_sql(endless)
