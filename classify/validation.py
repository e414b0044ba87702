"""How the model does on texts that it has not seen: cross-validation."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components
from sklearn.model_selection import StratifiedGroupKFold

from skrzynka.classify.answer import Said
from skrzynka.classify.examples import Example
from skrzynka.classify.model import Model
from skrzynka.classify.scoring import logits
from skrzynka.classify.tagger import said_of

FOLDS = 5
_NEAR = 0.5  # part of the words that two texts share (of those that stand in either) to be near-copies

Unseen = tuple[tuple[str, ...], list[Said]]
"""Class names, and what a model said of each text that had not seen it."""


def folds(examples: Sequence[Example]) -> NDArray[np.intp]:
    """The fold (0 to 4) of each example; near-copies share one, labels and languages are spread."""
    labels = [f"{example.label} {example.language}" for example in examples]
    splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0)
    found = np.zeros(len(examples), np.intp)
    for fold, (_, held) in enumerate(splitter.split(labels, labels, _groups(examples))):
        found[held] = fold
    return found


def unseen(examples: Sequence[Example], fit: Callable[[Sequence[Example]], Model]) -> Unseen:
    """What a model said of every example that was fitted without its fold."""
    place, classes = folds(examples), tuple(sorted({example.label for example in examples}))
    found: dict[int, Said] = {}
    for fold in range(FOLDS):
        model = fit([example for example, at in zip(examples, place, strict=True) if at != fold])
        if model.classes != classes:
            raise ValueError(f"fold {fold} lacks examples of a class; add examples")
        for row in [int(at) for at in np.flatnonzero(place == fold)]:
            found[row] = said_of(partial(logits, model), examples[row].text)
    return classes, [found[row] for row in range(len(examples))]


def _groups(examples: Sequence[Example]) -> NDArray[np.intp]:
    """A number for each example, the same for near-copies."""
    sets = [sorted({word.folded for word in example.words}) for example in examples]
    names = {name: column for column, name in enumerate(sorted({name for words in sets for name in words}))}
    columns = [names[name] for words in sets for name in words]
    starts = np.cumsum([0, *map(len, sets)])
    table = csr_matrix((np.ones(len(columns)), columns, starts), shape=(len(sets), len(names)))
    shared, sizes = (table @ table.T).tocoo(), np.diff(starts)
    either = sizes[shared.row] + sizes[shared.col] - shared.data
    near = shared.data / np.maximum(either, 1) >= _NEAR
    graph = csr_matrix((np.ones(near.sum()), (shared.row[near], shared.col[near])), shape=(len(sets), len(sets)))
    numbers: NDArray[np.intp] = connected_components(graph, directed=False)[1]
    return numbers
