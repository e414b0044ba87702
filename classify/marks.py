"""The marks of a scorer, chosen on texts that it had not seen."""

from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np

from skrzynka.classify.answer import NAMED_KINDS, NONE, Answer, Said, answer, probabilities, second
from skrzynka.classify.model import Marks
from skrzynka.classify.vectors import Floats

_AUTO_RIGHT, _KIND_RIGHT, _SECOND_RIGHT = 0.95, 0.97, 0.5
_PROVES = 20  # fewer answers prove nothing
_NEVER = 1.01
_TEMPERATURES = np.geomspace(0.3, 3.0, 93)


class Truth(Protocol):
    """What a person makes of a text; ``kind`` is told where there is no scope, if it is known."""

    @property
    def scope(self) -> str | None:
        """The first scope, or None."""

    @property
    def secondary(self) -> str | None:
        """The second one, or None."""

    @property
    def kind(self) -> str:
        """What a text without a scope is."""


def chosen(
    classes: tuple[str, ...],
    said: Sequence[Said],
    truths: Sequence[Truth],
    ordinary: Sequence[Said] = (),
    ordinary_truths: Sequence[Truth] = (),
) -> Marks:
    """The lowest marks at which answers on texts that were not seen are right often enough.

    ``said`` is what was said of texts that are hard on purpose, ``ordinary`` of such as residents mostly write. How
    sure a tag must be to stand is chosen where each kind is half of the mails: the hard ones alone ask for a certainty
    that ordinary mails do not need, the ordinary ones alone would promise too much.
    """
    temperature = _temperature(classes, np.stack([each.whole for each in said]), truths)
    unmarked = Marks(temperature, _NEVER, _NEVER, 0.0)
    auto = [
        (given.confidence, given.scope == truth.scope, 1 / len(texts))
        for texts, known in ((said, truths), (ordinary, ordinary_truths))
        for given, truth in _answered(classes, texts, known, unmarked)
        if given.scope
    ]
    pairs = list(zip(_answered(classes, said, truths, unmarked), said, strict=True))
    seconds = [(second(classes, a.ranking, each.sentences, temperature), a, t) for (a, t), each in pairs]
    kind = [
        (float(probabilities(each.whole, temperature)[classes.index(NONE + a.no_topic_kind)]), _is(t, a.no_topic_kind))
        for (a, t), each in pairs
        if a.no_topic_kind
    ]
    return Marks(
        temperature,
        lowest(auto, _AUTO_RIGHT),
        lowest(((much, _both(a, key, t), 1.0) for (key, much), a, t in seconds if key), _SECOND_RIGHT),
        lowest(((chance, right, 1.0) for chance, right in kind), _KIND_RIGHT),
    )


def lowest(answers: Iterable[tuple[float, bool, float]], wanted: float) -> float:
    """The lowest probability from which on ``wanted`` of (probability, right, weight) answers are right; else 1.01."""
    ordered = sorted(answers, reverse=True)
    weights = np.array([weight for _, _, weight in ordered])
    right = np.cumsum(weights * [ok for _, ok, _ in ordered]) if ordered else np.zeros(0)
    enough = np.flatnonzero(right >= wanted * np.cumsum(weights))
    return ordered[int(enough[-1])][0] if len(enough) and enough[-1] >= _PROVES - 1 else _NEVER


def _answered(
    classes: Sequence[str], said: Sequence[Said], truths: Sequence[Truth], marks: Marks
) -> list[tuple[Answer, Truth]]:
    return [(answer(classes, each.whole, marks), truth) for each, truth in zip(said, truths, strict=True)]


def _both(given: Answer, key: str | None, truth: Truth) -> bool:
    """Whether the two scopes are those that a person named; in which order is what people disagree about too."""
    return {given.scope, key} == {truth.scope, truth.secondary}


def _temperature(classes: Sequence[str], logits: Floats, truths: Sequence[Truth]) -> float:
    """What logits are divided by, so that probabilities surprise least."""
    right = np.array([[_fits(name, truth) for name in classes] for truth in truths])

    def surprise(temperature: float) -> float:
        scaled = logits / temperature
        chances = np.exp(scaled - scaled.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        return -float(np.log(np.maximum((chances * right).sum(axis=1), 1e-9)).sum())

    return round(float(min(_TEMPERATURES, key=surprise)), 3)


def _fits(name: str, truth: Truth) -> bool:
    if truth.scope:
        return name == truth.scope
    return name == NONE + truth.kind if truth.kind in NAMED_KINDS else name.startswith(NONE)


def _is(truth: Truth, kind: str) -> bool:
    return truth.scope is None and truth.kind == kind
