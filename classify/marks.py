"""The marks of a scorer, chosen on texts that it had not seen."""

from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np

from skrzynka.classify.answer import NAMED_KINDS, NONE, Answer, answer, probabilities
from skrzynka.classify.model import Marks
from skrzynka.classify.vectors import Floats

_AUTO_RIGHT, _KIND_RIGHT, _SECOND_RIGHT = 0.95, 0.97, 0.4
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


def chosen(classes: tuple[str, ...], logits: Floats, truths: Sequence[Truth]) -> Marks:
    """The lowest marks at which answers on these texts are right often enough; ``logits`` are texts by classes.

    A tag that stands by itself is right here if a person named its scope, first or second: where a mail speaks of
    two scopes, which of them comes first is what people disagree about too. The evaluation gives both figures.
    """
    temperature = _temperature(classes, logits, truths)
    given = [answer(classes, row, Marks(temperature, _NEVER, 0.0, 0.0)) for row in logits]
    pairs = list(zip(given, truths, strict=True))
    auto = ((a.confidence, a.scope in {t.scope, t.secondary}) for a, t in pairs if a.scope)
    second = ((_chance(a), a.secondary == t.secondary) for a, t in pairs if a.secondary and a.scope == t.scope)
    kind = (
        (float(probabilities(row, temperature)[classes.index(NONE + a.no_topic_kind)]), _is(t, a.no_topic_kind))
        for (a, t), row in zip(pairs, logits, strict=True)
        if a.no_topic_kind
    )
    return Marks(temperature, lowest(auto, _AUTO_RIGHT), lowest(second, _SECOND_RIGHT), lowest(kind, _KIND_RIGHT))


def lowest(answers: Iterable[tuple[float, bool]], wanted: float) -> float:
    """The lowest probability from which on at least ``wanted`` of (probability, right) answers are right; else 1.01."""
    ordered = sorted(answers, reverse=True)
    right = np.cumsum([ok for _, ok in ordered]) if ordered else np.zeros(0)
    enough = np.flatnonzero(right >= wanted * np.arange(1, len(ordered) + 1))
    return ordered[int(enough[-1])][0] if len(enough) and enough[-1] >= _PROVES - 1 else _NEVER


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


def _chance(given: Answer) -> float:
    return next((chance for scope, chance in given.ranking if scope == given.secondary), 0.0)


def _is(truth: Truth, kind: str) -> bool:
    return truth.scope is None and truth.kind == kind
