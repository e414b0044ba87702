"""A blind sample as a person filled it in, beside the consultation's scopes. Pure."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from skrzynka import SkrzynkaError
from skrzynka.classify.records import Scope
from skrzynka.digest.words import words
from skrzynka.neutral import one_line
from skrzynka.settings import INTERFACE_LANGUAGES
from skrzynka.sheets.blind import FILLED, HEADINGS

_NONE = "none"
_NUMBERED = re.compile(r"(\d+)(?:\.0)?(?:\.\s.*)?", re.DOTALL)  # 6, 6.0, 6. The scope's name

Tags = dict[int, tuple[str | None, str | None]]
"""The scope's key and a second one's by the mail's number; None for no topic."""


class JudgedError(SkrzynkaError):
    """The sample cannot be taken in."""


def columns(headings: Sequence[str]) -> dict[str, int]:
    """Where each column stands that is needed, by its name in any of our languages. Raises JudgedError."""
    known = {words(code).text(HEADINGS[key]): key for code in INTERFACE_LANGUAGES for key in ("number", *FILLED)}
    places = {known.get(heading, heading): at for at, heading in enumerate(headings)}
    if missing := [key for key in ("number", "scope") if key not in places]:
        raise JudgedError(f"lacks the column {' and '.join(missing)}; fill a sample that `skrzynka sample` drew")
    return {key: places[key] for key in ("number", *FILLED) if key in places}


def judged(rows: Iterable[tuple[int, Mapping[str, str]]], opinions: Collection[int], scopes: Sequence[Scope]) -> Tags:
    """What the person says, of each row that has a scope. Raises JudgedError, which names the first wrong row.

    Args:
        rows: number in the file, and the cells by column.
        opinions: the numbers that there are.
        scopes: the consultation's.
    """
    choices = _choices(scopes)
    found: Tags = {}
    for line, cells in rows:
        if not cells["scope"].strip():
            continue
        number = cells["number"].strip()
        if not (number.isascii() and number.isdecimal() and int(number) in opinions):
            raise JudgedError(f"row {line}: no opinion has the number {one_line(number)!r}")
        if int(number) in found:
            raise JudgedError(f"row {line}: the number {number} stands in another row too")
        first, second = (_scope(line, cells.get(column, "").strip() or _NONE, choices) for column in FILLED)
        found[int(number)] = first, second if second != first else None
    if not found:
        raise JudgedError("its column scope is empty")
    return found


def _choices(scopes: Sequence[Scope]) -> dict[str, str | None]:
    named: dict[str, str | None] = {_NONE: None}
    named |= {words(code).text("no_topic").casefold(): None for code in INTERFACE_LANGUAGES}
    for scope in scopes:
        named |= dict.fromkeys((scope.key.casefold(), str(scope.number)), scope.key)
    return named


def _scope(line: int, said: str, choices: Mapping[str, str | None]) -> str | None:
    numbered = _NUMBERED.fullmatch(said)
    name = numbered[1] if numbered else said.casefold()
    if name not in choices:
        raise JudgedError(f"row {line}: there is no scope {one_line(said)!r}; write one of: {', '.join(choices)}")
    return choices[name]
