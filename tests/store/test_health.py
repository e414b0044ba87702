from datetime import timedelta

from sqlalchemy import String, create_engine, inspect

from skrzynka.store.health import Activity, Failure, Health
from skrzynka.store.ledger import Ledger
from skrzynka.tests.store.invented import NOW

LATER = NOW + timedelta(minutes=5)


def test_nothing_is_known_of_what_was_never_tried(ledger: Ledger) -> None:
    assert ledger.health(Activity.POLL) == Health(Activity.POLL)


def test_failures_in_a_row_are_counted_from_their_first() -> None:
    failed = Health(Activity.POLL).failed(Failure.NETWORK, NOW).failed(Failure.LOGIN, LATER)
    assert (failed.failures, failed.failing_since, failed.failure) == (2, NOW, Failure.LOGIN)
    assert failed.succeeded_at is None
    well = failed.succeeded(LATER)
    assert (well.failures, well.failing_since, well.failure, well.succeeded_at) == (0, None, None, LATER)


def test_health_is_kept_over_restarts_each_activity_by_itself(url: str) -> None:
    poll = Health(Activity.POLL, certificate_ends=LATER, alarmed_at=NOW, alarm_open=True).failed(Failure.LOGIN, NOW)
    with Ledger.open(url) as ledger:
        ledger.record_health(Health(Activity.POLL).succeeded(NOW))
        ledger.record_health(poll)
    with Ledger.open(url) as ledger:
        assert ledger.health(Activity.POLL) == poll
        assert ledger.health(Activity.SEND) == Health(Activity.SEND)


def test_the_table_holds_classes_and_instants_only(ledger: Ledger, any_url: str) -> None:
    columns = inspect(create_engine(any_url)).get_columns("health")
    assert [column["name"] for column in columns if isinstance(column["type"], String)] == ["activity", "failure"]
