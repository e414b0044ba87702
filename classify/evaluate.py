"""How well the tagger does on texts it has not seen: ``python -m skrzynka.classify.evaluate``.

By cross-validation on the shipped examples (needs scikit-learn). `skrzynka evaluate` does it on other mails.
"""

import sys
from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from skrzynka.classify import examples, model, vectors
from skrzynka.classify.answer import Answer, Said, answer
from skrzynka.classify.examples import Example
from skrzynka.classify.measure import NONE, Figures, Row, Tried, measure
from skrzynka.classify.records import Classifier
from skrzynka.classify.scoring import logits
from skrzynka.classify.tagger import said_of


def cross_validated() -> list[Tried]:
    """Each shipped example, answered by a model and marks that were made without its fold."""
    from skrzynka.classify import marks, train, validation

    known, words = examples.load(), vectors.load()
    classes, said = validation.unseen(known, lambda some: train.fit(some, words))
    folds, ordinary = validation.folds(known), examples.ordinary()
    shipped = partial(logits, model.read(words))
    heard = [said_of(shipped, each.text) for each in ordinary]
    tried: list[Tried] = []
    for fold in range(validation.FOLDS):
        rest, held = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        chosen = marks.chosen(classes, [said[at] for at in rest], [known[at] for at in rest], heard, ordinary)
        tried += [Tried(known[at], _answered(classes, said[at], chosen)) for at in held]
    return tried


def by(classifier: Classifier, known: Sequence[Example]) -> list[Tried]:
    """Texts that are no examples, answered by a classifier."""
    read = ((each, classifier.classify(each.subject, each.body)) for each in known)
    return [Tried(each, reading.tag, reading.language.code) for each, reading in read]


def report(figures: Figures) -> Iterator[str]:
    """The figures as lines of text."""
    yield f"model: {figures.model}" if figures.model else "by cross-validation"
    yield f"texts {figures.all.texts}: on a scope {figures.scopes.texts}, without a topic {figures.none.texts}"
    yield f"right scope, or none: {_told(figures.all)}; macro F1 {figures.macro_f1:.3f}"
    yield f"right scope: {_told(figures.scopes)}; among the first two: {_told(figures.in_two)}"
    yield f"no topic, seen as such: {_told(figures.none)}; opinions taken for no topic: {_told(figures.taken_for_none)}"
    yield f"tags that stand without a person: {_told(figures.auto)}; of these right: {_told(figures.alone)}"
    yield f"second scope named: {figures.second.texts}; right: {_told(figures.second)}"
    if figures.language.texts:
        yield f"right language: {_told(figures.language)}"
    yield ""
    yield from (f"right scope by language {row.name}: {_told(row)}" for row in figures.by_language)
    yield ""
    yield f"{'scope':<18} {'texts':>6} {'precision':>10} {'recall':>8} {'F1':>8}"
    for each in figures.by_scope:
        yield f"{each.name:<18} {each.texts:>6} {each.precision:>10.1%} {each.recall:>8.1%} {each.f1:>8.3f}"
    yield ""
    yield f"{'confidence from':<18} {'of all':>8} {'right':>8}"
    for step in figures.coverage:
        precision = "–" if step.precision is None else f"{step.precision:.1%}"
        yield f"{step.mark:<18.0%} {step.coverage:>8.1%} {precision:>8}"
    yield ""
    yield f"{'said on average':<18} {'texts':>6} {'right':>8}"
    yield from (f"{each.said:<18.0%} {each.texts:>6} {each.right / each.texts:>8.1%}" for each in figures.calibration)
    yield f"expected calibration error: {figures.calibration_error:.3f}"
    yield ""
    yield from _confusion(figures)


def _confusion(figures: Figures) -> Iterator[str]:
    keys = [*sorted({name for pair in figures.confusion for name in pair} - {NONE}), NONE]
    yield "person \\ machine ".ljust(18) + " ".join(key[:8].rjust(8) for key in keys)
    for true in keys:
        yield true.ljust(18) + " ".join(str(figures.confusion.get((true, said), 0)).rjust(8) for said in keys)


def _answered(classes: Sequence[str], said: Said, marks: model.Marks) -> Answer:
    return answer(classes, said.whole, marks, lambda: said.sentences)


def _told(row: Row) -> str:
    return f"{row.right} of {row.texts} ({row.share:.1%})" if row.share is not None else "0 of 0"


def main() -> None:
    """Print the figures."""
    sys.stdout.writelines(f"{line}\n" for line in report(measure(cross_validated())))


if __name__ == "__main__":
    main()
