"""The words of a text that spoke most for its scope, as they stand there."""

import re
from collections.abc import Iterator, Sequence

from skrzynka.classify.records import Evidence
from skrzynka.classify.sentences import unbroken
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


def deciding(text: str, evidence: Sequence[Evidence], most: int = 2) -> tuple[str, ...]:
    """The sentences of ``text``, verbatim and in its order, in which the evidence weighs most: one, or ``most``.

    A sentence counts where it holds at least a third of what the heaviest one holds.
    """
    found = [(each.words.casefold(), each.weight) for each in evidence]
    weighed = [
        (_weight(sentence.casefold(), found), at, sentence.strip()) for at, sentence in enumerate(unbroken(text))
    ]
    heaviest = max((weight for weight, _, _ in weighed), default=0.0)
    worth = [each for each in weighed if each[0] and each[0] >= heaviest / 3]
    best = sorted(worth, key=lambda each: -each[0])[:most]
    return tuple(sentence for _, _, sentence in sorted(best, key=lambda each: each[1]))


def places(text: str, evidence: Sequence[Evidence]) -> Iterator[tuple[int, int]]:
    """Where the words of the evidence stand in a text: begin and end of each, in its order."""
    either = "|".join(map(re.escape, sorted((each.words for each in evidence), key=len, reverse=True)))
    if either:
        yield from (found.span() for found in re.finditer(rf"(?<!\w)(?:{either})(?!\w)", text, re.IGNORECASE))


def _weight(sentence: str, found: Sequence[tuple[str, float]]) -> float:
    return sum(weight for words, weight in found if _stands(words, sentence))


def _stands(words: str, sentence: str) -> bool:
    """Whether the words stand there, and not as a part of others."""
    at = sentence.find(words)
    while at >= 0:
        end = at + len(words)
        if not (sentence[at - 1 : at].isalnum() or sentence[end : end + 1].isalnum()):
            return True
        at = sentence.find(words, at + 1)
    return False


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
