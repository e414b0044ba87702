"""Finds the lines that announce quoted mail: attributions, header blocks, separators."""

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from skrzynka.intake.tables import compiled, pattern, table

_LABEL = re.compile(r"^[\s>*_|]*([^:：\n]{1,30}?)[*_\s]*[:：](?:[*_\s]|\S)")
_ADDRESS = re.compile(r"[^\s<>@\"']+@[^\s<>@\"',;:]+[\w>]")
_TIME = re.compile(r"(?<!\d)\d{1,2}[:.h]\d{2}(?!\d)|\d{1,2}시|\d{1,2}时|\d{1,2}點")
_DAY = re.compile(
    r"\b(19|20)\d{2}\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\d{4}[年년./-]|"
    r"\b\d{1,2}\.?(?:st|nd|rd|th|er|º)? (?:de )?[^\W\d_]{3,12}\.?,?(?: de)? ?(?:'?\d{2})\b"
)
_VERB = r"(?<!\w){}"
_START = r"^[\W_]*(?:{}|\d)\b"
_DASH = "[-_=—–+*]"
_DASHED = re.compile(rf"^[\s>*]*{_DASH}{{2,}}\s*(?P<words>[^-_=—–+*\s].{{2,120}}?):?\s*{_DASH}{{2,}}[\s*]*$")
_LINE = re.compile(rf"^\s*{_DASH}{{5,}}\s*$")
_ENDS = (":", "：", ":*", ":_", ':"', "：*", ":-", "...")


def role_of(line: str) -> str | None:
    """What a header line of a quoted mail tells: ``from``, ``sent``, ``to``, ``subject`` or ``other``."""
    found = _LABEL.match(line[:80])
    return _labels().get(_plain(found[1])) if found else None


def header_block(lines: Sequence[str], start: int, *, least: int = 3) -> int | None:
    """Where the header lines that start here end (exclusive); None where there is no such block."""
    roles: set[str] = set()
    end = start
    other = 0
    for index in range(start, min(start + 25, len(lines))):
        if role := role_of(lines[index]):
            if role in roles and role != "other":
                break
            roles.add(role)
            end, other = index + 1, 0
            continue
        # Values wrap over lines; some programs put an empty line between two labels.
        other += 1
        if other > (3 if lines[index].strip() and roles & {"to", "other"} else 1):
            break
    return end if len(roles) >= least and "from" in roles and len(roles - {"other"}) >= 2 else None


def separator(line: str) -> str | None:
    """``original``, ``forwarded`` or ``above`` where a line says that another's mail follows."""
    if len(line) > 160:
        return None
    if found := _DASHED.match(line):
        words = _plain(found["words"])
        for name in ("original", "forwarded"):
            if words.startswith(_separators()[name]):
                return name
    if line.rstrip(" *").endswith((":", "：")) and _forward_start().match(line):
        return "forwarded"
    return "above" if _above().match(line) else None


def is_rule(line: str) -> bool:
    """Whether a line is drawn, of dashes or underscores."""
    return bool(_LINE.match(line))


def is_dashed_title(line: str) -> bool:
    """Words between dashes, in a language that no table knows."""
    return len(line) <= 120 and line.lstrip(" >*").startswith("---") and bool(_DASHED.match(line))


def attribution(lines: Sequence[str], end: int) -> tuple[int, bool] | None:
    """(first line, whether it is beyond doubt) of the attribution that ends with line ``end``."""
    if not _may_end(lines[end]):
        return None
    joined = ""
    for start in range(end, max(end - 5, -1), -1):
        if not lines[start].strip() or len(joined) > 500:
            break
        joined = f"{lines[start].strip()} {joined}".strip()
        if strength := _strength(joined):
            return _whole(lines, start, joined), strength > 1
    return None


def _plain(words: str) -> str:
    return words.strip(" \t*_'\"«»“”:").replace("\u00a0", " ").casefold()


def _may_end(line: str) -> bool:
    line = line.rstrip(" \u00a0>")
    return bool(line) and len(line) <= 300 and (line.endswith(_ENDS) or bool(_verb().search(line[-40:])))


@lru_cache(maxsize=2000)
def _strength(joined: str) -> int:
    """0: no attribution; 1: one if quoted lines follow; 2: one beyond doubt."""
    day, time = bool(_DAY.search(joined)), bool(_TIME.search(joined))
    address, verb = bool(_ADDRESS.search(joined)), bool(_verb().search(joined))
    colon = joined.rstrip(' *_"').endswith((":", "："))
    if not (day or time) or not (verb or address):
        return 0
    if colon and ((day and time and (verb or address)) or (address and verb)):
        return 2
    return 1 if verb or (colon and address) else 0


def _whole(lines: Sequence[str], start: int, joined: str) -> int:
    """The line before belongs to it too where it begins as attributions do and this one does not."""
    before = lines[start - 1].strip() if start else ""
    if (
        before
        and len(before) < 120
        and not _start().match(joined)
        and _start().match(before)
        and before[-1] not in ".!?:"
    ):
        return start - 1
    return start


@cache
def _labels() -> Mapping[str, str]:
    return {label: role for role, labels in table("quotes")["labels"].items() for label in labels}


@cache
def _separators() -> Mapping[str, tuple[str, ...]]:
    return {name: tuple(words) for name, words in table("quotes")["separators"].items()}


def _above() -> re.Pattern[str]:
    return _compiled("above", "{}")


def _forward_start() -> re.Pattern[str]:
    return _compiled("forwarded", r"^[\s>*_-]*{}\b")


@cache
def _compiled(name: str, shape: str) -> re.Pattern[str]:
    return compiled(_separators()[name], shape)


def _verb() -> re.Pattern[str]:
    return pattern("quotes", "wrote", _VERB)


def _start() -> re.Pattern[str]:
    return pattern("quotes", "starts", _START)
