"""What the letters of a campaign have in common, and what each person added. Pure."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from skrzynka.classify.campaigns import SHINGLE, runs
from skrzynka.classify.words import Word, split

_COMMON = 0.5
"""The part of the texts in which a run of words must stand to be the campaign's."""

_BETWEEN = 4
"""Words of the campaign that may stand within what somebody added: "in our town" is there by chance."""

_GAP = " […] "
_TAIL = re.compile(r"[^\s\w]*")


def common(texts: Sequence[str]) -> str:
    """The passages that at least half of the texts have, as they stand in the text that came most often."""
    if not texts:
        return ""
    different = set(texts)
    found = Counter(run for text in different for run in set(runs(text)))
    model = max(texts, key=Counter(texts).__getitem__)
    often = {run for run in runs(model) if found[run] >= _COMMON * len(different)}
    return _GAP.join(_passages(model, list(split(model)), _covered(runs(model), often)))


def added(text: str, campaign: str, sender: str = "") -> list[str]:
    """The passages of a text that are not its campaign's; the sender's name at their ends is left out."""
    words = list(split(text))
    own = [not each for each in _covered(runs(text), set(runs(campaign))) or [False] * len(words)]
    for start, end in list(_stretches([not each for each in own])):
        if end - start <= _BETWEEN and start > 0 and end < len(own):
            own[start:end] = [True] * (end - start)
    name = {word.folded for word in split(sender)}
    for start, end in list(_stretches(own)):
        _trim(own, words, name, start, end)
    return list(_passages(text, words, own))


def _covered(of: Sequence[int], known: Collection[int]) -> list[bool]:
    """Which words stand in a run that is known."""
    found = [False] * (len(of) + SHINGLE - 1 if of else 0)
    for start, run in enumerate(of):
        if run in known:
            found[start : start + SHINGLE] = [True] * SHINGLE
    return found


def _trim(own: list[bool], words: Sequence[Word], name: Collection[str], start: int, end: int) -> None:
    while start < end and words[end - 1].folded in name:
        end -= 1
        own[end] = False
    while start < end and words[start].folded in name:
        own[start] = False
        start += 1


def _stretches(wanted: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Where wanted words begin and end."""
    start = None
    for at, each in enumerate([*wanted, False]):
        if each and start is None:
            start = at
        elif not each and start is not None:
            yield start, at
            start = None


def _passages(text: str, words: Sequence[Word], wanted: Sequence[bool]) -> Iterator[str]:
    for start, end in _stretches(wanted):
        tail = _TAIL.match(text, words[end - 1].end)
        yield text[words[start].start : tail.end() if tail else None]
