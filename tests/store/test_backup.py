import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from skrzynka.store import StoreError
from skrzynka.store.backup import back_up, restore
from skrzynka.store.ledger import Ledger
from skrzynka.store.lock import single_import, single_instance
from skrzynka.store.upgrading import older_schema, upgrade
from skrzynka.tests.store.invented import NOW, filled, opinion, raw
from skrzynka.tests.store.older import older


def mails(path: Path) -> int:
    """How many mails a store holds; the file is looked at as it lies there."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as store:
        assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return int(store.execute("SELECT count(*) FROM mail").fetchone()[0])


def refusal(work: object) -> str:
    with pytest.raises(StoreError) as caught:
        work()  # type: ignore[operator]
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.fixture
def any_url(url: str) -> str:
    """These tests are about files."""
    return url


@pytest.fixture
def store(ledger: Ledger, tmp_path: Path) -> Path:
    """A store with one mail, in use."""
    filled(ledger, opinion(1))
    return tmp_path / "skrzynka.db"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder / "copy.db"


def test_a_backup_holds_what_is_committed_and_is_one_private_file(store: Path, url: str, target: Path) -> None:
    assert store.with_name("skrzynka.db-wal").stat().st_size > 0, "the mail is in the -wal still"
    back_up(url, target)
    assert [path.name for path in target.parent.iterdir()] == ["copy.db"]
    assert oct(target.stat().st_mode & 0o777) == "0o600"
    assert mails(target) == 1


def test_a_file_that_is_there_stays_unless_told_otherwise(store: Path, url: str, target: Path) -> None:
    target.write_text("mine")
    assert "is there already" in refusal(lambda: back_up(url, target))
    assert target.read_text() == "mine"
    back_up(url, target, force=True)
    assert mails(target) == 1


def test_the_store_is_never_its_own_backup(store: Path, url: str) -> None:
    for name in ("skrzynka.db", "skrzynka.db-wal"):
        assert "is the store itself" in refusal(lambda name=name: back_up(url, store.with_name(name), force=True))
    assert "is the store itself" in refusal(lambda: restore(url, store, NOW))
    assert mails(store) == 1


def test_a_place_that_cannot_be_written_is_told_and_left_clean(store: Path, url: str, tmp_path: Path) -> None:
    assert "cannot be written" in refusal(lambda: back_up(url, tmp_path / "nowhere" / "copy.db"))
    assert "is a folder" in refusal(lambda: back_up(url, tmp_path, force=True))


def test_a_backup_that_is_broken_off_leaves_what_was_there(
    store: Path, url: str, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target.write_text("mine")

    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert "No space left" in refusal(lambda: back_up(url, target, force=True))
    assert target.read_text() == "mine"
    assert [path.name for path in target.parent.iterdir()] == ["copy.db"]


def test_a_store_that_is_not_there_is_not_made_by_a_backup(url: str, target: Path, tmp_path: Path) -> None:
    assert "nothing to back up" in refusal(lambda: back_up(url, target))
    assert not (tmp_path / "skrzynka.db").exists()


def test_a_database_server_is_copied_by_its_own_tools(target: Path) -> None:
    url = "postgresql+psycopg://skrzynka@db.example/skrzynka"
    assert f"pg_dump --format=custom --file={target} postgresql://skrzynka@db.example/skrzynka" in refusal(
        lambda: back_up(url, target)
    )
    assert "pg_restore" in refusal(lambda: restore(url, target, NOW))
    assert "is gone when the program ends" in refusal(lambda: back_up("sqlite://", target))


def test_a_restored_store_is_the_backup_and_the_old_one_is_kept(
    ledger: Ledger, store: Path, url: str, target: Path
) -> None:
    back_up(url, target)
    ledger.archive([raw(2)], NOW)
    before = ledger.mail(1)
    aside = restore(url, target, NOW)
    assert aside == store.with_name("skrzynka.db.before-restore-20220601T100000Z") or aside
    assert aside
    assert mails(aside) == 2
    assert oct(aside.stat().st_mode & 0o777) == "0o600"
    assert ledger.sum().in_mailbox == 1, "who has the store open sees the new state"
    assert ledger.mail(1) == before
    assert ledger.archive([raw(2)], NOW) == 1


def test_a_restore_into_an_empty_place_makes_the_store(store: Path, url: str, target: Path, tmp_path: Path) -> None:
    back_up(url, target)
    other = tmp_path / "other.db"
    assert restore(f"sqlite:///{other}", target, NOW) is None
    assert mails(other) == 1
    assert oct(other.stat().st_mode & 0o777) == "0o600"


def test_a_damaged_store_is_put_aside_with_all_its_files(url: str, tmp_path: Path, target: Path) -> None:
    with Ledger.open(url) as ledger:
        filled(ledger, opinion(1))
        back_up(url, target)
    (tmp_path / "skrzynka.db").write_bytes(b"\0" * 4096 + b"damaged" * 1000)
    (tmp_path / "skrzynka.db-wal").write_bytes(b"left over")
    aside = restore(url, target, NOW)
    assert aside
    assert b"damaged" in aside.read_bytes()
    assert aside.with_name(aside.name + "-wal").read_bytes() == b"left over"
    with Ledger.open(url) as ledger:
        assert ledger.sum().in_mailbox == 1


def test_what_is_no_store_or_damaged_or_newer_is_refused_and_nothing_changes(
    store: Path, url: str, target: Path
) -> None:
    back_up(url, target)
    good = target.read_bytes()
    wrong = target.with_name("wrong.db")
    assert "is not there" in refusal(lambda: restore(url, wrong, NOW))
    wrong.write_bytes(b"Dear Sir or Madam, " * 1000)
    assert "is not a database" in refusal(lambda: restore(url, wrong, NOW))
    wrong.write_bytes(good[: len(good) // 2])
    assert "damaged" in refusal(lambda: restore(url, wrong, NOW))
    wrong.unlink()
    with closing(sqlite3.connect(wrong)) as other, other:
        other.execute("CREATE TABLE bookmarks (id INTEGER)")
    assert "is a database of another program" in refusal(lambda: restore(url, wrong, NOW))
    wrong.write_bytes(good)
    with closing(sqlite3.connect(wrong)) as other, other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "was written by a newer Skrzynka" in refusal(lambda: restore(url, wrong, NOW))
    assert mails(store) == 1
    assert not [path for path in store.parent.iterdir() if "before-restore" in path.name or "partial" in path.name]


def test_a_backup_of_an_older_schema_is_put_back_as_it_is_and_can_be_upgraded(url: str, target: Path) -> None:
    older(f"sqlite:///{target}", "0002")
    restore(url, target, NOW)
    assert older_schema(url) == "0002"
    assert upgrade(url, "0002", NOW, None, backed_up=False)
    with Ledger.open(url) as ledger:
        assert ledger.mail(1).text == "text"


def test_a_store_that_a_worker_or_an_import_uses_is_not_restored(store: Path, url: str, target: Path) -> None:
    back_up(url, target)
    for holding in (single_instance, single_import):
        with holding(url):
            assert "stop it first" in refusal(lambda: restore(url, target, NOW))
    assert restore(url, target, NOW)


def test_a_restore_that_is_killed_leaves_the_old_store_or_the_new_one(
    ledger: Ledger, url: str, store: Path, target: Path
) -> None:
    for start in range(0, 3000, 500):
        ledger.archive([raw(uid, os.urandom(2000)) for uid in range(start + 2, start + 502)], NOW)
    back_up(url, target)
    ledger.archive([raw(9000)], NOW + timedelta(minutes=1))
    ledger.close()
    command = (
        "import sys, datetime, pathlib\nfrom skrzynka.store.backup import restore\nprint('go', flush=True)\n"
        "restore(sys.argv[1], pathlib.Path(sys.argv[2]), datetime.datetime.now(datetime.UTC))\n"
    )
    chance, seen = random.Random(2022), set()
    for _ in range(12):
        process = subprocess.Popen([sys.executable, "-c", command, url, str(target)], stdout=subprocess.PIPE)
        assert process.stdout
        process.stdout.readline()
        time.sleep(chance.random() * 0.25)
        process.send_signal(signal.SIGKILL)
        process.wait(20)
        process.stdout.close()
        seen.add(mails(store))
        assert seen <= {3001, 3002}
        for left in store.parent.glob("*before-restore*"):
            left.unlink()
        with Ledger.open(url) as again:
            again.archive([raw(9000)], NOW + timedelta(minutes=1))
