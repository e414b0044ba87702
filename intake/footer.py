"""Finds what programs and servers put below a person's words."""

import re
from collections.abc import Sequence

from skrzynka.intake.tables import pattern

_RULE = re.compile(r"^\s*[-_=*~#]{2,}\s*$")
_MAX_SENT_FROM = 110
_MAX_LIST_FOOTER = 8


def is_sent_from(line: str) -> bool:
    """Whether a line is what a phone or program adds by itself, such as "Wysłane z iPhone'a"."""
    if not line or len(line) > _MAX_SENT_FROM:
        return False
    if pattern("footers", "sent_from", r"^\W{0,3}{}\b").match(line):
        return bool(pattern("footers", "devices", "{}").search(line)) and not line.rstrip().endswith(("?", ","))
    return not line.isascii() and bool(pattern("footers", "whole_line", "{}").match(line.strip()))


def footer_start(lines: Sequence[str]) -> int | None:
    """The first line of what servers added below: a list's footer, a virus scanner's praise, legal words."""
    starts = [start for start, block in _blocks(lines) if _is_footer(block)]
    return min(starts, default=None)


def _blocks(lines: Sequence[str]) -> list[tuple[int, list[str]]]:
    """Paragraphs, each with its first line's number; a drawn line begins one."""
    blocks: list[tuple[int, list[str]]] = []
    for n, line in enumerate(lines):
        if not line.strip():
            continue
        if n and lines[n - 1].strip() and not _RULE.match(line) and blocks:
            blocks[-1][1].append(line)
        else:
            blocks.append((n, [line]))
    return blocks


def _is_footer(block: Sequence[str]) -> bool:
    ruled = bool(_RULE.match(block[0]))
    words = list(block[1:] if ruled else block)
    if not words:
        return False
    text = " ".join(words)[:1500]
    if ruled and len(words) <= _MAX_LIST_FOOTER and pattern("footers", "lists", "{}").search(text):
        return True
    if len(words) <= 4 and pattern("footers", "scanners", "{}").search(text) and len(text) < 300:
        return True
    return bool(pattern("footers", "disclaimers", r"^\W{0,6}{}").match(text))
