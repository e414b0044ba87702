"""Learn from staff's corrections, in a second for some hundred of them.

The scores of the scorer that tagged before are the start; what is learned is how far the corrected texts, and texts
like them, are from it. It is a logistic regression with those scores as offset, solved in its dual form, for there are
far fewer texts than features. The fixed bound of Böhning (1992) makes each step one product of matrices, and certain to
come nearer.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace

import numpy as np
from numpy.typing import NDArray

from skrzynka.classify import features, marks
from skrzynka.classify.answer import NONE, Said
from skrzynka.classify.model import MEANING, Marks, Model
from skrzynka.classify.records import Correction
from skrzynka.classify.tagger import Scorer
from skrzynka.classify.taught import Knowledge, Taught, cooled, model_of
from skrzynka.classify.vectors import Floats
from skrzynka.classify.words import Word, split

MOST = 2000
"""Corrections that are learned from, the latest."""

_PENALTY, _MEANING = 0.5, 2.0
"""The weights' penalty, and how much meanings count beside letters: of few texts the letters are of chance."""
_MILD, _NARROW = 4.0, 1.0
"""The same where a scorer that knows no examples gets its first corrections, which would lead it astray."""
_CONSTANT = 0.1  # how much all texts are alike, so that a scope that is often missed becomes likelier everywhere
_STEPS = 60
_SECOND = 0.3  # how much a correction counts for its second scope
_BLOCK = 4096  # features that are compared together
_FOLDS = 5
_ENOUGH = 40  # corrections from which on it is measured how sure one may be


def learn(base: Scorer, known: Knowledge, corrections: Sequence[Correction]) -> Taught | None:
    """What some corrections, oldest first, teach beside ``base``; None where nothing. Deterministic."""
    texts = [(list(split(f"{one.subject}\n{one.body}")), one) for one in corrections[-MOST:]]
    usable = [(words, one) for words, one in texts if words and (one.scope is None or one.scope in base.classes)]
    if not usable:
        return None
    words, said = [each for each, _ in usable], [one for _, one in usable]
    empty = _empty(base, known, words, said)
    model = model_of(base, empty, known)
    untrained = base.marks.most < 1
    penalty, breadth = _strengths(len(said)) if untrained else (_PENALTY, _MEANING)
    letters, meanings = _letters(model, words), breadth * np.stack([_meaning(model, each) for each in words])
    kernel = _likeness(letters, meanings, len(empty.features))
    offset = np.stack([cooled(base, base.score(each).logits) for each in words])
    truth = np.stack([_truth(base.classes, one, row) for one, row in zip(said, offset, strict=True)])
    weights = _solved(kernel, offset, truth, penalty)
    learned = np.zeros_like(empty.letters)
    np.add.at(learned, letters.features, letters.values[:, None] * weights[letters.texts])
    # A scorer whose marks were chosen on examples keeps them: staff correct what is doubtful, which is no fair sample.
    measured = untrained and len(said) >= _ENOUGH
    return replace(
        empty,
        letters=learned,
        # ``scoring.score`` weighs them by MEANING.
        meanings=(meanings.T @ weights * (breadth / MEANING)).astype(np.float32),
        bias=_CONSTANT * weights.sum(axis=0),
        marks=_measured(base.classes, kernel, offset, truth, penalty, said) if measured else None,
    )


def _empty(base: Scorer, known: Knowledge, texts: Sequence[Sequence[Word]], said: Sequence[Correction]) -> Taught:
    """The texts' features, of which nothing is said yet."""
    names = tuple(sorted({name for words in texts for name in features.of_text(words)}))
    width = len(base.classes)
    return Taught(
        version=_fingerprint(said),
        features=names,
        rarity=np.array([known.rarity_of(name) for name in names], np.float32),
        letters=np.zeros((len(names), width), np.float32),
        meanings=np.zeros((0, width), np.float32),
        bias=np.zeros(width, np.float32),
        marks=None,
    )


@dataclass(frozen=True, slots=True)
class _Sparse:
    """Values of features in ``count`` texts: parallel arrays, sorted by feature."""

    texts: NDArray[np.intp]
    features: NDArray[np.intp]
    values: Floats
    count: int


