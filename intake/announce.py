"""Finds the lines that announce quoted mail: header blocks, separators, and the heads of Lotus Notes and GroupWise."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import takewhile

from skrzynka.intake.attribution import ends_with_verb, has_address, has_day, has_moment
from skrzynka.intake.tables import compiled, table

_LABEL = re.compile(r"^[\s>*_|]*([^:：\n]{1,30}?)[*_\s]*[:：](?:[*_\s]|\S|$)")
_DASH = "[-_=+*‐-―─−]"
_DASHED = re.compile(rf"^[\s>*]*{_DASH}{{2,}}\s*(?P<words>[^-_=+*‐-―─−\s].{{2,120}}?):?\s*{_DASH}{{2,}}[\s*]*$")
_LINE = re.compile(rf"^\s*{_DASH}{{5,}}\s*$")
_GROUPWISE = re.compile(r"^\s*>>> ?[^>\s].{2,200}>>>\s*$")
_NOTES_LINE = re.compile(r"^.{1,120}?---? ?\d[^-]{4,14}(?:-\d\d-\d\d)?[ T]\d[^-]{3,20}---")
_INNER = re.compile(r"(?<!\S)([^\W\d_]{2,12}(?: [a-z]{2})?) ?[:：]\s")
_WIDE = re.compile("\u3000")
_MAX_BLOCK = 25


def role_of(line: str) -> str | None:
    """What a header line of a quoted mail tells: ``from``, ``sent``, ``to``, ``subject`` or ``other``."""
    found = _LABEL.match(_WIDE.sub("", line[:80]))
    if found is None:
        return None
    label = _plain(found[1])
    # "Od / From:", as offices write for two languages.
    return _labels().get(label) or (_labels().get(_plain(label.split("/", 1)[0])) if "/" in label else None)


def header_block(lines: Sequence[str], start: int, *, least: int = 3) -> int | None:
    """Where the header lines that start here end (exclusive); None where there is no such block.

    Without ``least`` the block must say when, or hold an address: people write "To:" and "Subject:" too.
    """
    if start >= len(lines) or role_of(lines[start]) is None:
        return _unknown_block(lines, start) if least > 2 else None
    roles: set[str] = set()
    end = start
    other = 0
    for index in range(start, min(start + _MAX_BLOCK, len(lines))):
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
    if "from" not in roles or len(roles - {"other"}) < 2:
        return None
    if least < 3:
        return end if len(roles) >= least else None
    block = " ".join(lines[start:end])
    if len(roles) < least:
        return end if roles == {"from", "sent"} and has_address(block) and has_moment(block) else None
    return end if has_address(block) or ("sent" in roles and has_day(block)) or "to" not in roles else None


def _unknown_block(lines: Sequence[str], start: int) -> int | None:
    """Four lines with labels of a language that no table knows: one holds an address, another the moment."""
    block = lines[start : start + 4]
    if len(block) < 4 or not all(_LABEL.match(line) and len(line) < 200 for line in block):
        return None
    values = [line.split(":", 1)[-1] for line in block]
    return start + 4 if has_address(values[0]) and any(has_moment(value) for value in values[1:]) else None


def titled(lines: Sequence[str], start: int) -> int | None:
    """Where a mail's head ends (exclusive) that begins with a title: between dashes, or "Original Message" as it is.

    Below dashes one label with an address is enough, in whatever language.
    """
    after = next((n for n in range(start + 1, min(start + 3, len(lines))) if lines[n].strip()), None)
    if after is None:
        return None
    if _plain(lines[start]) in _folded("original"):
        return header_block(lines, after, least=2)
    if not is_dashed_title(lines[start]) or not (_LABEL.match(lines[after]) and has_address(lines[after])):
        return None
    labels = takewhile(lambda n: _LABEL.match(lines[n]), range(after, min(after + 6, len(lines))))
    return max(labels) + 1


def separator(line: str) -> str | None:
    """``original``, ``forwarded`` or ``above`` where a line says that another's mail follows."""
    if len(line) > 240:
        return None
    if found := _DASHED.match(line):
        words = _plain(found["words"])
        for name in ("original", "forwarded"):
            if words.startswith(_folded(name)):
                return name
        if ends_with_verb(words):  # "---- Ann wrote ----", as old phones write
            return "original"
    if line.rstrip(" *").endswith((":", "：")) and _forward_start().match(line):
        return "forwarded"
    if is_groupwise(line) or (line.count("---") == 2 and _NOTES_LINE.match(line) and has_moment(line)):
        return "original"
    return "above" if _above().match(line) or _is_header_line(line) else None


def _is_header_line(line: str) -> bool:
    """A whole header block on one line."""
    if line.count(":") < 3 or role_of(line) != "from" or not has_address(line):
        return False
    roles = {_labels().get(_plain(label)) for label in _INNER.findall(line)}
    return {"sent", "to"} <= roles or {"sent", "subject"} <= roles


def is_groupwise(line: str) -> bool:
    """GroupWise's ``>>> "Office" <office@city.example> 6/6/2022 10:00 AM >>>``, which no quoted line is."""
    return ">>>" in line and bool(_GROUPWISE.match(line)) and has_day(line)


def notes_head(lines: Sequence[str], start: int) -> int | None:
    """Where the table that Lotus Notes sets above a quoted mail ends (exclusive), as text.

    Its labels have no colon. In older versions they have, below a name with its address, and a moment, each on a line.
    """
    if len(lines[start]) > 160 or not lines[start].strip():
        return None
    near = [n for n in range(start, min(start + 20, len(lines))) if lines[n].strip()]
    if len(near) < 4 or not any(len(lines[n]) < 60 and has_moment(lines[n]) for n in near[:2]):
        return None
    roles = {n: _labels().get(_plain((re.split(r"\s", lines[n].strip(), maxsplit=1))[0])) for n in near[1:]}
    old = has_address(lines[near[0]]) and has_moment(lines[near[1]]) and len(lines[near[1]]) < 40
    labels = {n: role for n, role in roles.items() if role and (old or ":" not in lines[n])}
    found = [n for n, role in labels.items() if role == "subject"]
    if not found or "to" not in {role for n, role in labels.items() if n < found[0]}:
        return None
    alone = len(lines[found[0]].split()) == 1
    return found[0] + (2 if alone else 1)


def is_rule(line: str) -> bool:
    """Whether a line is drawn, of dashes or underscores."""
    return bool(_LINE.match(line))


def is_dashed_title(line: str) -> bool:
    """Words between dashes, in a language that no table knows."""
    return len(line) <= 120 and line.lstrip(" >*").startswith("---") and bool(_DASHED.match(line))


def _plain(words: str) -> str:
    return words.strip(" \t*_'\"«»“”:").replace("\u00a0", " ").casefold()


@cache
def _labels() -> Mapping[str, str]:
    return {label.casefold(): role for role, labels in table("quotes")["labels"].items() for label in labels}


@cache
def _separators() -> Mapping[str, tuple[str, ...]]:
    return {name: tuple(words) for name, words in table("quotes")["separators"].items()}


@cache
def _folded(name: str) -> tuple[str, ...]:
    return tuple(words.casefold() for words in _separators()[name])


@cache
def _above() -> re.Pattern[str]:
    return compiled(_separators()["above"], "{}")


@cache
def _forward_start() -> re.Pattern[str]:
    return compiled(_separators()["forwarded"], r"^[\s>*_-]*{}\W*$")
