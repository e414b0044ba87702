"""A city's own models beside the shipped one: off unless the configuration names them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from skrzynka.classify import load as load_shipped
from skrzynka.classify.records import Classifier, Scope

if TYPE_CHECKING:  # a process that reads mails needs no settings
    from skrzynka.classify.taught import Taught
    from skrzynka.settings import OwnModels

__all__ = ["load"]


def load(
    scopes: Sequence[Scope], languages: Sequence[str], taught: "Taught | None" = None, own: "OwnModels | None" = None
) -> Classifier:
    """The classifier for these scopes; with the city's own models, if there are any. Raises ConfigError."""
    classifier = load_shipped(scopes, languages, taught)
    if own is None or not own.used:
        return classifier
    from skrzynka.models.pooled import Pooled
    from skrzynka.models.sources import sources

    return Pooled(classifier, sources(own, scopes))
