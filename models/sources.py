"""The city's own models, as the configuration names them."""

from collections.abc import Sequence

from skrzynka.classify.records import Scope
from skrzynka.models.pooled import Source
from skrzynka.settings import OwnModels


def sources(own: OwnModels, scopes: Sequence[Scope]) -> list[Source]:
    """One for each that is named. Raises ConfigError where one cannot be used."""
    found: list[Source] = []
    if own.embeddings:
        from skrzynka.models.embeddings import Embeddings

        found.append(Embeddings.of(own.embeddings, scopes))
    if own.endpoint:
        from skrzynka.models.endpoint import Endpoint

        found.append(Endpoint(own, scopes))
    return found
