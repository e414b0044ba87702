"""What a mail says: its language and the scope it speaks of."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from skrzynka.classify import records

if TYPE_CHECKING:  # numpy is not needed by every command
    from skrzynka.classify.tagger import Scorer
    from skrzynka.classify.taught import Knowledge, Taught

__all__ = ["load", "teach"]


def load(
    scopes: Sequence[records.Scope], languages: Sequence[str], taught: "Taught | None" = None
) -> records.Classifier:
    """The classifier for these scopes; ``languages`` are ISO 639-1, the likeliest first.

    Where the shipped model knows all the scopes' keys, it tags; where one is new to it, the configuration's words do,
    for a model that has never heard of a scope would be sure of the others. What staff ``taught`` is added to either.
    """
    from skrzynka.classify.reader import Reader
    from skrzynka.classify.tagger import Tagger
    from skrzynka.classify.taught import Learned

    base, known = _untaught(scopes)
    return Reader(Tagger(Learned(base, taught, known) if taught else base), languages)


def teach(scopes: Sequence[records.Scope], corrections: Sequence[records.Correction]) -> "Taught | None":
    """What corrections, oldest first, teach the classifier for these scopes; None where nothing."""
    if not corrections:
        return None
    from skrzynka.classify.learn import learn

    return learn(*_untaught(scopes), corrections)


def _untaught(scopes: Sequence[records.Scope]) -> "tuple[Scorer, Knowledge]":
    from skrzynka.classify import model, vectors
    from skrzynka.classify.similar import Similar
    from skrzynka.classify.taught import Knowledge
    from skrzynka.classify.trained import Trained

    words = vectors.load()
    shipped = model.read(words)
    keys = [scope.key for scope in scopes]
    known = Knowledge(shipped.rows, shipped.rarity, words, shipped.word_rarity, shipped.centre)
    return (
        Trained(shipped, keys) if set(keys) <= set(shipped.classes) else Similar(scopes, words, shipped.word_rarity)
    ), known