def _letters(model: Model, texts: Sequence[Sequence[Word]]) -> _Sparse:
    """The features of each text, of length 1, as ``scoring.score`` weighs them."""
    found = [sorted({model.rows[name] for name in features.of_text(words)}) for words in texts]
    at = np.repeat(np.arange(len(texts)), [len(rows) for rows in found])
    rows = np.array([row for each in found for row in each], np.intp)
    values = np.concatenate([model.rarity[each] / np.linalg.norm(model.rarity[each]) for each in found])
    order = np.argsort(rows, kind="stable")
    return _Sparse(at[order], rows[order], values[order].astype(np.float32), len(texts))


def _meaning(model: Model, words: Sequence[Word]) -> Floats:
    """What the words mean together, as a direction."""
    rows = list(dict.fromkeys(row for word in words if (row := model.vectors.row(word.folded)) is not None))
    if not rows:
        return np.zeros(model.vectors.width, np.float32)
    text = (model.vectors.of(rows) * model.word_rarity[rows][:, None]).sum(axis=0) - model.centre
    unit: Floats = text / max(float(np.linalg.norm(text)), 1e-6)
    return unit


def _likeness(letters: _Sparse, meanings: Floats, width: int) -> Floats:
    """How alike each two texts are: texts by texts."""
    alike = meanings @ meanings.T + np.float32(_CONSTANT)
    for start in range(0, width, _BLOCK):
        first, last = np.searchsorted(letters.features, [start, start + _BLOCK])
        block = np.zeros((letters.count, _BLOCK), np.float32)
        block[letters.texts[first:last], letters.features[first:last] - start] = letters.values[first:last]
        alike += block @ block.T
    return alike


def _truth(classes: Sequence[str], said: Correction, start: Floats) -> Floats:
    """How a person's answer parts over the classes; no topic is shared as the start would have it."""
    truth = np.zeros(len(classes), np.float32)
    if said.scope is None:
        chances = np.exp(start - start.max()) * [name.startswith(NONE) for name in classes]
        truth += chances / chances.sum()
        return truth
    truth[classes.index(said.scope)] = 1.0
    if said.secondary in classes:
        truth *= 1 - _SECOND
        truth[classes.index(said.secondary)] += _SECOND
    return truth


def _strengths(many: int) -> tuple[float, float]:
    """From the mild ones to the others as corrections become many (measured on the invented cycling plan)."""
    return min(_MILD, max(_PENALTY, 80 / many)), min(_MEANING, max(_NARROW, many / 50))


def _solved(kernel: Floats, offset: Floats, truth: Floats, penalty: float) -> Floats:
    """The dual weights: texts by classes."""
    step = np.linalg.inv(0.5 * kernel + penalty * np.eye(len(kernel), dtype=np.float32))
    weights = np.zeros_like(offset)
    for _ in range(_STEPS):
        weights -= step @ (_chances(offset + kernel @ weights) - truth + penalty * weights)
    return weights


def _chances(logits: Floats) -> Floats:
    each = np.exp(logits - logits.max(axis=1, keepdims=True))
    chances: Floats = each / each.sum(axis=1, keepdims=True)
    return chances


def _measured(
    classes: tuple[str, ...], kernel: Floats, offset: Floats, truth: Floats, penalty: float, said: Sequence[Correction]
) -> Marks:
    """The marks at which corrections that were held back are answered rightly often enough."""
    place = np.arange(len(said)) % _FOLDS
    logits = offset.copy()
    for fold in range(_FOLDS):
        out, rest = np.flatnonzero(place == fold), np.flatnonzero(place != fold)
        weights = _solved(kernel[np.ix_(rest, rest)], offset[rest], truth[rest], penalty)
        logits[out] += kernel[np.ix_(out, rest)] @ weights
    return marks.chosen(classes, [Said(row, np.zeros((0, 0), np.float32)) for row in logits], said)


def _fingerprint(said: Sequence[Correction]) -> str:
    digest = hashlib.sha256()
    for one in said:
        digest.update(repr(astuple(one)).encode())
    return digest.hexdigest()[:12]
