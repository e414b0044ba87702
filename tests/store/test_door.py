"""A store whose file is taken away while it is open."""

import shutil
from pathlib import Path

import pytest

from skrzynka.store.door import GoneError
from skrzynka.store.health import Activity, Health
from skrzynka.store.ledger import Ledger
from skrzynka.tests.store.invented import NOW, raw


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
