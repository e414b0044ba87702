"""From what a scorer says of a text to its tag."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeAlias

import numpy as np

from skrzynka.classify.answer import NONE, Said, answer
from skrzynka.classify.evidence import from_words
from skrzynka.classify.model import Marks
from skrzynka.classify.records import Tag
from skrzynka.classify.scoring import Scored
from skrzynka.classify.sentences import of_words
from skrzynka.classify.vectors import Floats
from skrzynka.classify.words import Word, split


class Scorer(Protocol):
    """Says how much speaks for each class: a scope's key, or ``none:kind`` for texts without a topic."""

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes, in the order of the scores."""

    @property
    def marks(self) -> Marks:
        """From which probability on an answer is given."""

    @property
    def version(self) -> str:
        """Names the scorer and what it was made from."""

    def score(self, words: Sequence[Word]) -> Scored:
        """Score one text of one word or more; pure and total."""

    def logits(self, texts: Sequence[Sequence[Word]]) -> Floats:
        """The logits alone of several such texts, in a fraction of the time: texts by classes."""


_SENTENCE = 3
"""Words from which on a sentence says what it is about."""


Logits: TypeAlias = Callable[[Sequence[Sequence[Word]]], Floats]
"""What a scorer says of several texts: texts by classes."""


def said_of(logits: Logits, text: str) -> Said:
    """What a scorer says of a text and of each of its sentences."""
    words = list(split(text))
    return Said(logits([words])[0], in_sentences(logits, text, words))


def in_sentences(logits: Logits, text: str, words: Sequence[Word]) -> Floats:
    """Logits of each sentence of a text: sentences by classes."""
    found = list(of_words(text, words, _SENTENCE))
    return logits(found) if found else np.zeros((0, 0), np.float32)


class Tagger:
    """Finds the scope that a text speaks of."""

    def __init__(self, scorer: Scorer) -> None:
        self._scorer = scorer

    @property
    def version(self) -> str:
        """Names what tags are made by."""
        return self._scorer.version

    def tag(self, subject: str, body: str) -> Tag:
        """The tag of one text; pure and total."""
        text = f"{subject}\n{body}"
        words = list(split(text))
        if not words:
            return self._nothing()
        scored = self._scorer.score(words)
        given = answer(
            self._scorer.classes,
            scored.logits,
            self._scorer.marks,
            lambda: in_sentences(self._scorer.logits, text, words),
        )
        evidence = from_words(text, words, self._for(given.scope, scored.words), given.scope) if given.scope else ()
        return Tag(
            scope=given.scope,
            secondary=given.secondary,
            confidence=given.confidence,
            auto=given.auto,
            ranking=given.ranking,
            evidence=evidence,
            no_topic_kind=given.no_topic_kind,
            model=self.version,
        )

    def _for(self, scope: str, words: Floats) -> list[float]:
        """What each word gave to ``scope``, against what it gave to the others on average."""
        given = words[:, self._scorer.classes.index(scope)] - words.mean(axis=1)
        return [float(part) for part in given]

    def _nothing(self) -> Tag:
        """The tag of a text without words."""
        keys = dict.fromkeys(name for name in self._scorer.classes if not name.startswith(NONE))
        ranking: tuple[tuple[str | None, float], ...] = ((None, 1.0), *((key, 0.0) for key in keys))
        return Tag(
            scope=None,
            secondary=None,
            confidence=0.0,
            auto=False,
            ranking=ranking,
            evidence=(),
            no_topic_kind=None,
            model=self.version,
        )
