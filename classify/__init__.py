"""What a mail says: its language and the scope it speaks of."""

from collections.abc import Sequence

from skrzynka.classify import records

__all__ = ["load"]


def load(scopes: Sequence[records.Scope], languages: Sequence[str]) -> records.Classifier:
    """The classifier for these scopes; ``languages`` are ISO 639-1, the likeliest first.

    Where the shipped model knows all the scopes' keys, it tags; where one is new to it, the configuration's words do,
    for a model that has never heard of a scope would be sure of the others.
    """
    from skrzynka.classify import model, vectors
    from skrzynka.classify.reader import Reader
    from skrzynka.classify.similar import Similar
    from skrzynka.classify.trained import Trained

    words = vectors.load()
    trained = model.read(words)
    keys = [scope.key for scope in scopes]
    if set(keys) <= set(trained.classes):
        return Reader(Trained(trained, keys), languages)
    return Reader(Similar(scopes, words), languages)
