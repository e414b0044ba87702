"""Lines as staff write them above a digest, in Polish, Ukrainian or English."""

import re
from collections.abc import Iterator

from skrzynka.neutral import one_line
from skrzynka.orders.records import Line, Unclear, Verb

MOST = 100
"""Lines of one mail that are read."""

_NUMBER = r"(?:(?:nr|no|№|#)\.?\s*)?(?P<number>\d{1,9})"
_FORMS: tuple[tuple[Verb, re.Pattern[str]], ...] = tuple(
    (verb, re.compile(rf"^\s*{form}\s*$", re.IGNORECASE))
    for verb, form in (
        (Verb.UNDO, rf"(?:cofnij|undo|скасуй|скасувати)\s+{_NUMBER}\.?"),
        (Verb.NOTE, rf"{_NUMBER}\s*(?:nota|notatka|note|нотатка|примітка)\s*:\s*(?P<words>.*)"),
        (Verb.TAG, rf"{_NUMBER}\s*=\s*(?P<scope>[\w-]+)(?:\s*\+\s*(?P<second>[\w-]+))?\.?"),
        (Verb.SECOND, rf"{_NUMBER}\s*\+\s*(?P<scope>[\w-]+)\.?"),
    )
)
NO_TOPIC = ("none", "brak", "немає", "нема")
"""How no topic is written."""

_GREETING = re.compile(
    r"^\W*(?:dzień dobry|witam|cześć|hej|dziękuj\w+|dzięki|pozdrawiam|z poważaniem"
    r"|dear|hello|hi|thanks?|thank you|regards|добр\w+ \w+|вітаю|дякую|з повагою|доброго дня)\b",
    re.IGNORECASE,
)


def read(text: str) -> Iterator[Line | Unclear]:
    """What each line says; greetings and what follows a line such as "-- " say nothing."""
    for line in text.splitlines()[:MOST]:
        if line.rstrip() == "--":
            return
        if not line.strip() or _GREETING.match(line):
            continue
        yield _line(line)


def _line(line: str) -> Line | Unclear:
    shown = one_line(line)[:200]
    for verb, form in _FORMS:
        if found := form.match(line):
            given = {name: value or "" for name, value in found.groupdict().items() if name != "number"}
            return Line(shown, verb, int(found["number"]), **given)
    return Unclear(shown)
