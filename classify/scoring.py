"""How a trained model scores texts: each word of one for the evidence, or many texts at once for their sums alone."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from skrzynka.classify import features
from skrzynka.classify.model import MEANING, Known, Model
from skrzynka.classify.vectors import Floats
from skrzynka.classify.words import Word

_CACHED = 30_000  # words
_ROW = np.dtype(np.int32)
Rows: TypeAlias = NDArray[np.int32]
"""Features, as a model numbers them."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Logits by class, and what each word of the text gave to them (words x classes)."""

    logits: Floats
    words: Floats


def score(model: Model, words: Sequence[Word]) -> Scored:
    """Score one text. The words' parts sum to the logits, but for what is the same for every text."""
    known = [_known(model, word.folded) for word in words]
    given = _letters(model, words, known)
    logits = given.sum(axis=0) + model.bias
    logits += _meanings(model, known, given)
    return Scored(logits, given)


def logits(model: Model, texts: Sequence[Sequence[Word]]) -> Floats:
    """The logits of several texts (texts x classes), as ``score`` has them."""
    known = [[_known(model, word.folded) for word in words] for words in texts]
    found = np.zeros((len(texts), len(model.classes)), np.float32) + model.bias
    _add_letters(model, texts, known, found)
    _add_meanings(model, known, found)
    return found


def _letters(model: Model, words: Sequence[Word], known: Sequence[Known]) -> Floats:
    """What the features of each word say: words by classes."""
    given = np.zeros((len(words), len(model.classes)), np.float32)
    pairs = dict(_pairs(model, words))
    rows = _laid(known, pairs.values())
    if not len(rows):
        return given
    counts = np.bincount(rows)[rows].astype(np.float32)
    strength = model.rarity[rows]
    # A feature that repeats counts once; each place it stands in has its share.
    length = np.float32(np.sqrt((np.square(strength) / counts).sum() + _missed(model, words, rows)))
    parts: Floats = (strength / counts / length)[:, None] * model.letters[rows]
    own = len(rows) - len(pairs)
    filled = [place for place, one in enumerate(known) if one.rows]
    if filled:
        starts = np.cumsum([0, *(len(known[place].rows) // _ROW.itemsize for place in filled[:-1])])
        given[filled] = np.add.reduceat(parts[:own], starts, axis=0)
    given[list(pairs)] += parts[own:]
    return given


def _add_letters(
    model: Model, texts: Sequence[Sequence[Word]], known: Sequence[Sequence[Known]], found: Floats
) -> None:
    """Add what the features of each text say."""
    pairs = [[row for _, row in _pairs(model, words)] for words in texts]
    each = [_laid(words, rows) for words, rows in zip(known, pairs, strict=True)]
    at = np.repeat(np.arange(len(texts)), [len(rows) for rows in each])
    text, rows = np.divmod(np.unique(at * len(model.rarity) + np.concatenate(each)), len(model.rarity))
    filled, starts = np.unique(text, return_index=True)
    if not len(filled):
        return
    strength = model.rarity[rows]
    squared = np.add.reduceat(np.square(strength), starts)
    if model.unknown:
        squared += [
            _missed(model, texts[at], part) for at, part in zip(filled, np.split(rows, starts[1:]), strict=True)
        ]
    said = np.add.reduceat(strength[:, None] * model.letters[rows], starts, axis=0)
    found[filled] += said / np.sqrt(squared)[:, None]


def _add_meanings(model: Model, known: Sequence[Sequence[Known]], found: Floats) -> None:
    """Add what the words of each text mean together."""
    each = [list(dict.fromkeys(one.meaning for one in words if one.meaning is not None)) for words in known]
    filled = [place for place, rows in enumerate(each) if rows]
    if not filled:
        return
    starts = np.cumsum([0, *(len(each[place]) for place in filled[:-1])])
    text = np.add.reduceat(_weighed(model, [row for rows in each for row in rows]), starts, axis=0) - model.centre
    length = np.maximum(np.linalg.norm(text, axis=1, keepdims=True), 1e-6) / MEANING
    found[filled] += text @ model.meanings / length


def _missed(model: Model, words: Sequence[Word], rows: Rows) -> float:
    """The squared weights of the text's features that the model does not know."""
    if not model.unknown:
        return 0.0
    return (len(set(features.of_text(words))) - len(np.unique(rows))) * model.unknown**2


def _laid(known: Sequence[Known], pairs: Collection[int]) -> Rows:
    """The features of words, in their order, and behind them those of pairs."""
    own = np.frombuffer(b"".join([one.rows for one in known]), _ROW)
    return np.concatenate([own, np.fromiter(pairs, _ROW, len(pairs))])


def _known(model: Model, folded: str) -> Known:
    """What the model knows of one word."""
    known = model.cache.get(folded)
    if known is None:
        rows = [row for feature in features.of_word(folded) if (row := model.rows.get(feature)) is not None]
        known = Known(np.array(rows, _ROW).tobytes(), model.vectors.row(folded))
        if len(model.cache) < _CACHED:
            model.cache[folded] = known
    return known


def _pairs(model: Model, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """The known pairs: the place of the second word, and the feature."""
    for place, (first, second) in enumerate(pairwise(words), start=1):
        if (row := model.rows.get(features.of_pair(first.folded, second.folded))) is not None:
            yield place, row


def _meanings(model: Model, known: Sequence[Known], given: Floats) -> Floats:
    """What the words' meanings add to the logits; adds each word's part to ``given``."""
    found: dict[int, int] = {}
    for place, one in enumerate(known):
        if one.meaning is not None:
            found.setdefault(one.meaning, place)
    if not found:
        return np.zeros(len(model.classes), np.float32)
    each = _weighed(model, list(found))
    text = each.sum(axis=0) - model.centre
    length = np.float32(max(float(np.linalg.norm(text)), 1e-6) / MEANING)
    given[list(found.values())] += each @ model.meanings / length
    added: Floats = text @ model.meanings / length
    return added


def _weighed(model: Model, rows: Sequence[int]) -> Floats:
    """The meanings of some words, each as strong as the word is rare: rows by width."""
    return model.vectors.of(rows) * model.word_rarity[rows][:, None]
