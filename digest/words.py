"""The digest's own words in one language: a table in ``templates/``, and how that language counts."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any


def _english(n: int) -> int:
    return 0 if n == 1 else 1


def _polish(n: int) -> int:
    # Unicode CLDR, plural rules for pl: one (1), few (2 to 4, 22 to 24, ... but not 12 to 14), many.
    if n == 1:
        return 0
    return 1 if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14) else 2


PLURALS: Mapping[str, Callable[[int], int]] = {"en": _english, "pl": _polish}
"""Which of a word's forms goes with a number."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language. A word that is missing raises KeyError: no digest goes out with a hole in it."""

    language: str
    table: Mapping[str, Mapping[str, Any]]

    def text(self, key: str, **values: object) -> str:
        """A sentence with ``values`` in their places."""
        return str(self.table["text"][key]).format(**values)

    def count(self, number: int, key: str) -> str:
        """A number with its noun: 1 opinia, 2 opinie, 5 opinii."""
        return f"{number}\u00a0{self.noun(number, key)}"

    def noun(self, number: int, key: str) -> str:
        """The form of a noun that goes with ``number``."""
        forms: list[str] = self.table["counted"][key]
        return forms[PLURALS[self.language](number)]

    def name_of(self, code: str) -> str:
        """A language's name; a rare one is named by its code."""
        return str(self.table["languages"].get(code, code))

    def reason(self, reason: str) -> str:
        """Why a mail was put aside; the ledger's own English words where this language has none for it."""
        return str(self.table.get("reasons", {}).get(reason, reason))

    def unread(self, why: str) -> str:
        """Why a person has to open an attachment."""
        return str(self.table["unread"].get(why, why))

    def notice(self, key: str, **values: object) -> str:
        """A sentence of a mail to the administrator."""
        return str(self.table["notice"][key]).format(**values)

    def failure(self, failure: str) -> str:
        """What sort of thing failed."""
        return str(self.table["failures"][failure])

    def day(self, day: date) -> str:
        """A day, as in ``1 June 2022``."""
        return self.text("day", day=day.day, month=self.table["calendar"]["months"][day.month - 1], year=day.year)

    def weekday(self, day: date) -> str:
        """The day of the week."""
        return str(self.table["calendar"]["weekdays"][day.weekday()])

    def short_day(self, day: date) -> str:
        """A day without its year."""
        return self.text("short_day", day=day.day, month=self.table["calendar"]["months"][day.month - 1])

    def chart_day(self, day: date) -> str:
        """A day as short as a chart needs it."""
        weekday = self.table["calendar"]["short_weekdays"][day.weekday()]
        return self.text("chart_day", weekday=weekday, day=day.day, month=day.month)

    def moment(self, instant: datetime) -> str:
        """A day and an hour."""
        return self.text("moment", day=self.short_day(instant.date()), time=f"{instant:%H:%M}")


@cache
def words(language: str) -> Words:
    """The words of a language that digests are written in."""
    table = files("skrzynka").joinpath("templates", f"{language}.toml").read_text("utf-8")
    return Words(language, tomllib.loads(table))
