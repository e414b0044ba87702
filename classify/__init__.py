"""What a mail says: its language and the scope it speaks of."""

from collections.abc import Sequence

from skrzynka.classify.reader import Reader
from skrzynka.classify.records import Classifier, Scope
from skrzynka.classify.similar import Similar

__all__ = ["load"]


def load(scopes: Sequence[Scope], languages: Sequence[str]) -> Classifier:
    """The classifier for these scopes; ``languages`` are ISO 639-1, the likeliest first."""
    return Reader(Similar(scopes), languages)
