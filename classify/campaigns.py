"""Campaigns: letters that many people send with small changes, found by the runs of words that they share. Pure.

A letter is cut into runs of three words (shingles), each turned into a number. It is found by a sketch of them, the
smallest numbers of its runs of four (A. Broder, "On the resemblance and containment of documents", 1997: MinHash with
one function, which finds a letter inside a longer one too). Letters whose sketches have numbers in common are compared
word by word, so that nothing is grouped by chance.
"""

import hashlib
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache
from itertools import islice
from typing import Protocol

from skrzynka.classify.words import fold, raw

SHINGLE = 3
SHORTEST = 15
"""Words that a letter must have: two people may well write "I support this, with kind regards" by themselves."""

_SKETCH = 24
_SHORT, _NEARLY_ALL = 24, 0.85
"""Below so many shared words, so large a part of the longer letter must be shared: they differ by a name or a date."""

_MOST = 0.55
"""The part of the longer letter that must be shared, so that both are mostly the same."""

_HELD, _OF_HOLDER = 0.8, 0.2
"""The parts of the shorter and of the longer letter that must be shared, so that the one stands in the other."""

_COMPARED = 16
"""Letters that a new one is compared with at most."""

_ODD = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)
"""Odd numbers of random bits, by which words at each place of a run are told apart."""

