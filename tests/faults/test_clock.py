"""Clocks that jump, by somebody's hand or twice a year by law. The worker is real; its clock is the test's."""

import os
import re
import signal
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as hour_of
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from apscheduler.schedulers import base
from apscheduler.triggers import date as once

from skrzynka.digest.due import next_morning
from skrzynka.digest.send import SmtpSender
from skrzynka.settings import Security, load
from skrzynka.store.ledger import Ledger
from skrzynka.store.outgoing import OutgoingKind
from skrzynka.store.records import RawMail
from skrzynka.tests.faults.office import RECEIVED, letter
from skrzynka.tests.faults.post import Post
from skrzynka.tests.store.invented import quarantined
from skrzynka.worker import Worker, run

SPRING, AUTUMN = date(2022, 3, 27), date(2022, 10, 30)
"""The days on which clocks in Poland went forward at 02:00 and back at 03:00, one hour each."""

EARLY = hour_of(2, 30)
"""An hour that the one day lacks and the other has twice."""


class Service:
    """A consultation of a whole year with a worker that reads no mailbox."""

    def __init__(self, ledger: Ledger, post: Post, hour: hour_of, started: datetime) -> None:
        shipped = load(None)
        smtp = {"host": "127.0.0.1", "port": post.proxy.port, "security": Security.PLAIN, "user": None}
        year = {"opens": date(2022, 1, 1), "closes": date(2022, 12, 31)}
        self.settings = shipped.model_copy(
            update={
                "digest": shipped.digest.model_copy(update={"hour": hour}),
                "consultation": shipped.consultation.model_copy(update=year),
                "smtp": shipped.smtp.model_copy(update=smtp),
            }
        )
        self.ledger = ledger
        self._post = post
        nobody: Any = None  # reads, where there is nothing to read
        self.worker = Worker(self.settings, ledger, nobody, [], SmtpSender(self.settings.smtp, None), started)

    def steps(self, start: datetime, stop: datetime, every: timedelta = timedelta(minutes=30)) -> None:
        """What the worker does while its clock goes from ``start`` to ``stop``."""
        while start <= stop:
            self.worker.step(start)
            start += every

    def takes_in(self, content: bytes, now: datetime) -> None:
        """A mail comes and is read, as far as that matters here."""
        self.ledger.archive([RawMail("INBOX", 1, 1, RECEIVED, content)], now)
        self.ledger.record([quarantined(1)], now)

    def told(self, number: int) -> date:
        """The day of the digest that covers when a mail was taken in."""
        at = self.ledger.mail(number).row.archived_at
        digests = [self.ledger.outgoing(OutgoingKind.DAILY, day) for day in self.days]
        return next(digest.day for digest in digests if digest and digest.covers_to >= at)

    @property
    def days(self) -> list[date]:
        """The days of the digests that were taken over, in order."""
        return [
            date.fromisoformat(found[1]) for sent in self._post.ids if (found := re.match(r"<daily\.([\d-]+)", sent))
        ]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(f"sqlite:///{tmp_path}/skrzynka.db") as opened:
        yield opened


@pytest.fixture(autouse=True)
def _nothing_received(post: Post) -> None:
    post.received.clear()


def around(day: date) -> tuple[datetime, datetime]:
    """From noon two days before until noon two days after."""
    noon = datetime.combine(day, hour_of(12), UTC)
    return noon - timedelta(days=2), noon + timedelta(days=2)


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
@pytest.mark.parametrize("hour", [hour_of(0), EARLY, hour_of(8)])
def test_each_day_has_one_digest_though_clocks_change(ledger: Ledger, post: Post, day: date, hour: hour_of) -> None:
    start, stop = around(day)
    service = Service(ledger, post, hour, start)
    service.steps(start, stop)
    assert service.days == [day + timedelta(days=ahead) for ahead in (-1, 0, 1, 2)]


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
@pytest.mark.parametrize("hour", [hour_of(0), hour_of(2), EARLY, hour_of(3), hour_of(8)])
def test_a_service_that_wakes_for_the_digest_alone_sends_one_each_day(
    ledger: Ledger, post: Post, day: date, hour: hour_of
) -> None:
    start, stop = around(day)
    service = Service(ledger, post, hour, start)
    while (start := next_morning(service.settings, start)) <= stop:
        service.worker.step(start)
    assert service.days == [day + timedelta(days=ahead) for ahead in (-1, 0, 1, 2)]


