"""The scorer that was trained on examples."""

from collections.abc import Sequence

from skrzynka.classify.answer import NONE
from skrzynka.classify.model import Marks, Model
from skrzynka.classify.scoring import Scored, logits, score
from skrzynka.classify.vectors import Floats
from skrzynka.classify.words import Word


class Trained:
    """Scores by a trained model; scopes of the model that are not in ``keys`` count as no topic."""

    def __init__(self, model: Model, keys: Sequence[str]) -> None:
        self._model = model
        self._classes = tuple(c if c.startswith(NONE) or c in keys else f"{NONE}other" for c in model.classes)

    @property
    def classes(self) -> tuple[str, ...]:
        """The model's classes, as this consultation has them."""
        return self._classes

    @property
    def marks(self) -> Marks:
        """Those that were chosen when the model was trained."""
        return self._model.marks

    @property
    def version(self) -> str:
        """The model's kind, and a hash of its examples."""
        return f"linear-1+{self._model.examples}"

    def score(self, words: Sequence[Word]) -> Scored:
        """Logits, and each word's part in them."""
        return score(self._model, words)

    def logits(self, texts: Sequence[Sequence[Word]]) -> Floats:
        """Those of several texts at once."""
        return logits(self._model, texts)
