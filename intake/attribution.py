"""Finds the line that names who wrote the quoted mail and when: "On Monday at 10:00 Office <o@city.example> wrote:"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from skrzynka.intake.tables import pattern

_ADDRESS = re.compile(r"[^\s<>@\"']+@[^\s<>@\"',;:]+[\w>]")
_ADDRESS_LAST = re.compile(r"@[^\s<>@\"',;:]+[\s>)\]\"'»]*$")
_ANGLED = re.compile(r"[<(\[][^<>@\s]{1,80}@[^<>@\s]{1,120}[>)\]]")
_TIME = re.compile(r"(?<![\d.,/-])\d{1,2}(?::\d{2}|[.h]\d{2}(?!\.?\d))(?!\d)|\d{1,2}시|\d{1,2}时|\d{1,2}點")
_DAY = re.compile(
    r"\b(19|20)\d{2}\b|\b\d{1,2}\. ?\d{1,2}\. ?\d{2,4}\b|\b\d{1,2}[/-]\d{1,2}[/-]\d{2,4}\b|\d{4}[年년./-]|"
    r"\b\d{1,2}\.?(?:st|nd|rd|th|er|º)? (?:de )?[^\W\d_]{3,12}\.?,?(?: de)? ?(?:'?\d{2})\b"
)
_VERB = r"(?<!\w){}(?!\w)"
_START = r"^[\W_]*(?:{}|\d)\b"
_SAYS_I = re.compile(
    # A writer who tells what she herself wrote: en, de, fr, nl, sv, no, da
    r"\b(?:i|we|ich|wir|ik|wij|jag|jeg|vi)\s+(?:have |had |habe |hatte )?(?:wrote|written|schrieb\w*|schreef|skrev)\b|"
    r"\b(?:schrieb\w*|schreef|schreven|skrev)\s+(?:ich|wir|ik|wij|jag|jeg|vi)\b|\bj'(?:ai|avais) écrit\b",
    re.IGNORECASE,
)
_TRAILING = " \u00a0>*_\"'-=~.<"
_COLONS = (":", "：")
_OPEN = re.compile(r"\([^()]{0,60}$")
"""A bracket that the next line closes: the end of a month's name, not of a sentence."""
_STOPS = (".", "!", "?", ":", "：", "。")
_MAX = 500
_MAX_LINES = 5
_MAX_NAME = 80
_MAX_WORDS = 25


@dataclass(frozen=True, slots=True)
class Attribution:
    """Where it begins, and whether it is beyond doubt even where the quoted lines have no mark."""

    start: int
    certain: bool


def attribution(lines: Sequence[str], end: int) -> Attribution | None:
    """The attribution that ends with line ``end``."""
    if not _may_end(lines[end]):
        return None
    joined, best, begin, whole = "", 0, end, ""
    for start in range(end, max(end - _MAX_LINES, -1), -1):
        line = lines[start].strip()
        # QUIRK: Polymail leaves a line empty before "wrote:", or before "<", "mailto:...", "> wrote:".
        skipped = not line and ((start == end - 1 and len(lines[end]) < 20) or joined.startswith("<"))
        stops = joined and line.endswith(_STOPS) and not _OPEN.search(line)
        if len(joined) > _MAX or (not line and not skipped) or stops:
            break
        joined = f"{line} {joined}".strip()
        if (strength := _strength(joined)) > best:
            best, begin, whole = strength, start, joined
    if not best:
        return None
    begin = _whole(lines, begin, whole)
    alone = begin == 0 or not lines[begin - 1].strip()
    return Attribution(begin, best > 2 or (best > 1 and alone))


def is_tail(line: str) -> bool:
    """Whether a line is "> wrote:", which only looks quoted."""
    return line.startswith("> ") and len(line) < 40 and bool(_tail().match(line))


def has_moment(text: str) -> bool:
    """Whether a day and a time are named."""
    return bool(_DAY.search(text)) and bool(_TIME.search(text))


def has_day(text: str) -> bool:
    """Whether a day is named."""
    return bool(_DAY.search(text))


