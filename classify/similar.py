"""A scorer made of nothing but the configuration: for a consultation that no examples exist for."""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

from skrzynka.classify.answer import NONE
from skrzynka.classify.model import Marks
from skrzynka.classify.records import Scope
from skrzynka.classify.scoring import Scored
from skrzynka.classify.vectors import Floats, Vectors
from skrzynka.classify.words import Word, split

_SHORTEST, _STEM = 3, 6  # letters: shorter words say nothing; longer ones are compared by their beginning
_NEAR = 0.5  # likeness of meaning (cosine) from which on two words are taken to speak of the same
_ENOUGH = 0.28  # how much must speak for a scope, so that it is taken to be spoken of
_SHARPNESS = 0.35  # difference that makes a scope e times likelier
_MOST = 0.6  # never more confident
_NEVER = 1.01
_WEIGHTS = {"names": 1.0, "keywords": 2.0, "description": 1.0}


class Similar:
    """Compares a text's words, what each means, and what all mean together, with each scope's name and description.

    ``rarity`` weighs each row of the vectors: what residents write about anything says little. Says no more than 60 %
    and never lets a tag stand without a person.
    """

    def __init__(self, scopes: Sequence[Scope], vectors: Vectors, rarity: Floats) -> None:
        self._keys = tuple(scope.key for scope in scopes)
        self._vectors = vectors
        self._rarity = rarity / np.median(rarity)
        weighted = [_weighted(scope) for scope in scopes]
        shared = Counter(stem for words in weighted for stem in {_stem(word) for word in words})
        points = [(word, at, weight) for at, words in enumerate(weighted) for word, weight in words.items()]
        self._stems = [_stem(word) for word, _, _ in points]
        self._owners = np.array([at for _, at, _ in points])
        # A word of every scope tells none of them apart.
        rare = [math.log((1 + len(scopes)) / shared[stem]) for stem in self._stems]
        self._weights = np.array([weight for _, _, weight in points]) * np.array(rare)
        self._meanings = self._directions([word for word, _, _ in points])
        wholes = np.stack([self._whole(list(words)) for words in weighted])
        self._centre = wholes.mean(axis=0)
        self._wholes = _unit(wholes - self._centre)

    @property
    def classes(self) -> tuple[str, ...]:
        """The scopes, and no topic."""
        return (*self._keys, f"{NONE}other")

    @property
    def marks(self) -> Marks:
        """Nothing was measured on this consultation's mails, so that nothing stands by itself."""
        return Marks(temperature=_SHARPNESS, auto=_NEVER, secondary=_NEVER, kind=_NEVER, most=_MOST)

    @property
    def version(self) -> str:
        """Names this way of tagging; it has no examples."""
        return "words-2"

    def score(self, words: Sequence[Word]) -> Scored:
        """What speaks for each scope, and how much must, so that one is taken to be spoken of."""
        given = self._given(words)
        alike = self._wholes @ _unit(self._whole([word.folded for word in words]) - self._centre)
        logits = np.append(given.sum(axis=0) + alike - alike.mean(), _ENOUGH).astype(np.float32)
        return Scored(logits, np.pad(given, ((0, 0), (0, 1))))

    def logits(self, texts: Sequence[Sequence[Word]]) -> Floats:
        """Those of several texts, one after the other: few are tagged in this way."""
        return np.stack([self.score(words).logits for words in texts])

    def _given(self, words: Sequence[Word]) -> Floats:
        """What each word adds for each scope: words by scopes."""
        places = {word.folded: place for place, word in reversed(list(enumerate(words)))}
        told = [folded for folded in places if len(folded) >= _SHORTEST]
        likeness = np.maximum(0, self._directions(told) @ self._meanings.T - _NEAR) / (1 - _NEAR)
        for at, folded in enumerate(told):
            same = [place for place, stem in enumerate(self._stems) if stem == _stem(folded)]
            likeness[at, same] = 1.0
        likeness *= self._weights * self._rare(told)[:, None]
        each = np.stack(
            [likeness[:, self._owners == at].max(axis=1, initial=0.0) for at in range(len(self._keys))], axis=1
        )
        # What speaks for all scopes alike speaks for none.
        others = (each.sum(axis=1, keepdims=True) - each) / max(len(self._keys) - 1, 1)
        own = np.maximum(0, each - others) / math.sqrt(max(len(told), 1))
        given = np.zeros((len(words), len(self._keys)), np.float32)
        given[[places[folded] for folded in told]] = own
        return given

    def _rare(self, words: Sequence[str]) -> Floats:
        """How much each word says by being rare; one that is in no table is the rarest."""
        rows = [self._vectors.row(word) for word in words]
        most = float(self._rarity.max())
        return np.array([most if row is None else self._rarity[row] for row in rows], np.float32)

    def _whole(self, words: Sequence[str]) -> Floats:
        """What words mean together, as a direction; what is rare counts the more."""
        rows = list(dict.fromkeys(row for word in words if (row := self._vectors.row(word)) is not None))
        total: Floats = (self._vectors.of(rows) * self._rarity[rows][:, None]).sum(axis=0)
        return _unit(total)

    def _directions(self, words: Sequence[str]) -> Floats:
        """What the words mean, as directions of length 1; 0 for a word whose meaning is not known."""
        found = np.zeros((len(words), self._vectors.width), np.float32)
        known = [(at, row) for at, word in enumerate(words) if (row := self._vectors.row(word)) is not None]
        if known:
            meanings = self._vectors.of([row for _, row in known])
            found[[at for at, _ in known]] = meanings / np.linalg.norm(meanings, axis=1, keepdims=True)
        return found


def _weighted(scope: Scope) -> dict[str, float]:
    """The scope's words (folded), and how much each says by where it stands."""
    parts = {
        "names": " ".join(scope.names.values()),
        "keywords": " ".join(scope.keywords),
        "description": scope.description,
    }
    found: dict[str, float] = {}
    for part, text in parts.items():
        for word in {word.folded: None for word in split(text) if len(word.folded) >= _SHORTEST}:
            found[word] = found.get(word, 0.0) + _WEIGHTS[part]
    return found


def _unit(table: Floats) -> Floats:
    """Directions of length 1, along the last axis."""
    unit: Floats = table / np.maximum(np.linalg.norm(table, axis=-1, keepdims=True), 1e-6)
    return unit


def _stem(word: str) -> str:
    return word[:_STEM]
