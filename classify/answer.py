"""From what a model says of each class to what is answered."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from skrzynka.classify.model import Marks
from skrzynka.classify.vectors import Floats

NONE = "none:"
NAMED_KINDS = ("question", "thanks", "spam", "newsletter")
"""Kinds of mails without a topic that are told apart; others are merely without one."""


Ranking = tuple[tuple[str | None, float], ...]
"""Scopes, or None for no topic, with their probabilities; likeliest first."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The decision about one text; fields as in ``Tag``."""

    scope: str | None
    secondary: str | None
    confidence: float
    auto: bool
    ranking: Ranking
    no_topic_kind: str | None


def answer(classes: Sequence[str], logits: Floats, marks: Marks) -> Answer:
    """Decide. A text without a topic is never certain: a person is asked, unless its kind is."""
    chances = probabilities(logits, marks.temperature)
    ranking = _modest(ranked(classes, chances), marks.most)
    scope, confidence = ranking[0]
    second, chance = next(((key, p) for key, p in ranking[1:] if key), (None, 0.0))
    kind, sure = max(((c.removeprefix(NONE), float(p)) for c, p in zip(classes, chances, strict=True) if NONE in c),
                     key=lambda pair: pair[1], default=("", 0.0))  # fmt: skip
    return Answer(
        scope,
        second if scope and chance >= marks.secondary else None,
        confidence,
        bool(scope) and confidence >= marks.auto,
        ranking,
        kind if scope is None and kind in NAMED_KINDS and sure >= marks.kind else None,
    )


def probabilities(logits: Floats, temperature: float) -> Floats:
    """Of each class, summing to 1."""
    scaled = (logits - logits.max()) / np.float32(temperature)
    weights = np.exp(scaled)
    chances: Floats = weights / weights.sum()
    return chances


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
