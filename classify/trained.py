"""The tagger that was trained on examples."""

from collections.abc import Sequence
from typing import Protocol

from skrzynka.classify.answer import NONE, answer
from skrzynka.classify.evidence import from_words
from skrzynka.classify.model import Model, score
from skrzynka.classify.records import Tag
from skrzynka.classify.vectors import Floats
from skrzynka.classify.words import split


class Tagger(Protocol):
    """Finds the scope that a text speaks of."""

    @property
    def version(self) -> str:
        """Names the tagger and what it was made from."""

    def tag(self, subject: str, body: str) -> Tag:
        """The tag of one text; pure and total."""


class Trained:
    """Tags by a trained model; scopes of the model that are not in ``keys`` count as no topic."""

    def __init__(self, model: Model, keys: Sequence[str]) -> None:
        self._model = model
        self._classes = tuple(c if c.startswith(NONE) or c in keys else f"{NONE}other" for c in model.classes)

    @property
    def version(self) -> str:
        """The model's kind, and a hash of its examples."""
        return f"linear-1+{self._model.examples}"

    def tag(self, subject: str, body: str) -> Tag:
        """The tag of one text."""
        text = f"{subject}\n{body}"
        words = list(split(text))
        if not words:
            return nothing(tuple(dict.fromkeys(c for c in self._classes if not c.startswith(NONE))), self.version)
        scored = score(self._model, words)
        given = answer(self._classes, scored.logits, self._model.marks)
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
        given = words[:, self._classes.index(scope)] - words.mean(axis=1)
        return [float(part) for part in given]


def nothing(keys: Sequence[str], version: str) -> Tag:
    """The tag of a text without words."""
    ranking: tuple[tuple[str | None, float], ...] = ((None, 1.0), *((key, 0.0) for key in keys))
    return Tag(
        scope=None,
        secondary=None,
        confidence=0.0,
        auto=False,
        ranking=ranking,
        evidence=(),
        no_topic_kind=None,
        model=version,
    )
