from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from skrzynka.commands.health import stale
from skrzynka.settings import Settings, load
from skrzynka.store.health import Activity, Failure, Health
from skrzynka.store.ledger import Ledger
from skrzynka.tests.commands.conftest import Run

NOW = datetime(2022, 6, 1, 10, tzinfo=UTC)
WELL = Health(Activity.POLL).succeeded(NOW)
FIELDS = {
    "ok", "stale", "last_poll", "last_poll_tried", "failed_polls", "failing_since", "failure", "last_digest", "queue",
    "queue_since", "quarantine", "backlog", "certificate_ends",
}  # fmt: skip


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def polling_every(number: int) -> Settings:
    settings = load(None)
    account = settings.accounts[0].model_copy(update={"poll_minutes": number})
    return settings.model_copy(update={"accounts": (account,)})


@pytest.mark.parametrize(("every", "allowed"), [(1, 15), (5, 15), (6, 18), (60, 180)])
def test_no_poll_for_three_intervals_and_a_quarter_of_an_hour_is_stale(every: int, allowed: int) -> None:
    settings = polling_every(every)
    assert stale(settings, WELL, None, None, NOW + minutes(allowed)) == ()
    (why,) = stale(settings, WELL, None, None, NOW + minutes(allowed + 0.1))
    assert f"not read for over {allowed} minutes; does the service run?" in why


def test_failing_polls_lead_to_the_doctor() -> None:
    failed = WELL.failed(Failure.LOGIN, NOW + minutes(5))
    assert stale(polling_every(5), failed, None, None, NOW + minutes(10)) == (), "one failure is no trouble yet"
    assert "skrzynka doctor says why" in stale(polling_every(5), failed, None, None, NOW + minutes(20))[0]


def test_a_mailbox_that_was_never_read_is_stale() -> None:
    assert "was never read" in stale(polling_every(5), Health(Activity.POLL), None, None, NOW)[0]


def test_a_digest_that_waits_for_over_an_hour_is_stale() -> None:
    assert stale(polling_every(5), WELL, NOW - minutes(60), None, NOW) == ()
    assert "waits unsent" in stale(polling_every(5), WELL, NOW - minutes(61), None, NOW)[0]


def test_a_certificate_that_has_ended_is_stale() -> None:
    assert stale(polling_every(5), WELL, None, NOW + minutes(1), NOW) == ()
    assert "has ended" in stale(polling_every(5), WELL, None, NOW, NOW)[0]


def test_the_status_of_a_service_that_is_well(played: Path, run: Run) -> None:
    health = Health(Activity.POLL).succeeded(datetime.now(UTC))
    with Ledger.open(f"sqlite:///{played}/skrzynka.db") as ledger:
        ledger.record_health(replace(health, certificate_ends=datetime(2099, 1, 2, tzinfo=UTC)))
        total = ledger.sum()
    done = run("status", "--json")
    (found,) = done.lines
    assert done.code == 0
    assert set(found) == FIELDS
    assert found["ok"] is True
    assert (found["queue"], found["quarantine"], found["backlog"]) == (0, total.quarantined, total.pending)
    assert found["last_digest"].startswith("2022-06-")
    assert found["certificate_ends"] == "2099-01-02T00:00:00+00:00"
    shown = run("status")
    assert shown.code == 0
    assert "well" in shown.out
    assert "2099-01-02" in shown.out


def test_a_stale_service_ends_with_one_and_says_why(played: Path, run: Run) -> None:
    done = run("status", "--json")
    assert done.code == 1
    assert done.lines[0]["ok"] is False
    assert "not read for over" in done.lines[0]["stale"][0]
    assert "stale: the mailbox was not read" in run("status").out


def test_a_folder_without_a_configuration_is_one_line(here: Path, run: Run) -> None:
    done = run("status")
    assert done.code == 1
    assert "no config.toml here" in done.err
