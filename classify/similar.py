"""A tagger made of nothing but the configuration: for a consultation that no examples exist for."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from skrzynka.classify.records import Evidence, Scope, Tag
from skrzynka.classify.words import Word, split

VERSION = "words-1"

_MOST_WORDS = 6
_SHORTEST, _STEM = 3, 6  # letters: shorter words say nothing; longer ones are compared by their beginning
_ENOUGH = 0.08  # cosine below which no scope was spoken of
_MOST_CONFIDENT = 0.6  # nothing was ever measured on this consultation's mails
_SHARPNESS = 12.0
_WEIGHTS = {"names": 1.0, "keywords": 2.0, "description": 1.0}


class Similar:
    """Compares a text's words with those of each scope's name, description and keywords.

    Says no more than ``_MOST_CONFIDENT`` and never lets a tag stand without a person.
    """

    def __init__(self, scopes: Sequence[Scope]) -> None:
        counts = {scope.key: _profile(scope) for scope in scopes}
        shared = Counter(stem for profile in counts.values() for stem in profile)
        # A word of every scope tells none of them apart.
        rare = {stem: math.log((1 + len(scopes)) / count) for stem, count in shared.items()}
        self._profiles = {key: _unit({s: n * rare[s] for s, n in profile.items()}) for key, profile in counts.items()}
        self.version = VERSION

    def tag(self, subject: str, body: str) -> Tag:
        """The tag of one text."""
        text = f"{subject}\n{body}"
        words = list(split(text))
        vector = _unit(Counter(stem for word in words if (stem := _stem(word.folded))))
        scores = {key: sum(vector.get(s, 0.0) * w for s, w in own.items()) for key, own in self._profiles.items()}
        ranking = _ranking(scores)
        best, confidence = ranking[0]
        evidence = _evidence(text, words, best, self._profiles[best]) if best else ()
        return Tag(best, None, confidence, False, ranking, evidence, None, self.version)


def _profile(scope: Scope) -> Counter[str]:
    parts = {"names": " ".join(scope.names.values()), "keywords": " ".join(scope.keywords), "description": scope.description}
    counts: Counter[str] = Counter()
    for part, text in parts.items():
        for stem in {_stem(word.folded) for word in split(text)} - {""}:
            counts[stem] += _WEIGHTS[part]  # type: ignore[assignment]
    return counts


def _stem(word: str) -> str:
    return word[:_STEM] if len(word) >= _SHORTEST else ""


def _unit(vector: Mapping[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(value * value for value in vector.values())) or 1.0
    return {key: value / length for key, value in vector.items()}


def _ranking(scores: Mapping[str, float]) -> tuple[tuple[str | None, float], ...]:
    weights: dict[str | None, float] = {key: math.exp(_SHARPNESS * score) for key, score in scores.items()}
    weights[None] = math.exp(_SHARPNESS * _ENOUGH)
    total = sum(weights.values())
    return tuple(sorted(((key, weight / total) for key, weight in weights.items()), key=lambda pair: -pair[1]))


def _evidence(text: str, words: Sequence[Word], key: str, profile: Mapping[str, float]) -> tuple[Evidence, ...]:
    found: dict[str, tuple[str, float]] = {}
    for word in words:
        weight = profile.get(_stem(word.folded), 0.0)
        if weight > 0:
            found.setdefault(_stem(word.folded), (text[word.start : word.end], weight))
    total = sum(weight for _, weight in found.values()) or 1.0
    best = sorted(found.values(), key=lambda pair: -pair[1])[:_MOST_WORDS]
    return tuple(Evidence(words, key, weight / total) for words, weight in best)
