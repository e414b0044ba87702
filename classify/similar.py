"""A tagger made of nothing but the configuration: for a consultation that no examples exist for."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from skrzynka.classify.answer import NONE, probabilities, ranked
from skrzynka.classify.evidence import from_words
from skrzynka.classify.records import Scope, Tag
from skrzynka.classify.trained import nothing
from skrzynka.classify.vectors import Floats, Vectors
from skrzynka.classify.words import Word, split

_SHORTEST, _STEM = 3, 6  # letters: shorter words say nothing; longer ones are compared by their beginning
_MEANING = 0.5  # how much like meanings count beside the same words
_ENOUGH = 0.10  # likeness below which no scope was spoken of
_SHARPNESS = 0.12  # difference of likeness that makes a scope e times likelier
_MOST = 0.6  # never more confident: nothing was measured on this consultation's mails
_WEIGHTS = {"names": 1.0, "keywords": 2.0, "description": 1.0}


class Similar:
    """Compares a text's words and their meanings with each scope's name, description and keywords.

    Says no more than 60 % and never lets a tag stand without a person.
    """

    def __init__(self, scopes: Sequence[Scope], vectors: Vectors) -> None:
        self._keys = tuple(scope.key for scope in scopes)
        self._vectors = vectors
        counts = [_weighted(scope) for scope in scopes]
        shared = Counter(word for words in counts for word in {_stem(word) for word in words})
        # A word of every scope tells none of them apart.
        rare = {stem: math.log((1 + len(scopes)) / count) for stem, count in shared.items()}
        self._stems = [_unit(_stemmed(words, rare)) for words in counts]
        meanings = np.stack([self._meaning({w: n * rare[_stem(w)] for w, n in words.items()}) for words in counts])
        self._meanings = meanings - meanings.mean(axis=0)

    @property
    def version(self) -> str:
        """Names this way of tagging; it has no examples."""
        return "words-1"

    def tag(self, subject: str, body: str) -> Tag:
        """The tag of one text."""
        text = f"{subject}\n{body}"
        words = list(split(text))
        if not words:
            return nothing(self._keys, self.version)
        given = self._given(words)
        likeness = np.append(given.sum(axis=0), np.float32(_ENOUGH))
        ranking = _modest(ranked((*self._keys, f"{NONE}other"), probabilities(likeness, _SHARPNESS)))
        scope, confidence = ranking[0]
        column = given[:, self._keys.index(scope)] if scope else ()
        evidence = from_words(text, words, [float(part) for part in column], scope) if scope else ()
        return Tag(scope, None, confidence, False, ranking, evidence, None, self.version)

    def _given(self, words: Sequence[Word]) -> Floats:
        """What each word adds to the likeness of each scope: words by scopes."""
        places = {word.folded: place for place, word in reversed(list(enumerate(words)))}
        given = np.zeros((len(words), len(self._keys)), np.float32)
        for folded, place in places.items():
            given[place] = [stems.get(_stem(folded), 0.0) for stems in self._stems]
        given /= math.sqrt(len(places))
        rows = {row: place for folded, place in places.items() if (row := self._vectors.row(folded)) is not None}
        if rows:
            each = self._vectors.of(list(rows))
            length = max(float(np.linalg.norm(each.sum(axis=0))), 1e-6)
            given[list(rows.values())] += _MEANING * (each / length) @ self._meanings.T
        return given

    def _meaning(self, words: Mapping[str, float]) -> Floats:
        """The direction in which these words lie, of length 1, or 0 where none is known."""
        rows = {row: weight for word, weight in words.items() if (row := self._vectors.row(word)) is not None}
        total = (self._vectors.of(list(rows)) * np.array(list(rows.values()), np.float32)[:, None]).sum(axis=0)
        direction: Floats = total / np.float32(max(float(np.linalg.norm(total)), 1e-6))
        return direction


def _weighted(scope: Scope) -> dict[str, float]:
    """The scope's words (folded), and how much each says by where it stands."""
    parts = {
        "names": " ".join(scope.names.values()),
        "keywords": " ".join(scope.keywords),
        "description": scope.description,
    }
    found: dict[str, float] = {}
    for part, text in parts.items():
        for word in {word.folded for word in split(text) if len(word.folded) >= _SHORTEST}:
            found[word] = found.get(word, 0.0) + _WEIGHTS[part]
    return found


def _stem(word: str) -> str:
    return word[:_STEM] if len(word) >= _SHORTEST else ""


def _stemmed(words: Mapping[str, float], rare: Mapping[str, float]) -> dict[str, float]:
    stems: dict[str, float] = {}
    for word, weight in words.items():
        stems[_stem(word)] = max(stems.get(_stem(word), 0.0), weight * rare[_stem(word)])
    return stems


def _unit(vector: Mapping[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(value * value for value in vector.values())) or 1.0
    return {key: value / length for key, value in vector.items()}


def _modest(ranking: tuple[tuple[str | None, float], ...]) -> tuple[tuple[str | None, float], ...]:
    """The same ranking with its first share cut to what can honestly be said; what is cut goes to the others."""
    first, rest = ranking[0][1], sum(chance for _, chance in ranking[1:])
    if first <= _MOST or not rest:
        return ranking
    others = ((key, chance * (1 - _MOST) / rest) for key, chance in ranking[1:])
    return ((ranking[0][0], _MOST), *others)
