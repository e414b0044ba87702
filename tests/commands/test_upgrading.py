"""A store of an older version, as an administrator meets it."""

import json
from pathlib import Path

import pytest

from skrzynka.store.database import SCHEMA
from skrzynka.tests.commands.conftest import Run
from skrzynka.tests.store.older import older


@pytest.fixture
def behind(played: Path) -> Path:
    """A folder whose store an older version left."""
    (played / "skrzynka.db").unlink()
    for ending in ("-wal", "-shm"):
        (played / f"skrzynka.db{ending}").unlink(missing_ok=True)
    older(f"sqlite:///{played}/skrzynka.db", "0006")
    return played


@pytest.mark.parametrize(
    "command",
    [("list",), ("show", "1"), ("search", "x"), ("status",), ("stats",), ("poll",), ("run", "--once"), ("verify",),
     ("raw", "1"), ("digest",), ("retry",), ("reclassify",), ("undo", "1"), ("import", "config.toml")],
)  # fmt: skip
def test_every_command_refuses_an_older_store_with_one_line_that_names_upgrade(
    command: tuple[str, ...], behind: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for secret in ("SKRZYNKA_IMAP_PASSWORD", "SKRZYNKA_SMTP_PASSWORD"):
        monkeypatch.setenv(secret, "invented")
    before = (behind / "skrzynka.db").read_bytes()
    done = run(*command)
    assert done.code == 1
    told = "has the schema 0006 of an older version; stop the service and run `skrzynka upgrade`"
    assert [told in line for line in done.err.splitlines()] == [True]
    assert (behind / "skrzynka.db").read_bytes() == before


def test_upgrade_makes_a_backup_and_then_everything_works(behind: Path, run: Run) -> None:
    done = run("upgrade")
    assert (done.code, done.err) == (0, "")
    (copy,) = behind.glob("skrzynka.db.schema-0006-*Z")
    assert copy.stat().st_mode & 0o777 == 0o600
    assert f"backup: {copy}" in done.out.replace("\n", "") or copy.name in done.out
    assert f"upgraded from schema 0006 to {SCHEMA}: 1 in the mailbox = 1 opinions" in done.out
    assert len(run("list", "--json").lines) == 1
    again = run("upgrade")
    assert (again.code, again.out) == (0, f"the store has the schema {SCHEMA}, this program's; nothing is to be done\n")


def test_the_backup_lies_where_it_is_asked_for_and_can_be_restored(behind: Path, run: Run) -> None:
    assert run("upgrade", "--backup", "kept.db").code == 0
    done = run("restore", "kept.db")
    assert done.code == 0
    assert "it has the schema 0006 of an older version: run `skrzynka upgrade`" in done.out
    assert run("list").code == 1
    assert run("upgrade").code == 0
    assert run("list").code == 0


def test_doctor_tells_that_the_store_is_behind(behind: Path, run: Run) -> None:
    found = {line["check"]: line for line in map(json.loads, run("doctor", "--json").out.splitlines())}
    assert found["schema"]["ok"] is False
    assert "run `skrzynka upgrade`" in json.dumps(found["schema"])
    assert found["store"]["ok"] is True
