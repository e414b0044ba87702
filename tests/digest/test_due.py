from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from skrzynka.digest.due import Due, closing_due, daily_due, morning
from skrzynka.settings import Settings, load, parse, shipped

FIRST = datetime(2022, 5, 25, 22, tzinfo=UTC)


@pytest.fixture
def settings() -> Settings:
    return load(None)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]  # year to minute


def due(settings: Settings, last: date | None, now: datetime, *, news: bool = False) -> Due | None:
    return daily_due(settings, last, FIRST, news=news, now=now)


def test_the_digest_hour_is_that_of_the_consultations_clock(settings: Settings) -> None:
    assert morning(settings, utc(2022, 6, 1, 6, 0)) == utc(2022, 6, 1, 6, 0)
    assert morning(settings, utc(2022, 6, 1, 5, 59)) == utc(2022, 5, 31, 6, 0)


def test_the_digest_stays_at_its_hour_when_the_clocks_change() -> None:
    year = parse(
        shipped().replace("2022-05-26", "2022-01-01").replace("2022-06-19", "2022-12-31"), "config.toml", Path()
    )
    assert morning(year, utc(2022, 3, 26, 12)) == utc(2022, 3, 26, 7)
    assert morning(year, utc(2022, 3, 27, 12)) == utc(2022, 3, 27, 6)
    assert morning(year, utc(2022, 10, 29, 12)) == utc(2022, 10, 29, 6)
    assert morning(year, utc(2022, 10, 30, 12)) == utc(2022, 10, 30, 7)


def test_an_hour_that_a_clock_change_skips_or_repeats_gives_one_digest(settings: Settings) -> None:
    year = settings.model_copy(
        update={
            "digest": settings.digest.model_copy(update={"hour": time(2, 30)}),
            "consultation": settings.consultation.model_copy(
                update={"opens": date(2022, 1, 1), "closes": date(2022, 12, 31)}
            ),
        }
    )
    for day, hours in ((date(2022, 3, 27), range(12)), (date(2022, 10, 30), range(12))):
        last = day.replace(day=day.day - 1)
        sent = []
        for hour in hours:
            for minute in (0, 10, 20, 30, 40, 50):
                if found := due(year, last, utc(day.year, day.month, day.day, hour, minute)):
                    sent.append(found)
                    last = found.day
        assert sent == [Due(day, late=False)]


def test_each_morning_has_one_digest(settings: Settings) -> None:
    assert due(settings, date(2022, 5, 31), utc(2022, 6, 1, 6, 1)) == Due(date(2022, 6, 1), late=False)
    assert due(settings, date(2022, 6, 1), utc(2022, 6, 1, 6, 2)) is None
    assert due(settings, date(2022, 6, 1), utc(2022, 6, 2, 5, 59)) is None


def test_after_days_without_service_one_late_digest_is_sent(settings: Settings) -> None:
    assert due(settings, date(2022, 6, 1), utc(2022, 6, 5, 13, 0)) == Due(date(2022, 6, 5), late=True)


def test_a_service_that_starts_after_the_hour_waits_for_the_next_morning(settings: Settings) -> None:
    started = utc(2022, 6, 1, 10)
    assert daily_due(settings, None, started, news=True, now=utc(2022, 6, 1, 10, 5)) is None
    assert daily_due(settings, None, started, news=True, now=utc(2022, 6, 2, 6)) == Due(date(2022, 6, 2), late=False)


def test_outside_the_consultation_only_news_are_told(settings: Settings) -> None:
    assert due(settings, date(2022, 6, 20), utc(2022, 6, 25, 6)) is None
    assert due(settings, date(2022, 6, 20), utc(2022, 6, 25, 6), news=True) == Due(date(2022, 6, 25), late=False)
    assert due(settings, date(2022, 6, 19), utc(2022, 6, 20, 6)) == Due(date(2022, 6, 20), late=False)


def test_the_first_digest_after_the_close_is_owed_however_late(settings: Settings) -> None:
    assert due(settings, date(2022, 6, 19), utc(2022, 6, 25, 6)) == Due(date(2022, 6, 25), late=False)
    assert due(settings, date(2022, 6, 25), utc(2022, 6, 26, 6)) is None


def test_the_closing_summary_waits_for_the_morning_after_the_close_and_a_poll(settings: Settings) -> None:
    before, after = utc(2022, 6, 19, 21, 59), utc(2022, 6, 19, 22, 30)
    assert not closing_due(settings, before, utc(2022, 6, 20, 6))
    assert not closing_due(settings, None, utc(2022, 6, 20, 6))
    assert not closing_due(settings, after, utc(2022, 6, 20, 5, 59))
    assert closing_due(settings, after, utc(2022, 6, 20, 6))


def test_the_closing_summary_waits_for_the_end_of_the_grace(settings: Settings) -> None:
    patient = settings.consultation.model_copy(update={"grace_hours": 12})
    settings = settings.model_copy(update={"consultation": patient})
    assert not closing_due(settings, utc(2022, 6, 20, 11), utc(2022, 6, 20, 11))
    assert not closing_due(settings, utc(2022, 6, 20, 9, 59), utc(2022, 6, 21, 6))
    assert closing_due(settings, utc(2022, 6, 20, 10), utc(2022, 6, 21, 6))
