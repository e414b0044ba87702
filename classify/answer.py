"""From what a model says of each class to what is answered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from skrzynka.classify.model import Marks
from skrzynka.classify.vectors import Floats

NONE = "none:"
NAMED_KINDS = ("question", "thanks", "spam", "newsletter")
"""Kinds of mails without a topic that are told apart; others are merely without one."""

_SECONDS = slice(1, 3)
"""Places of the ranking in which a second scope is looked for."""

Ranking = tuple[tuple[str | None, float], ...]
"""Scopes, or None for no topic, with their probabilities; likeliest first."""


@dataclass(frozen=True, slots=True)
class Said:
    """Logits of a text: of the whole (classes) and of each of its sentences (sentences x classes, maybe none)."""

    whole: Floats
    sentences: Floats


@dataclass(frozen=True, slots=True)
class Answer:
    """The decision about one text; fields as in ``Tag``."""

    scope: str | None
    secondary: str | None
    confidence: float
    auto: bool
    ranking: Ranking
    no_topic_kind: str | None


def answer(
    classes: Sequence[str], logits: Floats, marks: Marks, sentences: Callable[[], Floats] | None = None
) -> Answer:
    """Decide. A text without a topic is never certain: a person is asked, unless its kind is.

    ``sentences`` gives their logits, for a second scope; it is only called where there may be one.
    """
    chances = probabilities(logits, marks.temperature)
    ranking = _modest(ranked(classes, chances), marks.most)
    scope, confidence = ranking[0]
    kind, sure = max(((c.removeprefix(NONE), float(p)) for c, p in zip(classes, chances, strict=True) if NONE in c),
                     key=lambda pair: pair[1], default=("", 0.0))  # fmt: skip
    secondary = None
    if scope and sentences and _asks_of(ranking, 1.0) >= marks.secondary:
        secondary, asked = second(classes, ranking, sentences(), marks.temperature)
        secondary = secondary if asked >= marks.secondary else None
    return Answer(
        scope,
        secondary,
        confidence,
        bool(scope) and confidence >= marks.auto,
        ranking,
        kind if scope is None and kind in NAMED_KINDS and sure >= marks.kind else None,
    )


def second(classes: Sequence[str], ranking: Ranking, sentences: Floats, temperature: float) -> tuple[str | None, float]:
    """The likeliest second scope, and how much speaks for it (0 to 1).

    Two things are asked for where both scopes together are likely, and one sentence is about the second by itself:
    doubt about one scope spreads over others in each sentence alike.
    """
    if not len(sentences) or ranking[0][0] is None:
        return None, 0.0
    best = probabilities(sentences, temperature).max(axis=0)
    found = ((key, chance) for key, chance in ranking[_SECONDS] if key)
    asked = [(_weight(ranking[0][1], chance, float(best[classes.index(key)])), key) for key, chance in found]
    weight, key = max(asked, default=(0.0, None))
    return key, weight


def probabilities(logits: Floats, temperature: float) -> Floats:
    """Of each class, summing to 1 along the last axis."""
    weights = np.exp((logits - logits.max(axis=-1, keepdims=True)) / np.float32(temperature))
    chances: Floats = weights / weights.sum(axis=-1, keepdims=True)
    return chances


def _asks_of(ranking: Ranking, sentence: float) -> float:
    """The most that may speak for a second scope, if a sentence is that likely about it."""
    return _weight(ranking[0][1], max((chance for key, chance in ranking[_SECONDS] if key), default=0.0), sentence)


def _weight(first: float, other: float, sentence: float) -> float:
    return float(first * np.sqrt(other * sentence))


def _modest(ranking: Ranking, most: float) -> Ranking:
    """The same ranking with its first share cut to what can honestly be said; what is cut goes to the others."""
    (first, chance), others = ranking[0], sum(share for _, share in ranking[1:])
    if chance <= most or not others:
        return ranking
    return ((first, most), *((key, share * (1 - most) / others) for key, share in ranking[1:]))


def ranked(classes: Sequence[str], chances: Floats) -> Ranking:
    """Scopes, and None for all kinds without a topic together, with their probabilities; likeliest first."""
    found: dict[str | None, float] = {}
    for name, chance in zip(classes, chances, strict=True):
        key = None if name.startswith(NONE) else name
        found[key] = found.get(key, 0.0) + float(chance)
    return tuple(sorted(found.items(), key=lambda pair: (-pair[1], pair[0] or "")))
