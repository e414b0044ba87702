"""What of a text counts for its topic: pieces of words, words, pairs of words, and what the words mean."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from skrzynka.classify.words import Word

_PIECES = (3, 4, 5)
"""Lengths of pieces, in letters: long enough for stems, short enough to survive endings and typing errors."""


@lru_cache(maxsize=4_096)
def of_word(folded: str) -> tuple[str, ...]:
    """The word itself and its pieces; a blank marks its beginning and end."""
    edged = f" {folded} "
    pieces = {edged[i : i + n] for n in _PIECES for i in range(len(edged) - n + 1)}
    return (f"={folded}", *sorted(pieces))


def of_pair(first: str, second: str) -> str:
    """Two words that follow each other, as one feature."""
    return f"={first} {second}"


def of_text(words: Sequence[Word]) -> Iterator[str]:
    """Each feature of a text; one that repeats comes as often."""
    for place, word in enumerate(words):
        yield from of_word(word.folded)
        if place:
            yield of_pair(words[place - 1].folded, word.folded)
