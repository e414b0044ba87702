"""Which lines carry the mark of a quoted line: "> ", a bar, the initials of whom it quotes."""

import re
from collections.abc import Sequence

from skrzynka.intake import announce
from skrzynka.intake.attribution import is_tail

_QUOTED = re.compile(
    # ">From " is an escaped line of a mailbox file; "> 50 %" says "more than"; a line that ends with "|" is a table's.
    r"^\s{0,3}(?:>(?!From |\s?\d+(?:[.,]\d+)?\s?%)|[＞│┃›]|»\s|\|\s(?!.*\|$))"
)
_INITIALS = re.compile(r"^\s{0,2}[^\W\d_]{1,4}>\s?")  # The Bat! and others: "ON> words"
_BARE = re.compile(r"^\s{0,3}[>＞]")
_MAX_WRAPPED, _WIDTH = 40, 60


def marked(lines: Sequence[str]) -> set[int]:
    """The numbers of the lines that are marked as quoted."""
    found = {n for n, line in enumerate(lines) if is_marked(line) and not _announces(line)}
    found -= _prompts(lines, found)
    initials = {n for n, line in enumerate(lines) if ">" in line[:7] and _INITIALS.match(line)}
    if len(initials) > 1:
        found |= initials
    return found | {n + 1 for n in found if n + 2 in found and _is_wrapped(lines[n], lines[n + 1])}


def _prompts(lines: Sequence[str], found: set[int]) -> set[int]:
    """Lines of a Python prompt: quotes three levels deep need two levels, and stand among other quoted lines."""
    prompts = {n for n in found if lines[n].startswith(">>> ")}
    others = found - prompts
    if not prompts or any(lines[n].lstrip().startswith((">>", "> >")) for n in others):
        return set()
    return {n for n in prompts if n - 1 not in others and n + 1 not in others}


def is_marked(line: str) -> bool:
    """Whether one line carries a mark."""
    return bool(_QUOTED.match(line))


def unmarked(line: str) -> str:
    """A line without its first mark."""
    return _BARE.sub("", line).removeprefix(" ")


def _announces(line: str) -> bool:
    return ">" in line[:4] and (announce.is_groupwise(line) or is_tail(line))


def _is_wrapped(before: str, line: str) -> bool:
    """Whether a server wrapped a quoted line and left out the mark; an answer does not go on in mid-sentence."""
    return 0 < len(line) < _MAX_WRAPPED and line[0].islower() and len(before) > _WIDTH and before[-1].isalnum()