def has_address(text: str) -> bool:
    """Whether an e-mail address is named."""
    return bool(_ADDRESS.search(text))


def ends_with_verb(words: str) -> bool:
    """Whether words end as "Ann wrote" does."""
    return len(words) < _MAX_NAME and any(found.end() == len(words) for found in _verb().finditer(words))


def _may_end(line: str) -> bool:
    if not line or len(line) > 300:
        return False
    bare = line.rstrip(_TRAILING)
    return bare.endswith(_COLONS) or line.rstrip().endswith((">", "...")) or bool(_verb().search(bare[-40:]))


@lru_cache(maxsize=2000)
def _strength(joined: str) -> int:
    """0: no attribution; 1: one if marked lines follow; 2: one if it stands alone; 3: one beyond doubt."""
    bare = joined.rstrip(_TRAILING)
    ends = bare.endswith(_COLONS) or (joined.startswith("--") and joined.endswith("--"))
    bare = bare.rstrip(f":：{_TRAILING}")
    day, time, address = has_day(joined), bool(_TIME.search(joined)), has_address(joined)
    verb = None
    for verb in _verb().finditer(joined):  # noqa: B007  # the last one
        pass
    if _SAYS_I.search(joined):
        return 0
    if not day and not time:
        return _undated(joined, bare, verb) if ends and len(joined) < 200 else 0
    if not (verb or address):
        return int(day and time and ends and len(joined) < 150)  # "6.06.2022 10:00, Office:"
    if ends and _closes(joined, bare, verb):
        if day and address and (time or verb):
            return 3
        return 2 if day and time else 1
    return 1 if verb or (address and (ends or _ADDRESS_LAST.search(joined))) else 0


def _undated(joined: str, bare: str, verb: re.Match[str] | None) -> int:
    if verb and verb.end() == len(bare) and _ANGLED.search(joined):
        return 2
    return int(_names_somebody(joined, bare, verb))


def _names_somebody(joined: str, bare: str, verb: re.Match[str] | None) -> bool:
    """Whether a line is "Ann wrote:", "Quoting Ann <ann@example.org>:", which do not say when."""
    if _quoting().match(joined) or _ADDRESS_LAST.search(bare):
        return True
    return verb is not None and verb.end() >= len(bare) - 4 and not re.search(r"[.!?]\s", bare)


def _closes(joined: str, bare: str, verb: re.Match[str] | None) -> bool:
    """Whether a line ends as attributions do: with the verb, the address, the moment, or the name after the verb."""
    if _ADDRESS_LAST.search(bare):
        return True
    last = bare[-30:]
    if _TIME.search(last) or (_DAY.search(last) and verb):
        return True
    # Words that no table knows, after the address.
    found = _ANGLED.search(joined)
    if found is not None and len(bare) - found.end() < _MAX_WORDS and has_moment(joined):
        return True
    if verb is None:
        return False
    tail = bare[verb.end() :]
    if len(tail) <= 4 or (len(tail) < 25 and not re.search(r"\w{3}", tail)):
        return True
    return "@" not in tail and len(tail) <= _MAX_NAME and bool(_before_name().search(verb[0]))


def _whole(lines: Sequence[str], start: int, joined: str) -> int:
    """The line before belongs to it too where it begins as attributions do and this one does not."""
    before = lines[start - 1].strip() if start else ""
    if (
        before
        and len(before) < 120
        and not _start().match(joined)
        and _start().match(before)
        and before[-1] not in ".!?:"
        and (start == 1 or not lines[start - 2].strip())
    ):
        return start - 1
    return start


def _verb() -> re.Pattern[str]:
    return pattern("quotes", "wrote", _VERB)


def _tail() -> re.Pattern[str]:
    return pattern("quotes", "wrote", r"^>\s{}\W{0,3}$")


def _before_name() -> re.Pattern[str]:
    return pattern("quotes", "wrote_name", "{}")


def _quoting() -> re.Pattern[str]:
    return pattern("quotes", "quoting", r"^[\W_]*{}\s")


def _start() -> re.Pattern[str]:
    return pattern("quotes", "starts", _START)
