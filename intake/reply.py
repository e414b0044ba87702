"""The writer's own words: quoted mail and signatures are told apart, nothing is lost.

Cutting a writer's words is worse than leaving a quote in: answers between and below quoted lines are kept, and where
nothing would be left, all is kept.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby

from skrzynka.intake import announce
from skrzynka.intake.attribution import attribution
from skrzynka.intake.footer import banner_end, footer_start, is_sent_from, is_signature
from skrzynka.intake.html import CUT, MAYBE, SIGNED
from skrzynka.intake.marks import is_marked, marked, unmarked
from skrzynka.intake.says import says_anything

_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\u202a-\u202e\u2066-\u2069]")
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2007": " "})
_PICTURE = re.compile(
    r"\[(?:cid:[^\]\s]{1,200}|(?:inline )?image:? [^\]]{1,120}|image\d*\.\w{3,4}|obraz:? [^\]]{1,120})\]", re.IGNORECASE
)
_RULE = re.compile(r"\s*[-_=*—]+\s*$")
_MAX_LINES = 20_000
_MAX_LISTED = 60
_MAX_BELOW = 100
_MAX_GAP = 12


@dataclass(frozen=True, slots=True)
class Cut:
    """A text, taken apart."""

    text: str
    quoted: str = ""
    signature: str = ""


class Role(Enum):
    """Whose words a line holds."""

    OWN = "own"
    QUOTED = "quoted"
    SIGNATURE = "signature"


def cut(text: str) -> Cut:
    """Take a mail's text apart."""
    lines = [_clean(line) for line in text.split("\n", _MAX_LINES)]
    maybe = {n for n, line in enumerate(lines) if line.startswith(MAYBE)}
    lines = [line.removeprefix(MAYBE) for line in lines]
    roles = [Role.SIGNATURE if line.startswith(SIGNED) else Role.OWN for line in lines]
    for n in maybe | marked(lines):
        roles[n] = Role.QUOTED
    _mark_attributions(lines, roles)
    _mark_announced(lines, roles)
    _keep_listed(lines, roles, maybe)
    _mark_signature(lines, roles)
    return _result(lines, roles)


def _clean(line: str) -> str:
    if not line.isascii():
        line = _INVISIBLE.sub("", line.translate(_SPACES))
    return line.rstrip()


def _mark_attributions(lines: Sequence[str], roles: list[Role]) -> None:
    for end in [n for n, role in enumerate(roles) if role is Role.OWN and lines[n]]:
        if roles[end] is not Role.OWN:
            continue
        found = attribution(lines, end)
        if found is None:
            continue
        after = _next(lines, end + 1)
        certain = found.certain or (after is not None and announce.header_block(lines, after) is not None)
        if after is not None and roles[after] is Role.QUOTED:
            _mark(roles, found.start, after, Role.QUOTED)
        elif certain and _has_words(lines, roles, 0, found.start) and not _quotes_follow(roles, end):
            _mark(roles, found.start, len(roles), Role.QUOTED)


def _quotes_follow(roles: Sequence[Role], end: int) -> bool:
    """Whether most of what follows is marked as quoted: then what is not is an answer."""
    rest = roles[end + 1 :]
    return sum(role is Role.QUOTED for role in rest) * 2 > len(rest)


def _mark_announced(lines: Sequence[str], roles: list[Role]) -> None:
    """Header blocks and separators: all below is another's, unless the quoted lines are marked."""
    skip = 0
    for start in range(len(lines)):
        if start < skip or roles[start] is not Role.OWN or not lines[start]:
            continue
        end = _announced(lines, start)
        if end is None:
            continue
        after = _next(lines, end)
        if after is not None and roles[after] is Role.QUOTED:
            _mark(roles, start, after, Role.QUOTED)
        elif _has_words(lines, roles, 0, start):
            _mark(roles, start, len(roles), Role.QUOTED)
            return
        else:
            # Nothing of the writer's stands above: what is passed on whole is left whole.
            skip = end


def _announced(lines: Sequence[str], start: int) -> int | None:
    """Where an announcement that starts here ends (exclusive)."""
    line = lines[start]
    if line == CUT or announce.separator(line):
        return _past_headers(lines, start + 1)
    if announce.is_rule(line) or announce.is_dashed_title(line):
        # A drawn line says nothing by itself: people draw them too.
        after = _next(lines, start + 1)
        head = announce.header_block(lines, after) if after is not None and after <= start + 3 else None
        return head or announce.titled(lines, start)
    return announce.header_block(lines, start) or announce.notes_head(lines, start) or announce.titled(lines, start)


def _past_headers(lines: Sequence[str], start: int) -> int:
    after = _next(lines, start)
    return start if after is None else announce.header_block(lines, after, least=2) or start


