"""Which stretches of a text should be masked. Pure, and a proposal: what is no pattern and no name is not seen."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

from skrzynka.redact.names import names
from skrzynka.redact.numbers import numbers
from skrzynka.redact.records import Kind, Known, Mask

LIMIT = 100_000
"""Letters that are looked at; what stands after them is masked whole."""


def propose(text: str, known: Known = Known()) -> tuple[Mask, ...]:  # noqa: B008  # frozen
    """Masks in the order of the text, none over another; the surest kind wins where two meet."""
    read = text[:LIMIT]
    found = [*_by_pattern(read), *numbers(read), *names(read, known)]
    if len(text) > LIMIT:
        found.append(Mask(LIMIT, len(text), Kind.NAME))
    return tuple(_apart(found))


def add(text: str, masks: Sequence[Mask], words: str) -> list[Mask]:
    """The masks, with one wherever ``words`` stand; as they were where the text does not hold them."""
    found = list(masks)
    at = text.find(words)
    while at >= 0:
        end = at + len(words)
        found = [each for each in found if each.end <= at or end <= each.start]
        found.append(Mask(at, end, Kind.NAME))
        at = text.find(words, end)
    return sorted(found, key=lambda mask: mask.start)


def apply(text: str, masks: Iterable[Mask], name: Mapping[Kind, str]) -> str:
    """The text with each mask replaced by what it is called, in brackets."""
    parts: list[str] = []
    last = 0
    for mask in sorted(masks, key=lambda mask: mask.start):
        parts += [text[last : mask.start], f"[{name[mask.kind]}]"]
        last = mask.end
    return re.sub(r"(\[[^\]]+\])(?:[ \t]+\1)+", r"\1", "".join([*parts, text[last:]]))


def _by_pattern(text: str) -> Iterator[Mask]:
    for kind, patterns in _patterns().items():
        for pattern in patterns:
            for match in pattern.finditer(text):
                start, end = match.span("x") if "x" in pattern.groupindex else match.span()
                trimmed = text[start:end].rstrip(" .,;:-(")
                if trimmed:
                    yield Mask(start, start + len(trimmed), kind)


def _apart(masks: Sequence[Mask]) -> Iterator[Mask]:
    """Without overlaps: kinds are in the order of their sureness; the longer of one kind wins."""
    order = {kind: place for place, kind in enumerate(Kind)}
    kept: list[Mask] = []
    for mask in sorted(masks, key=lambda mask: (order[mask.kind], mask.start - mask.end, mask.start)):
        if all(mask.end <= other.start or other.end <= mask.start for other in kept):
            kept.append(mask)
    yield from sorted(kept, key=lambda mask: mask.start)


@cache
def _patterns() -> Mapping[Kind, Sequence[re.Pattern[str]]]:
    raw = tomllib.loads(files("skrzynka.redact").joinpath("patterns.toml").read_text("utf-8"))
    return {kind: [re.compile(each, re.IGNORECASE) for each in raw[kind]] for kind in Kind if kind in raw}
