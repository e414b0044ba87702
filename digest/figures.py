"""The numbers behind the bars."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from skrzynka.classify.records import Scope
from skrzynka.digest.insights import Figure, Figures
from skrzynka.digest.opinions import scopes
from skrzynka.digest.records import Opinion
from skrzynka.settings import Settings
from skrzynka.store.questions import Counts


def figures(settings: Settings, counts: Counts, new: Sequence[Opinion], days: Sequence[date]) -> Figures:
    """Opinions by scope, language and day; ``days`` are those that get a bar."""
    return Figures(_by_scope(settings, counts, new), _by_language(settings, counts, new), _by_day(counts, new, days))


def days_between(first: date, last: date) -> tuple[date, ...]:
    """Every day from the first to the last, both included."""
    return tuple(first + timedelta(days=days) for days in range((last - first).days + 1))


def _by_scope(settings: Settings, counts: Counts, new: Sequence[Opinion]) -> tuple[Figure[Scope | None], ...]:
    configured: list[str | None] = [scope.key for scope in settings.scope_records]
    found = scopes(settings)
    fresh = Counter([opinion.scope.key if opinion.scope else None for opinion in new])
    keys = [*configured, *(key for key in counts.by_scope if key not in configured and key is not None)]
    if None in counts.by_scope:
        keys.append(None)
    return tuple(Figure(found(key), counts.by_scope.get(key, 0), fresh[key]) for key in keys)


def _by_language(settings: Settings, counts: Counts, new: Sequence[Opinion]) -> tuple[Figure[str], ...]:
    fresh = Counter([opinion.language for opinion in new])
    expected = settings.consultation.languages
    codes = dict.fromkeys((*expected, *counts.by_language))
    # The sort is stable: languages nobody wrote in yet stay in the configuration's order.
    ordered = sorted(codes, key=lambda code: -counts.by_language.get(code, 0))
    return tuple(Figure(code, counts.by_language.get(code, 0), fresh[code]) for code in ordered)


def _by_day(counts: Counts, new: Sequence[Opinion], days: Sequence[date]) -> tuple[Figure[date], ...]:
    fresh = Counter([opinion.received_at.date() for opinion in new])
    return tuple(Figure(day, counts.by_day.get(day, 0), fresh[day]) for day in days)
