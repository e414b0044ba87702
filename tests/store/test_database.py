import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from sqlmodel import SQLModel

from skrzynka.store import StoreError, database, migrations
from skrzynka.store.database import SCHEMA, connect
from skrzynka.store.ledger import Ledger
from skrzynka.tests.store.direct import direct, refuse
from skrzynka.tests.store.invented import NOW, filled, opinion, raw
from skrzynka.tests.store.older import older


def refusal(url: str) -> str:
    """The sentence with which a store is not opened: always one line."""
    with pytest.raises(StoreError) as caught:
        Ledger.open(url)
    sentence = str(caught.value)
    assert "\n" not in sentence
    return sentence


@contextmanager
def unprivileged() -> Iterator[None]:
    """Root may write everywhere; be nobody for a while."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


@pytest.fixture
def closed_folder() -> Iterator[Path]:
    """A folder that everyone may enter and nobody may write."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield folder
        folder.chmod(0o755)


def test_the_migrations_make_the_tables_that_the_models_describe(any_url: str) -> None:
    engine = connect(any_url)
    with engine.connect() as connection:
        # The index of words is no table of the models: each database has its own kind.
        ours = {"include_name": lambda name, kind, _: kind != "table" or not str(name).startswith("search")}
        assert compare_metadata(MigrationContext.configure(connection, opts=ours), SQLModel.metadata) == []
        names = {table: [column.name for column in model.columns] for table, model in SQLModel.metadata.tables.items()}
        for table, columns in names.items():
            assert [column["name"] for column in inspect(connection).get_columns(table)] == columns
    engine.dispose()


def test_the_migrations_lead_to_the_schema_that_the_program_writes() -> None:
    script = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert script.get_heads() == [SCHEMA]


def test_opening_again_keeps_what_is_there(any_url: str) -> None:
    with Ledger.open(any_url) as first:
        filled(first, opinion(1))
        before = first.mail(1)
    with Ledger.open(any_url) as again:
        assert again.mail(1) == before


def test_an_empty_file_becomes_a_store(url: str, tmp_path: Path) -> None:
    (tmp_path / "skrzynka.db").touch()
    with Ledger.open(url) as ledger:
        assert ledger.archive([raw(1)], NOW) == 1


def test_a_store_can_live_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for url in ("sqlite://", "sqlite:///:memory:"):
        with Ledger.open(url) as ledger:
            assert ledger.archive([raw(1)], NOW) == 1
    assert list(tmp_path.iterdir()) == []


def test_only_the_owner_may_read_a_store(url: str, tmp_path: Path) -> None:
    with Ledger.open(url) as ledger:
        ledger.archive([raw(1)], NOW)
        assert {path.name: oct(path.stat().st_mode & 0o777) for path in tmp_path.iterdir()} == {
            "skrzynka.db": "0o600",
            "skrzynka.db-wal": "0o600",
            "skrzynka.db-shm": "0o600",
        }


def test_commits_are_safe_and_keys_are_checked(url: str) -> None:
    engine = connect(url)
    with engine.connect() as connection:
        ask = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "foreign_keys")}
        assert ask == {"journal_mode": "wal", "foreign_keys": 1}
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    engine.dispose()


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "skrzynka.db"
    assert refusal(f"sqlite:///{path}") == f"store {path}: its folder does not exist; make it, or change store.url"


def test_a_file_where_a_folder_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert f"store {tmp_path}/file/skrzynka.db: cannot be made" in refusal(f"sqlite:///{tmp_path}/file/skrzynka.db")


def test_a_folder_instead_of_a_file_is_named(tmp_path: Path) -> None:
    assert f"store {tmp_path}: cannot be opened" in refusal(f"sqlite:///{tmp_path}")


def test_a_folder_that_cannot_be_written_is_named(closed_folder: Path) -> None:
    closed_folder.chmod(0o555)
    with unprivileged():
        assert f"store {closed_folder}/skrzynka.db: cannot be made" in refusal(f"sqlite:///{closed_folder}/skrzynka.db")


def test_a_file_that_cannot_be_written_is_named(closed_folder: Path) -> None:
    path = closed_folder / "skrzynka.db"
    Ledger.open(f"sqlite:///{path}").close()
    path.chmod(0o444)
    closed_folder.chmod(0o777)
    with unprivileged():
        assert f"store {path}: {path} is not writable" in refusal(f"sqlite:///{path}")


def test_a_store_in_a_folder_that_cannot_be_written_is_named(closed_folder: Path) -> None:
    path = closed_folder / "skrzynka.db"
    Ledger.open(f"sqlite:///{path}").close()
    path.chmod(0o666)
    closed_folder.chmod(0o555)
    with unprivileged():
        assert f"store {path}: {closed_folder} is not writable" in refusal(f"sqlite:///{path}")


def test_a_file_that_is_no_database_is_refused_and_left_alone(url: str, tmp_path: Path) -> None:
    path = tmp_path / "skrzynka.db"
    path.write_bytes(b"Dear Sir or Madam, " * 100)
    assert refusal(url) == f"store {path}: is not a database; change store.url or move the file away"
    assert path.read_bytes() == b"Dear Sir or Madam, " * 100


def test_a_database_of_another_program_is_refused(any_url: str) -> None:
    direct(any_url, "CREATE TABLE bookmarks (id INTEGER)")
    assert "is a database of another program; change store.url" in refusal(any_url)


def test_a_newer_schema_is_refused(any_url: str) -> None:
    Ledger.open(any_url).close()
    direct(any_url, "UPDATE alembic_version SET version_num = '9999'")
    assert "was written by a newer Skrzynka (schema 9999); install that version" in refusal(any_url)


def test_an_older_schema_is_refused_and_left_alone(any_url: str) -> None:
    older(any_url, "0006")
    assert "has the schema 0006 of an older version; stop the service and run `skrzynka upgrade`" in refusal(any_url)
    with pytest.raises(StoreError, match="run `skrzynka upgrade`"), Ledger.look(any_url, 5) as looking:
        looking.sum()
    assert direct(any_url, "SELECT version_num FROM alembic_version") == [("0006",)]


def test_a_store_that_stays_locked_is_named(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_BUSY_MILLISECONDS", 20)
    with Ledger.open(url) as ledger:
        other = sqlite3.connect(tmp_path / "skrzynka.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="is locked by another program for too long; try again"):
            ledger.archive([raw(1)], NOW)
        other.rollback()
        other.close()
        assert ledger.archive([raw(1)], NOW) == 1


@pytest.mark.parametrize("url", ["skrzynka.db", "", "oracle9://x", "nosuch+driver://u:secret@host/db"])
def test_a_wrong_url_is_told_with_an_example_and_without_its_password(url: str) -> None:
    sentence = refusal(url)
    assert "write store.url such as sqlite:///skrzynka.db" in sentence
    assert "secret" not in sentence


def test_an_error_tells_nothing_of_a_mails_text(ledger: Ledger, any_url: str) -> None:
    ledger.archive([raw(1)], NOW)
    refuse(any_url, "UPDATE", "mail")
    with pytest.raises(StoreError) as caught:
        ledger.record([opinion(1, text="my secret")], NOW)
    assert "my secret" not in f"{caught.value} {caught.value.__cause__}"
