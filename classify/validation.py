"""How the model does on texts that it has not seen: cross-validation, and the marks chosen by it."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components
from sklearn.model_selection import StratifiedGroupKFold

from skrzynka.classify.answer import Answer, answer, probabilities
from skrzynka.classify.examples import Example
from skrzynka.classify.model import Marks, Model, score

FOLDS = 5
_NEAR = 0.5  # part of the words that two texts share (of those that stand in either) to be near-copies
_AUTO_RIGHT, _KIND_RIGHT, _SECOND_RIGHT = 0.95, 0.97, 0.4
_OPEN = Marks(1.0, 1.01, 1.01, 1.01)

Logits = tuple[tuple[str, ...], NDArray[np.float32]]
"""Class names, and for each text what a model said of each class that had not seen it."""


def folds(examples: Sequence[Example]) -> NDArray[np.intp]:
    """The fold (0 to 4) of each example; near-copies share one, labels and languages are spread."""
    labels = [f"{example.label} {example.language}" for example in examples]
    splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0)
    found = np.zeros(len(examples), np.intp)
    for fold, (_, held) in enumerate(splitter.split(labels, labels, _groups(examples))):
        found[held] = fold
    return found


def unseen(examples: Sequence[Example], fit: Callable[[Sequence[Example]], Model]) -> Logits:
    """Logits of every example by a model that was fitted without its fold."""
    place, classes = folds(examples), tuple(sorted({example.label for example in examples}))
    logits = np.zeros((len(examples), len(classes)), np.float32)
    for fold in range(FOLDS):
        model = fit([example for example, at in zip(examples, place, strict=True) if at != fold])
        if model.classes != classes:
            raise ValueError(f"fold {fold} lacks examples of a class; add examples")
        for row in [int(at) for at in np.flatnonzero(place == fold)]:
            logits[row] = score(model, examples[row].words).logits
    return classes, logits


def marks(said: Logits, examples: Sequence[Example]) -> Marks:
    """The lowest marks at which answers on these texts are right often enough.

    A tag that stands by itself is right here if a person named its scope, first or second: where a mail speaks of
    two scopes, which of them comes first is what people disagree about too. The evaluation gives both figures.
    """
    classes, logits = said
    temperature = _temperature(classes, logits, examples)
    open_ = Marks(temperature, _OPEN.auto, 0.0, 0.0)
    given = [answer(classes, row, open_) for row in logits]
    auto = ((a.confidence, a.scope in {e.scope, e.secondary}) for a, e in zip(given, examples, strict=True) if a.scope)
    second = (
        (_chance(a, a.secondary), a.secondary == e.secondary)
        for a, e in zip(given, examples, strict=True)
        if a.secondary and a.scope == e.scope
    )
    kind = (
        (_kind_chance(classes, row, a, temperature), e.scope is None and e.kind == a.no_topic_kind)
        for a, e, row in zip(given, examples, logits, strict=True)
        if a.no_topic_kind
    )
    return Marks(temperature, lowest(auto, _AUTO_RIGHT), lowest(second, _SECOND_RIGHT), lowest(kind, _KIND_RIGHT))


def lowest(answers: Iterable[tuple[float, bool]], wanted: float) -> float:
    """The lowest probability from which on at least ``wanted`` of (probability, right) answers are right; else 1.01."""
    ordered = sorted(answers, reverse=True)
    right = np.cumsum([ok for _, ok in ordered]) if ordered else np.zeros(0)
    enough = np.flatnonzero(right >= wanted * np.arange(1, len(ordered) + 1))
    # Fewer than twenty answers prove nothing.
    return ordered[int(enough[-1])][0] if len(enough) and enough[-1] >= 19 else 1.01


def _temperature(classes: tuple[str, ...], logits: NDArray[np.float32], examples: Sequence[Example]) -> float:
    truth = [classes.index(example.label) for example in examples]

    def surprise(temperature: float) -> float:
        chances = (probabilities(row, temperature)[at] for row, at in zip(logits, truth, strict=True))
        return -sum(float(np.log(max(float(chance), 1e-9))) for chance in chances)

    return round(float(minimize_scalar(surprise, bounds=(0.3, 3.0), method="bounded").x), 3)


def _chance(given: Answer, key: str | None) -> float:
    return next((chance for scope, chance in given.ranking if scope == key), 0.0)


def _kind_chance(classes: tuple[str, ...], row: NDArray[np.float32], given: Answer, temperature: float) -> float:
    return float(probabilities(row, temperature)[classes.index(f"none:{given.no_topic_kind}")])


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
