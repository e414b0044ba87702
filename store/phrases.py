"""What a person looks for, and where a text has it. There is no wrong way to write it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from skrzynka.store.folding import Word, words

_QUOTES = str.maketrans(dict.fromkeys("„“”«»‟", '"'))
_PIECE = re.compile(r'"([^"]*)"?(\*?)|([^\s"]+)')

_BEFORE, _AFTER = 60, 140
"""Letters of a text that an excerpt shows around the first hit."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that follow each other; of the last, ``prefix`` wants the beginning only."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A piece of a text around what was found; each part says whether it is that."""

    parts: tuple[tuple[str, bool], ...]


def phrases(text: str) -> tuple[Phrase, ...]:
    """The words that are all wanted; quotes keep some together, and a star at an end leaves it open."""
    found = []
    for quoted, star, plain in _PIECE.findall(text.translate(_QUOTES)):
        piece = quoted or plain
        folded = tuple(word.folded for word in words(piece))
        if folded:
            found.append(Phrase(folded, bool(star) or piece.rstrip().endswith("*")))
    return tuple(dict.fromkeys(found))


def excerpt(texts: Sequence[str], wanted: Sequence[Phrase]) -> Excerpt:
    """A piece of the first text that has one of the phrases; of the first text that is not empty, where none has."""
    for text in texts:
        if first := next(_hits(text, wanted), None):
            return _around(text, first, wanted)
    text = next(filter(None, texts), "")
    return Excerpt(((text[: _BEFORE + _AFTER], False),))


def _around(text: str, first: tuple[int, int], wanted: Sequence[Phrase]) -> Excerpt:
    start, end = _room(text, *first)
    parts = [("…", False)] if start else []
    at = start
    for begin, stop in _hits(text[:end], wanted, start):
        parts += [(text[at:begin], False), (text[begin:stop], True)]
        at = stop
    parts.append((text[at:end] + ("…" if end < len(text) else ""), False))
    return Excerpt(tuple(part for part in parts if part[0]))


def _room(text: str, begin: int, stop: int) -> tuple[int, int]:
    """From where to where, between words if there is a blank near."""
    start, end = max(0, begin - _BEFORE), min(len(text), stop + _AFTER)
    if start:
        start = max(start, text.find(" ", start, begin) + 1)
    if end < len(text):
        blank = text.rfind(" ", stop, end)
        end = blank if blank > 0 else end
    return start, end


def _hits(text: str, wanted: Sequence[Phrase], start: int = 0) -> Iterator[tuple[int, int]]:
    """Where the phrases stand, in order, none over another."""
    longest = max(len(phrase.words) for phrase in wanted)
    window: list[Word] = []
    coming = words(text[start:])
    while True:
        window += islice(coming, longest - len(window))
        if not window:
            return
        length = max((len(phrase.words) for phrase in wanted if _begins(window, phrase)), default=0)
        if length:
            yield start + window[0].start, start + window[length - 1].end
        del window[: length or 1]


def _begins(window: Sequence[Word], phrase: Phrase) -> bool:
    *whole, last = phrase.words
    if len(window) <= len(whole):
        return False
    if [word.folded for word in window[: len(whole)]] != whole:
        return False
    there = window[len(whole)].folded
    return there.startswith(last) if phrase.prefix else there == last
