"""A text as sentences: roughly, for nothing but a topic hangs on where they end."""

import re
from collections.abc import Iterator, Sequence

from skrzynka.classify.words import Word

_STOPS = ".!?…"
_END = re.compile(rf"(?<=[{_STOPS}])\s+|\n+")


def texts(text: str) -> list[str]:
    """The sentences, as they stand there."""
    return _END.split(text)


def unbroken(text: str) -> Iterator[str]:
    """The same, but that a line which goes on in small letters was broken by a mail program."""
    first = 0
    for end in _END.finditer(text):
        if end.group() == "\n" and text[end.end() : end.end() + 1].islower() and text[end.start() - 1] not in _STOPS:
            continue
        yield text[first : end.start()]
        first = end.end()
    yield text[first:]


def of_words(text: str, words: Sequence[Word], shortest: int) -> Iterator[Sequence[Word]]:
    """The words of ``text`` by sentences; those of fewer than ``shortest`` words are left out."""
    ends = [match.start() for match in _END.finditer(text)]
    first = 0
    for end in (*ends, len(text)):
        last = first
        while last < len(words) and words[last].start < end:
            last += 1
        if last - first >= shortest:
            yield words[first:last]
        first = last
