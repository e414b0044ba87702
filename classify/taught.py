"""What corrections taught, and the scorer that adds it to another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from skrzynka.classify.model import Marks, Model
from skrzynka.classify.scoring import Scored, logits, score
from skrzynka.classify.tagger import Scorer
from skrzynka.classify.vectors import Floats, Vectors
from skrzynka.classify.words import Word


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known of words whatever is asked of them, by the shipped model; see there.

    How rare a feature is must not be counted in the corrections: what they have in common is what they teach.
    """

    rows: Mapping[str, int]
    rarity: Floats
    vectors: Vectors
    word_rarity: Floats
    centre: Floats

    @property
    def unknown(self) -> float:
        """How rare a feature is that the shipped examples do not hold."""
        return float(self.rarity.max())

    def rarity_of(self, name: str) -> float:
        """How rare a feature is."""
        row = self.rows.get(name)
        return self.unknown if row is None else float(self.rarity[row])


@dataclass(frozen=True, slots=True)
class Taught:
    """What was learned for each feature and meaning (see ``Model``), small enough to be handed to other processes.

    ``version`` is a hash of the corrections. ``marks`` is None where those of the scorer beside it hold.
    """

    version: str
    features: tuple[str, ...]
    rarity: Floats
    letters: Floats
    meanings: Floats
    bias: Floats
    marks: Marks | None


class Learned:
    """Scores by another scorer and by what corrections taught."""

    def __init__(self, base: Scorer, taught: Taught, known: Knowledge) -> None:
        self._base = base
        self._taught = taught
        self._model = model_of(base, taught, known)

    @property
    def classes(self) -> tuple[str, ...]:
        """Those of the other scorer."""
        return self._base.classes

    @property
    def marks(self) -> Marks:
        """Chosen on corrections that were held back, where there are enough; else the other scorer's."""
        return self._model.marks

    @property
    def version(self) -> str:
        """That of the other scorer, and the corrections'."""
        return f"{self._base.version}+corrections-{self._taught.version}"

    def score(self, words: Sequence[Word]) -> Scored:
        """Both together; the logits need no temperature any more, unless one was measured."""
        start, added = self._base.score(words), score(self._model, words)
        return Scored(cooled(self._base, start.logits) + added.logits, cooled(self._base, start.words) + added.words)

    def logits(self, texts: Sequence[Sequence[Word]]) -> Floats:
        """Those of several texts at once."""
        return cooled(self._base, self._base.logits(texts)) + logits(self._model, texts)


def cooled(base: Scorer, logits: Floats) -> Floats:
    """Scores of which the probabilities are honest as they are."""
    return logits / np.float32(base.marks.temperature)


def model_of(base: Scorer, taught: Taught, known: Knowledge) -> Model:
    """What was taught, as a model of its own."""
    return Model(
        classes=base.classes,
        rows={name: row for row, name in enumerate(taught.features)},
        rarity=taught.rarity,
        letters=taught.letters,
        meanings=taught.meanings,
        bias=taught.bias,
        centre=known.centre,
        word_rarity=known.word_rarity,
        marks=taught.marks or replace(base.marks, temperature=1.0),
        examples="",
        vectors=known.vectors,
        unknown=known.unknown,
    )
