"""The words of a text that spoke most for its scope, as they stand there."""

from collections.abc import Iterator, Sequence

from skrzynka.classify.records import Evidence
from skrzynka.classify.words import Word

_MOST = 6
_LONGEST = 3  # words of a phrase
_WORTH = 0.03  # part of all that spoke for the scope, below which a word is not worth showing
_LETTERS = 3


def from_words(text: str, words: Sequence[Word], given: Sequence[float], scope: str) -> tuple[Evidence, ...]:
    """Up to six words or phrases; ``given`` is what each word added to the score, so weights are parts of its sum."""
    spoke = [max(part, 0.0) if len(word.folded) >= _LETTERS else 0.0 for word, part in zip(words, given, strict=True)]
    total = sum(spoke)
    if not total:
        return ()
    merged: dict[str, tuple[str, float]] = {}
    for first, last in _phrases(text, words, spoke, total * _WORTH):
        shown = text[words[first].start : words[last].end]
        known, weight = merged.get(shown.casefold(), (shown, 0.0))
        merged[shown.casefold()] = (known, weight + sum(spoke[first : last + 1]) / total)
    best = sorted(merged.values(), key=lambda pair: -pair[1])[:_MOST]
    return tuple(Evidence(shown, scope, round(weight, 4)) for shown, weight in best)


def _phrases(text: str, words: Sequence[Word], spoke: Sequence[float], least: float) -> Iterator[tuple[int, int]]:
    """First and last place of each run of words that spoke; only a blank stands between words of a run."""
    start: int | None = None
    for place, word in enumerate(words):
        joins = start is not None and place - start < _LONGEST and text[words[place - 1].end : word.start] == " "
        if start is not None and not (joins and spoke[place] >= least):
            yield start, place - 1
            start = None
        if start is None and spoke[place] >= least:
            start = place
    if start is not None:
        yield start, len(words) - 1