_BITS = 2**63 - 1
"""Both databases keep so large a number as an integer."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter's words, as numbers; ``whole`` is equal where all words are."""

    words: int
    whole: int
    shingles: tuple[int, ...]

    @property
    def sketch(self) -> list[int]:
        """What it is found by: numbers of two shingles in a row, four words, which by chance few letters share."""
        pairs = zip(self.shingles, self.shingles[1:], strict=False)
        return sorted({(one * _ODD[0] ^ other) & _BITS for one, other in pairs})[:_SKETCH]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a letter stands among the others.

    ``whole`` is equal where all words are. ``core`` is the lowest number of those that are mostly the same, directly or
    by others between them. ``holds`` is a letter that stands whole in this one, which has much more besides; ``held``
    words are theirs in common.
    """

    number: int
    whole: int
    words: int
    core: int
    holds: int | None = None
    held: int = 0


class Likeness(Enum):
    """What a letter is to another one."""

    OTHER = "other"
    SAME = "same"
    HOLDER = "holder"
    HELD = "held"


class Shelf(Protocol):
    """What is kept of the letters that were placed."""

    def twin(self, whole: int) -> Place | None:
        """A letter of the very same words."""

    def near(self, new: Letter) -> Iterable[Place]:
        """Letters that may be like a new one, the likeliest first."""

    def letter(self, number: int) -> Letter:
        """A letter that was placed."""

    def put(self, place: Place, sketch: Sequence[int]) -> None:
        """Keep where a new one stands, and let others find it by its sketch."""

    def unite(self, cores: Iterable[int], core: int) -> None:
        """Let the letters of all ``cores`` have one."""

    def hold(self, number: int, holds: int, held: int) -> None:
        """Note what stands in a letter."""


def letter(text: str) -> Letter:
    """The words of a text, as numbers; one too short to compare has no shingles."""
    words = _numbers(text)
    whole = _hash(array("Q", words).tobytes()) & _BITS
    return Letter(len(words), whole, _shingles(words) if len(words) >= SHORTEST else ())


def runs(text: str) -> tuple[int, ...]:
    """A number for each run of words of a text, however short."""
    return _shingles(_numbers(text))


def compare(one: Letter, other: Letter) -> tuple[Likeness, int]:
    """What ``one`` is to ``other``, and how many words they share."""
    shared = min(_covered(one.shingles, other.shingles), _covered(other.shingles, one.shingles))
    shorter, longer = sorted((one.words, other.words))
    if shared >= SHORTEST and shared >= (_MOST if shared >= _SHORT else _NEARLY_ALL) * longer:
        return Likeness.SAME, shared
    if shared >= _SHORT and shared >= _HELD * shorter and shared >= _OF_HOLDER * longer:
        return Likeness.HOLDER if one.words > other.words else Likeness.HELD, shared
    return Likeness.OTHER, shared


def may_be_alike(words: int, others: int, shared: int) -> bool:
    """Whether letters of so many words, whose sketches share so many runs, are worth a comparison."""
    # Of letters of like length that are mostly the same 6 of 24 are to be expected at the least, and 13 where a word in
    # twelve was changed; of a letter that stands in one five times as long, 5.
    return shared >= (3 if 2 * min(words, others) > max(words, others) else 2)


def place(number: int, new: Letter, shelf: Shelf) -> None:
    """Put a new letter to those it is like."""
    if not new.shingles:
        shelf.put(Place(number, new.whole, new.words, number), ())
    elif twin := shelf.twin(new.whole):
        shelf.put(replace(twin, number=number), ())
        shelf.unite({number, twin.core}, min(number, twin.core))
    else:
        _place(number, new, shelf)


def campaigns(places: Sequence[Place]) -> Mapping[int, Sequence[int]]:
    """The numbers of the letters that belong together, by the lowest of them; a letter that stands alone is in none.

    Letters that hold another one belong to it, but never make one of the two that they hold.
    """
    above = _held_by_most(places)
    together: dict[int, list[int]] = defaultdict(list)
    for each in places:
        together[_top(each.core, above)].append(each.number)
    return {min(numbers): sorted(numbers) for numbers in together.values() if len(numbers) > 1}


def _place(number: int, new: Letter, shelf: Shelf) -> None:
    united: set[int] = set()
    best = (0, 0)
    for near in islice(shelf.near(new), _COMPARED):
        if near.core in united:
            continue
        likeness, shared = compare(new, shelf.letter(near.number))
        if likeness is Likeness.SAME:
            united.add(near.core)
        elif likeness is Likeness.HOLDER:
            best = max(best, (shared, -near.number))
        elif likeness is Likeness.HELD and (shared, -number) > (near.held, -(near.holds or 0)):
            shelf.hold(near.number, number, shared)
    held, holds = best
    shelf.put(Place(number, new.whole, new.words, number, -holds or None, held), new.sketch)
    if united:
        shelf.unite({number, *united}, min(number, *united))


def _held_by_most(places: Iterable[Place]) -> Mapping[int, int]:
    """The core whose letter stands in most of a core's texts, by that core."""
    cores = {each.number: each.core for each in places}
    texts: dict[int, dict[int, int | None]] = defaultdict(dict)
    for each in places:
        texts[each.core][each.whole] = cores.get(each.holds) if each.holds else None
    held: dict[int, int] = {}
    for core, wholes in texts.items():
        found, count = Counter(wholes.values()).most_common(1)[0]
        if found not in (None, core) and 2 * count > len(wholes):
            held[core] = found
    return held


def _top(core: int, above: Mapping[int, int]) -> int:
    """Follow what stands in what to its end; where that is a ring, to its lowest number."""
    seen = [core]
    while (core := above.get(core, core)) not in seen:
        seen.append(core)
    return min(seen[seen.index(core) :])


def _covered(shingles: Sequence[int], known: Iterable[int]) -> int:
    """How many words stand in a run that is known."""
    there, count, end = set(known), 0, 0
    for start, shingle in enumerate(shingles):
        if shingle in there:
            count += start + SHINGLE - max(start, end)
            end = start + SHINGLE
    return count


def _numbers(text: str) -> list[int]:
    return [_number(word) for word in raw(text)]


def _shingles(words: Sequence[int]) -> tuple[int, ...]:
    one, two, three = _ODD
    mixed = (a * one ^ b * two ^ c * three for a, b, c in zip(words, words[1:], words[2:], strict=False))
    return tuple([(run ^ run >> 40) & _BITS for run in mixed])


@lru_cache(maxsize=32_768)
def _number(word: str) -> int:
    return _hash(fold(word).encode("utf-8", "replace"))


def _hash(of: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(of, digest_size=8).digest(), "big")