BEFORE, AFTER = datetime(2022, 6, 5, 4, tzinfo=UTC), datetime(2022, 6, 5, 12, tzinfo=UTC)
"""Around the hour of the digest of 5 June."""


@pytest.mark.parametrize("hours", [-30, -3, -1, 1, 3, 20])
def test_a_clock_that_is_set_at_any_hour_gives_one_digest_a_day(ledger: Ledger, post: Post, hours: int) -> None:
    service = Service(ledger, post, hour_of(8), BEFORE - timedelta(days=1))
    for after in range(0, 24, 4):
        right = BEFORE + timedelta(hours=after)
        service.worker.step(right)
        wrong = right + timedelta(hours=hours)
        service.steps(wrong, wrong + timedelta(hours=2))
    service.steps(AFTER + timedelta(days=1), AFTER + timedelta(days=2), timedelta(hours=1))
    assert service.days == sorted(set(service.days))
    assert {date(2022, 6, 5), date(2022, 6, 6), date(2022, 6, 7)} <= set(service.days)


def test_after_days_that_the_clock_jumped_over_one_digest_tells_all(ledger: Ledger, post: Post) -> None:
    service = Service(ledger, post, hour_of(8), BEFORE)
    service.steps(BEFORE, AFTER)
    service.takes_in(letter(1), AFTER)
    service.steps(AFTER + timedelta(days=9), AFTER + timedelta(days=9, hours=3))
    assert service.days == [date(2022, 6, 5), date(2022, 6, 14)]
    assert service.told(1) == date(2022, 6, 14)


def test_a_clock_that_was_days_ahead_costs_digests_but_no_mail(ledger: Ledger, post: Post) -> None:
    """A digest that went out for a day to come cannot be taken back: the next one is that of the day after."""
    service = Service(ledger, post, hour_of(8), BEFORE)
    service.steps(BEFORE, AFTER)
    service.worker.step(AFTER + timedelta(days=3))
    service.takes_in(letter(1), AFTER + timedelta(hours=1))
    service.steps(AFTER + timedelta(hours=2), AFTER + timedelta(days=5), timedelta(hours=2))
    assert service.days == [date(2022, 6, 5), date(2022, 6, 8), date(2022, 6, 9), date(2022, 6, 10)]
    assert service.told(1) == date(2022, 6, 9)


class Shifted(datetime):
    """The machine's clock, set to another time."""

    by = timedelta()

    @classmethod
    def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
        return datetime.now(tz) + cls.by


def test_polls_go_on_though_the_machines_clock_is_set_back(
    ledger: Ledger, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (base, once):
        monkeypatch.setattr(module, "datetime", Shifted)
    service, asked = Service(ledger, post, hour_of(8), BEFORE), list[float]()

    def clock() -> datetime:
        asked.append(time.monotonic())
        return BEFORE + Shifted.by

    def somebody_sets_it_back() -> None:
        time.sleep(1.5)
        monkeypatch.setattr(Shifted, "by", timedelta(days=-1))
        time.sleep(2.5)
        os.kill(os.getpid(), signal.SIGTERM)

    somebody, started = Thread(target=somebody_sets_it_back), time.monotonic()
    somebody.start()
    run(service.settings, service.worker, clock, every=timedelta(seconds=1))
    somebody.join()
    assert len([moment for moment in asked if moment > started + 2]) >= 2
