"""Finds what programs and servers put above and below a person's words."""

import re
from collections.abc import Sequence

from skrzynka.intake.tables import pattern

_RULE = re.compile(r"^\s*(?:-|[-_=*~#]{2,})\s*$")
_DELIMITER = re.compile(r"^\s?(?:--|—|__)\s*$")
_LONG_RULE = re.compile(r"^\s*(?:-{3,}|_{3,}|={3,}|\*{3,}|~{3,}|#{3,})\s*$")
_CONTACT = re.compile(r"(?:\d[ .()/-]{0,2}){7,}|https?://|\bwww\.|\S@\S+\.\w{2,}")
_SENTENCE = re.compile(r"[^\W\d_]{4}[.!?]\s+[^\W\d_]\w*\s")
_POSTSCRIPT = re.compile(r"^\W*(?:p\.? ?s\.?|п\.? ?с\.?|з\.? ?и\.?)\b", re.IGNORECASE)
_LINK = re.compile(r"\s*[<(\[](?:https?://|mailto:)[^<>()\[\]\s]{1,400}[>)\]]")
_HEADED = re.compile(r"^[^.:]{1,40}:")
_MAX_SENT_FROM = 90
_MAX_AFTER, _SHORT = 4, 60
_MAX_LIST_FOOTER = 8
_MAX_SIGNATURE = 15
_MAX_NAME_BLOCK = 8
_LONG_LINE = 200
_LEGAL_SIZE = 120


def is_sent_from(lines: Sequence[str], n: int) -> bool:
    """Whether a line is what a phone or program adds by itself, such as "Wysłane z iPhone'a"."""
    line = _LINK.sub("", lines[n][:600]).strip()
    if not line or len(line) > _MAX_SENT_FROM or not _is_added(line):
        return False
    # The writer's own sentence goes on; the program's line stands alone.
    before = n == 0 or not lines[n - 1].strip() or bool(_DELIMITER.match(lines[n - 1]))
    after = n + 1 >= len(lines) or not lines[n + 1].strip() or lines[n + 1].lstrip()[:1] in "<>_-"
    return (before or after) and (not any(one.strip() for one in lines[:n]) or _is_end(lines[n + 1 : n + 40]))


def _is_end(lines: Sequence[str]) -> bool:
    """Whether nothing but a name or an address follows."""
    rest = [line for line in lines if line.strip()]
    return len(rest) <= _MAX_AFTER and all(len(line) <= _SHORT or _LINK.search(line) for line in rest)


def _is_added(line: str) -> bool:
    if pattern("footers", "sent_from", r"^\W{0,3}{}(?!\w)").match(line):
        return bool(pattern("footers", "devices", "{}").search(line)) and not line.endswith(("?", ","))
    return bool(pattern("footers", "whole_line", r"^\W{0,3}{}\W{0,3}$").match(line))


def is_signature(lines: Sequence[str]) -> bool:
    """Whether the first line divides a signature from the words: "-- " (RFC 3676, 4.3), or a rule above a name block.

    A long text below is none, nor is a postscript.
    """
    first = lines[0]
    if not _RULE.match(first) and not _DELIMITER.match(first):
        return False
    rest = [line for line in lines[1:] if line.strip()]
    if not rest or len(rest) > _MAX_SIGNATURE or _POSTSCRIPT.match(rest[0]):
        return False
    if _DELIMITER.match(first):
        return not any(len(line) > _LONG_LINE and not _is_legal(line) for line in rest)
    return bool(_LONG_RULE.match(first)) and len(rest) <= _MAX_NAME_BLOCK and _is_name_block(rest)


def _is_name_block(lines: Sequence[str]) -> bool:
    short = all(len(line) <= 80 and not _SENTENCE.search(line) for line in lines)
    return short and any(_CONTACT.search(line) for line in lines)


def banner_end(lines: Sequence[str]) -> int:
    """Where the warning that a server sets above mail from outside ends (exclusive); 0 where there is none."""
    first = next((n for n, line in enumerate(lines[:6]) if line.strip()), None)
    if first is None:
        return 0
    end = next((n for n in range(first, min(first + 8, len(lines))) if not lines[n].strip()), None)
    text = " ".join(lines[first:end])[:800] if end else ""
    warns = pattern("footers", "banners", r"^\W{0,6}{}").match(text) and pattern("footers", "mail", "{}").search(text)
    return end if end and warns else 0


def footer_start(lines: Sequence[str]) -> int | None:
    """The first line of what servers added below: a list's footer, a virus scanner's praise, legal words."""
    starts = [start for start, block in _blocks(lines) if _is_footer(block)]
    return min(starts, default=None)


def _blocks(lines: Sequence[str]) -> list[tuple[int, list[str]]]:
    """Paragraphs, each with its first line's number; a drawn line begins one, and holds the next."""
    blocks: list[tuple[int, list[str]]] = []
    for n, line in enumerate(lines):
        if not line.strip():
            continue
        joins = n and lines[n - 1].strip() and not _RULE.match(line) and blocks
        # Yahoo leaves a line empty below its rule.
        if joins or (blocks and len(blocks[-1][1]) == 1 and _RULE.match(blocks[-1][1][0]) and blocks[-1][0] + 2 == n):
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
    return _is_legal(text)


def _is_legal(text: str) -> bool:
    """Whether a paragraph is an office's legal words: it begins as they do, is long, and speaks of secrets."""
    if pattern("footers", "appeals", r"^\W{0,6}(?:p )?{}").match(text):
        return True
    if len(text) < _LEGAL_SIZE // 2 or not pattern("footers", "disclaimers", r"^\W{0,6}{}").match(text):
        return False
    secrets = {found[0].casefold() for found in pattern("footers", "secrets", "{}").finditer(text)}
    return len(secrets) > 1 or bool(secrets and _HEADED.match(text))
