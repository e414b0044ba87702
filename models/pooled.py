"""What the shipped tagger says, and what a city's own models say, weighed together."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import exp, log
from typing import Protocol

from skrzynka.classify.records import Classifier, Reading, Tag

_WEIGHT = 0.5  # of each source beside the shipped tagger
_LEAST = 1e-4

Chances = Mapping[str | None, float]
"""The probability of each scope, None for no topic; together 1."""


class Source(Protocol):
    """A model of the city's own."""

    @property
    def version(self) -> str:
        """Names it; tags that it had a part in say so."""

    def chances(self, text: str) -> Chances | None:
        """What it makes of a text; None where it cannot say. Never raises."""


class Pooled:
    """A classifier of several voices: a logarithmic pool (Genest and Zidek, 1986), so that a doubt of one is a doubt.

    A city's own model may move a tag and doubt it; it never lets one stand that the shipped tagger would not.
    """

    def __init__(self, base: Classifier, sources: Sequence[Source]) -> None:
        self._base = base
        self._sources = sources

    @property
    def version(self) -> str:
        """All voices."""
        return "+".join((self._base.version, *(source.version for source in self._sources)))

    def classify(self, subject: str, body: str) -> Reading:
        """Read one text; where no source can say anything, the shipped tagger's answer stands as it is."""
        reading = self._base.classify(subject, body)
        text = f"{subject}\n{body}".strip()
        if not text:
            return reading
        heard = [(source, said) for source in self._sources if (said := source.chances(text))]
        if not heard:
            return replace(reading, tag=replace(reading.tag, model=self._base.version))
        model = "+".join((self._base.version, *(source.version for source, _ in heard)))
        return replace(reading, tag=_pooled(reading.tag, [said for _, said in heard], model))


def _pooled(tag: Tag, said: Sequence[Chances], model: str) -> Tag:
    logs = {
        key: log(max(share, _LEAST)) + sum(_WEIGHT * log(max(chances.get(key, 0.0), _LEAST)) for chances in said)
        for key, share in tag.ranking
    }
    top = max(logs.values())
    weights = {key: exp(value - top) for key, value in logs.items()}
    total = sum(weights.values())
    ranking = tuple(sorted(((key, weight / total) for key, weight in weights.items()), key=lambda pair: -pair[1]))
    scope, confidence = ranking[0]
    same = scope == tag.scope
    return replace(
        tag,
        scope=scope,
        secondary=tag.secondary if same else None,
        # More voices may take confidence away, never add any: nobody measured them on this consultation.
        confidence=min(confidence, tag.confidence) if same else confidence,
        auto=tag.auto and same and confidence >= tag.confidence,
        ranking=ranking,
        evidence=tag.evidence if same else (),
        no_topic_kind=tag.no_topic_kind if same else None,
        model=model,
    )