def _keep_listed(lines: list[str], roles: list[Role], maybe: set[int]) -> None:
    """Gives back what only looks quoted: a list behind ">", a passage that the writer herself set apart."""
    runs = [run for run in _runs(roles, Role.QUOTED) if says_anything(" ".join(lines[run[0] : run[1]]))]
    apart = [run for run in runs if maybe.issuperset(n for n in range(*run) if lines[n])]
    if all(run in apart or maybe.isdisjoint(range(*run)) for run in runs):
        kept = [run for run in apart if not _speaks_of_mail(lines, *run)]
    else:  # one of them has an attribution: so the others are quoted mail too
        kept = []
    if len(runs) == 1 and not apart and _is_listed(lines, roles, *runs[0]):
        kept = runs
    for start, end in kept:
        roles[start:end] = [Role.OWN] * (end - start)
    for n in maybe:
        if roles[n] is Role.QUOTED:
            lines[n] = f"> {lines[n]}".rstrip()


def _speaks_of_mail(lines: Sequence[str], start: int, end: int) -> bool:
    """Whether a passage that is set apart begins as a quoted mail does."""
    return any(
        attribution(lines, n) or announce.header_block(lines, n) for n in range(start, min(start + 5, end)) if lines[n]
    )


def _is_listed(lines: Sequence[str], roles: Sequence[Role], start: int, end: int) -> bool:
    """Short lines right below "Our wishes:", with words after them."""
    before = lines[start - 1] if start and roles[start - 1] is Role.OWN and is_marked(lines[start]) else ""
    short = all(len(line) <= _MAX_LISTED and not line.startswith(">>") for line in lines[start:end])
    return before.endswith((":", "：")) and short and _has_words(lines, roles, end, len(lines))


def _mark_signature(lines: Sequence[str], roles: list[Role]) -> None:
    banner = banner_end(lines)
    if banner and _has_words(lines, roles, banner, len(lines)):
        _mark(roles, 0, banner, Role.SIGNATURE)
    for start, end in list(_runs(roles, Role.OWN)):
        own = lines[start:end]
        footer = footer_start(own)
        if footer is not None and _has_words(lines, roles, 0, start + footer):
            _mark(roles, start + footer, end, Role.SIGNATURE)
            own = own[:footer]
        for n in range(len(own)):
            if is_sent_from(own, n):
                roles[start + n] = Role.SIGNATURE
        for n in range(start, end):
            near = end - n <= _MAX_BELOW and roles[n] is Role.OWN
            if near and is_signature(lines[n:end]) and _has_words(lines, roles, 0, n):
                _mark(roles, n, end, Role.SIGNATURE)
                break


def _result(lines: Sequence[str], roles: Sequence[Role]) -> Cut:
    text = _joined(lines, roles, Role.OWN)
    quoted = _joined(lines, roles, Role.QUOTED)
    signature = _joined(lines, roles, Role.SIGNATURE)
    if not says_anything(text):
        # Nothing is left: rather everything than nothing.
        text = signature if says_anything(signature) and not quoted else quoted or signature
        text = "\n".join(unmarked(line) for line in text.split("\n"))
        text = re.sub(r"\n{3,}", "\n\n", text).strip("\n ")
    return Cut(text, quoted, signature)


def _joined(lines: Sequence[str], roles: Sequence[Role], wanted: Role) -> str:
    """The lines of one role; a gap stands where others stood between."""
    out: list[str] = []
    for line, role in zip(lines, roles, strict=True):
        if role is wanted:
            if line != CUT:
                out.append(_shown(line))
        elif out and out[-1]:
            out.append("")
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(out)).strip("\n ")
    return _without_rules(text) if wanted is Role.OWN else text


def _without_rules(text: str) -> str:
    """``text`` without the drawn lines at its end, which divided it from what was cut."""
    lines = text.split("\n")
    while len(lines) > 1 and (not lines[-1].strip() or _RULE.match(lines[-1])):
        lines.pop()
    return "\n".join(lines).strip("\n ")


def _shown(line: str) -> str:
    line = line.replace(SIGNED, "")
    if line.startswith(">From "):
        line = line[1:]
    return _PICTURE.sub("", line).rstrip() if "[" in line else line


def _runs(roles: Sequence[Role], wanted: Role) -> Iterator[tuple[int, int]]:
    """(start, end) of the stretches of one role."""
    n = 0
    for role, group in groupby(roles):
        size = sum(1 for _ in group)
        if role is wanted:
            yield n, n + size
        n += size


def _next(lines: Sequence[str], start: int) -> int | None:
    """The first line from here that is not empty."""
    return next((n for n in range(start, min(start + _MAX_GAP, len(lines))) if lines[n] and lines[n] != CUT), None)


def _has_words(lines: Sequence[str], roles: Sequence[Role], start: int, end: int) -> bool:
    return any(roles[n] is Role.OWN and says_anything(lines[n]) for n in range(start, end))


def _mark(roles: list[Role], start: int, end: int, role: Role) -> None:
    for n in range(start, end):
        if roles[n] is Role.OWN or role is Role.QUOTED:
            roles[n] = role
