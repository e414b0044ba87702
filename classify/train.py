"""Build the shipped model from the shipped examples: ``python -m skrzynka.classify.train`` (needs scikit-learn)."""

import math
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from skrzynka.classify import examples as shipped
from skrzynka.classify import features, model, validation, vectors
from skrzynka.classify.examples import Example
from skrzynka.classify.model import Marks, Model
from skrzynka.classify.vectors import Floats, Vectors

_STRENGTH = 25.0  # the higher, the closer the weights follow the examples (inverse of the penalty)
_TEXTS = 3  # texts that a feature must stand in
_SECOND = 0.3  # how much an example counts for its second scope
_UNMARKED = Marks(temperature=1.0, auto=1.0, secondary=1.0, kind=1.0)


def fit(examples: Sequence[Example], words: Vectors) -> Model:
    """The model of some examples; its marks say nothing yet. Deterministic."""
    texts = [[word.folded for word in example.words] for example in examples]
    found = [Counter(name for name, _ in features.of_text(example.words)) for example in examples]
    counts = Counter(name for text in found for name in text)
    known = {name: row for row, name in enumerate(sorted(n for n, count in counts.items() if count >= _TEXTS))}
    rarity = np.array([math.log(len(examples) / counts[name]) + 1 for name in known], np.float32)
    word_rarity = _word_rarity(texts, words)
    raw = np.stack([_meaning(text, words, word_rarity) for text in texts])
    centre = raw.mean(axis=0)
    meanings = model.MEANING * _unit(raw - centre)
    design = hstack([_letters(found, known, rarity), csr_matrix(meanings)]).tocsr()
    classes, weights, bias = _learned(design, examples)
    split = len(known)
    return Model(
        classes, known, rarity, weights[:split], weights[split:], bias, centre, word_rarity, _UNMARKED, "", words
    )


def _learned(design: csr_matrix, examples: Sequence[Example]) -> tuple[tuple[str, ...], Floats, Floats]:
    labels = np.array([example.label for example in examples])
    second = [place for place, example in enumerate(examples) if example.secondary]
    both = np.concatenate([labels, [examples[place].secondary for place in second]])
    weight = np.concatenate([np.where([bool(e.secondary) for e in examples], 1 - _SECOND, 1.0), [_SECOND] * len(second)])
    rows = np.concatenate([np.arange(len(examples)), np.array(second, dtype=np.intp)])
    learner = LogisticRegression(C=_STRENGTH, max_iter=400, tol=1e-4)
    learner.fit(design[rows], both, sample_weight=weight)
    return tuple(learner.classes_), learner.coef_.T.astype(np.float32), learner.intercept_.astype(np.float32)


def _letters(found: Sequence[Counter[str]], known: dict[str, int], rarity: Floats) -> csr_matrix:
    rows = [[known[name] for name in text if name in known] for text in found]
    starts = np.cumsum([0, *map(len, rows)])
    columns = np.array([column for row in rows for column in row], dtype=np.intp)
    values = np.concatenate([_unit(rarity[row][None, :])[0] if row else np.zeros(0, np.float32) for row in rows])
    return csr_matrix((values, columns, starts), shape=(len(rows), len(known)))


def _word_rarity(texts: Sequence[Sequence[str]], words: Vectors) -> Floats:
    counts: Counter[int] = Counter()
    for text in texts:
        counts.update({row for word in text if (row := words.row(word)) is not None})
    seen = np.array([counts.get(row, 0) for row in range(len(words.table))], np.float32)
    return np.log(len(texts) / np.maximum(seen, 1)).astype(np.float16).astype(np.float32)


def _meaning(text: Sequence[str], words: Vectors, rarity: Floats) -> Floats:
    rows = list(dict.fromkeys(row for word in text if (row := words.row(word)) is not None))
    total: Floats = (words.of(rows) * rarity[rows][:, None]).sum(axis=0)
    return total


def _unit(table: Floats) -> Floats:
    length: NDArray[np.float32] = np.linalg.norm(table, axis=1, keepdims=True)
    return table / np.maximum(length, np.float32(1e-6))


def main() -> None:
    """Train on all examples, with marks chosen by cross-validation, and write the model beside this module."""
    examples, words = shipped.load(), vectors.load()
    marks = validation.marks(validation.unseen(examples, lambda some: fit(some, words)), examples)
    built = replace(fit(examples, words), marks=marks, examples=shipped.fingerprint())
    target = Path(__file__).parent / model.FILE
    with target.open("wb") as file:
        model.write(built, file)
    sys.stdout.write(f"{target.name}: {len(examples)} examples, {len(built.rows)} features, {marks}\n")


if __name__ == "__main__":
    main()
