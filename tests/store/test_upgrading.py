"""From every released schema to this one, with a way back."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from skrzynka.store import StoreError, upgrading
from skrzynka.store.database import SCHEMA
from skrzynka.store.decisions import Decision
from skrzynka.store.ledger import Ledger
from skrzynka.store.lock import single_import, single_instance
from skrzynka.store.questions import MailFilter
from skrzynka.store.records import Authentication, Verdict
from skrzynka.tests.store.direct import direct
from skrzynka.tests.store.invented import NOW
from skrzynka.tests.store.older import RELEASED, older, wide

PASSED = Authentication(Verdict.PASS, Verdict.PASS, Verdict.PASS)


def upgraded(url: str, target: Path | None = None) -> Path | None:
    """Upgrade; where the copy is."""
    found = upgrading.older_schema(url)
    assert found
    return upgrading.upgrade(url, found, NOW, target, backed_up=True)


def refusal(upgrade: Callable[[], object]) -> str:
    with pytest.raises(StoreError) as caught:
        upgrade()
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("schema", RELEASED)
def test_a_store_of_every_released_schema_keeps_its_mails(schema: str, any_url: str) -> None:
    older(any_url, schema)
    upgraded(any_url)
    assert upgrading.older_schema(any_url) is None
    uidvalidity = wide(any_url, schema)
    with Ledger.open(any_url) as ledger:
        assert ledger.mail(1).authentication == (Authentication() if schema == "0001" else PASSED)
        assert ledger.mail(1).text == "text"
        assert ledger.mail(1).partial is False
        assert [found.row.number for found in ledger.search("text", MailFilter(), 20)] == [1]
        assert ledger.raw(1) == b"words"
        assert ledger.cursor("mailbox", uidvalidity) == uidvalidity - 1
        assert [(event.by, event.scope, event.why, event.batch) for event in ledger.events(1)] == [
            ("anna", "procesy", "read it", None)
        ]
        ledger.decide([(1, Decision("taken", "It is planned."))], "ola", NOW)
        assert (ledger.mail(1).row.scope, ledger.mail(1).row.decision) == ("procesy", "taken")
        assert ledger.batch_of(1) is None


def test_a_file_is_copied_first_beside_it_named_by_schema_and_time(url: str, tmp_path: Path) -> None:
    older(url, "0003")
    copy = upgraded(url)
    assert copy == tmp_path / "skrzynka.db.schema-0003-20220601T060000Z"
    assert direct(f"sqlite:///{copy}", "SELECT version_num FROM alembic_version") == [("0003",)]
    assert direct(f"sqlite:///{copy}", "SELECT text FROM mail") == [("text",)]


def test_a_copy_that_cannot_be_made_leaves_the_store_alone(url: str, tmp_path: Path) -> None:
    older(url, "0006")
    taken = tmp_path / "taken.db"
    taken.touch()
    assert "is there already" in refusal(lambda: upgraded(url, taken))
    assert "cannot be written" in refusal(lambda: upgraded(url, tmp_path / "nowhere" / "copy.db"))
    assert upgrading.older_schema(url) == "0006"


def test_a_server_s_is_upgraded_only_once_its_own_tools_have_copied_it(any_url: str, tmp_path: Path) -> None:
    if any_url.startswith("sqlite"):
        return
    older(any_url, "0006")
    asked = refusal(lambda: upgrading.upgrade(any_url, "0006", NOW, None, backed_up=False))
    assert "back it up with pg_dump first, then run `skrzynka upgrade --yes`" in asked
    assert "run: pg_dump --format=custom" in refusal(lambda: upgraded(any_url, tmp_path / "copy"))
    assert upgrading.older_schema(any_url) == "0006"


def test_an_upgrade_that_fails_leaves_the_old_schema_whole(any_url: str) -> None:
    older(any_url, "0005")
    direct(any_url, "CREATE TABLE search (words TEXT)")
    assert "already exists" in refusal(lambda: upgraded(any_url))
    assert direct(any_url, "SELECT version_num FROM alembic_version") == [("0005",)]
    engine = create_engine(any_url)
    assert not inspect(engine).has_table("comparison"), "not even the first step was taken"
    engine.dispose()
    direct(any_url, "DROP TABLE search")
    older_by_a_second = upgrading.upgrade(any_url, "0005", NOW.replace(second=1), None, backed_up=True)
    assert (older_by_a_second is None) == any_url.startswith("postgresql")
    with Ledger.open(any_url) as ledger:
        assert ledger.mail(1).text == "text"


def test_a_store_that_is_in_use_is_not_upgraded(any_url: str) -> None:
    older(any_url, "0006")
    for holding in (single_instance, single_import):
        with holding(any_url):
            assert "stop it first" in refusal(lambda: upgraded(any_url))
    assert upgrading.older_schema(any_url) == "0006"


def test_there_is_nothing_to_upgrade_in_a_store_of_this_schema_and_no_store(any_url: str, tmp_path: Path) -> None:
    assert re.search("is not there yet; the first poll makes one", refusal(lambda: upgrading.older_schema(any_url)))
    assert list(tmp_path.iterdir()) == []
    Ledger.open(any_url).close()
    assert upgrading.older_schema(any_url) is None


def test_a_newer_store_is_refused(any_url: str) -> None:
    Ledger.open(any_url).close()
    direct(any_url, "UPDATE alembic_version SET version_num = '9999'")
    assert "was written by a newer Skrzynka (schema 9999)" in refusal(lambda: upgrading.older_schema(any_url))


def test_every_schema_before_this_one_is_tried() -> None:
    assert (*RELEASED, SCHEMA) == tuple(f"{number:04}" for number in range(1, len(RELEASED) + 2))
