"""Build the shipped model from the shipped examples: ``python -m skrzynka.classify.train`` (needs scikit-learn)."""

import math
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from skrzynka.classify import examples as shipped
from skrzynka.classify import features, marks, model, sentences, validation, vectors
from skrzynka.classify.examples import Example
from skrzynka.classify.model import Marks, Model
from skrzynka.classify.scoring import logits
from skrzynka.classify.tagger import said_of
from skrzynka.classify.vectors import Floats, Vectors

_STRENGTH = 25.0  # the higher, the closer the weights follow the examples (inverse of the penalty)
_TEXTS = 3  # texts that a feature must stand in
_SECOND = 0.3  # how much an example counts for its second scope
_SENTENCES = 0.2  # how much all sentences of an example count beside the whole
_WORDS = 4  # that a sentence must have
_UNMARKED = Marks(temperature=1.0, auto=1.0, secondary=1.0, kind=1.0)


@dataclass(frozen=True, slots=True)
class _Lesson:
    """A text, what it is learned as, and how much it counts."""

    example: Example
    label: str
    weight: float


def fit(examples: Sequence[Example], words: Vectors) -> Model:
    """The model of some examples; its marks say nothing yet. Deterministic."""
    wholes = [[word.folded for word in example.words] for example in examples]
    counts = Counter(name for example in examples for name in set(features.of_text(example.words)))
    known = {name: row for row, name in enumerate(sorted(n for n, count in counts.items() if count >= _TEXTS))}
    rarity = np.array([math.log(len(examples) / counts[name]) + 1 for name in known], np.float32)
    word_rarity = _word_rarity(wholes, words)
    lessons = [lesson for example in examples for lesson in _lessons(example)]
    raw = np.stack([_meaning(lesson.example, words, word_rarity) for lesson in lessons])
    centre = raw.mean(axis=0)
    meanings = model.MEANING * _unit(raw - centre)
    design = hstack([_letters(lessons, known, rarity), csr_matrix(meanings)]).tocsr()
    classes, weights, bias = _learned(design, lessons)
    split = len(known)
    return Model(
        classes, known, rarity, weights[:split], weights[split:], bias, centre, word_rarity, _UNMARKED, "", words
    )


def _lessons(example: Example) -> Iterator[_Lesson]:
    """The example, and each of its sentences by itself.

    Without them a model learns that what is short has no topic, as thanks and questions are shorter than opinions.
    """
    yield from _labelled(example, 1.0)
    parts = [text for text in sentences.texts(example.body) if len(text.split()) >= _WORDS]
    if len(parts) > 1:
        for text in parts:
            yield from _labelled(replace(example, subject="", body=text), _SENTENCES / len(parts))


def _labelled(example: Example, weight: float) -> Iterator[_Lesson]:
    if example.secondary:
        yield _Lesson(example, example.label, weight * (1 - _SECOND))
        yield _Lesson(example, example.secondary, weight * _SECOND)
    else:
        yield _Lesson(example, example.label, weight)


def _learned(design: csr_matrix, lessons: Sequence[_Lesson]) -> tuple[tuple[str, ...], Floats, Floats]:
    learner = LogisticRegression(C=_STRENGTH, max_iter=400, tol=1e-4)
    learner.fit(design, [lesson.label for lesson in lessons], sample_weight=[lesson.weight for lesson in lessons])
    return tuple(learner.classes_), learner.coef_.T.astype(np.float32), learner.intercept_.astype(np.float32)


def _letters(lessons: Sequence[_Lesson], known: dict[str, int], rarity: Floats) -> csr_matrix:
    texts = (dict.fromkeys(features.of_text(lesson.example.words)) for lesson in lessons)
    rows = [[known[name] for name in text if name in known] for text in texts]
    starts = np.cumsum([0, *map(len, rows)])
    columns = np.array([column for row in rows for column in row], dtype=np.intp)
    values = np.concatenate([_unit(rarity[row][None, :])[0] if row else np.zeros(0, np.float32) for row in rows])
    return csr_matrix((values, columns, starts), shape=(len(rows), len(known)))


def _word_rarity(texts: Sequence[Sequence[str]], words: Vectors) -> Floats:
    counts: Counter[int] = Counter()
    for text in texts:
        counts.update({row for word in text if (row := words.row(word)) is not None})
    seen = np.array([counts.get(row, 0) for row in range(len(words.table))], np.float32)
    rarity: Floats = np.log(len(texts) / np.maximum(seen, 1)).astype(np.float32)
    return rarity


def _meaning(example: Example, words: Vectors, rarity: Floats) -> Floats:
    rows = list(dict.fromkeys(row for word in example.words if (row := words.row(word.folded)) is not None))
    total: Floats = (words.of(rows) * rarity[rows][:, None]).sum(axis=0)
    return total


def _unit(table: Floats) -> Floats:
    length = np.linalg.norm(table, axis=1, keepdims=True)
    unit: Floats = (table / np.maximum(length, 1e-6)).astype(np.float32)
    return unit


def main() -> None:
    """Train on all examples, with marks chosen on texts that were not seen, and write the model beside this module."""
    examples, words = shipped.load(), vectors.load()
    classes, unseen = validation.unseen(examples, lambda some: fit(some, words))
    built, ordinary = fit(examples, words), shipped.ordinary()
    said = [said_of(partial(logits, built), each.text) for each in ordinary]
    chosen = marks.chosen(classes, unseen, examples, said, ordinary)
    built = replace(built, marks=chosen, examples=shipped.fingerprint())
    target = Path(__file__).parent / model.FILE
    with target.open("wb") as file:
        model.write(built, file)
    sys.stdout.write(f"{target.name}: {len(examples)} examples, {len(built.rows)} features, {built.marks}\n")


if __name__ == "__main__":
    main()
