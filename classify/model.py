"""The trained model: what it knows, how it is kept, and how it scores a text."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field
from importlib.resources import files
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from skrzynka.classify import features
from skrzynka.classify.vectors import Floats, Vectors
from skrzynka.classify.words import Word

FILE = "model.npz"
MEANING = 0.7
"""How much the meanings of the words count beside their letters."""
_CACHED = 50_000  # words


@dataclass(frozen=True, slots=True)
class Marks:
    """From which probability on an answer is given (each 0 to 1), chosen on texts the model had not seen."""

    temperature: float  # logits are divided by it, so that probabilities are honest
    auto: float  # a scope stands without a person
    secondary: float  # a second scope is named
    kind: float  # a text is called a question, thanks, spam or a newsletter
    most: float = 1.0  # never more confident


@dataclass(frozen=True, slots=True)
class Model:
    """A linear model over a text's features and over the meanings of its words.

    ``classes`` names each column of the weights: a scope's key, or ``none:kind`` for a text without a topic.
    ``rarity`` holds one weight for each feature of ``rows``, ``letters`` (features x classes) and ``meanings``
    (vector width x classes) the learned weights, ``centre`` the mean of the training texts' meanings.
    ``word_rarity`` weighs each row of the word vectors.
    """

    classes: tuple[str, ...]
    rows: Mapping[str, int]
    rarity: Floats
    letters: Floats
    meanings: Floats
    bias: Floats
    centre: Floats
    word_rarity: Floats
    marks: Marks
    examples: str
    vectors: Vectors
    unknown: float = 0.0
    """What a feature weighs that is not in ``rows``: where few are, a text is not all about those that are."""
    cache: dict[str, tuple[int, ...]] = field(default_factory=dict, repr=False, compare=False)
    """The known features of words that were met before: the same words come again and again."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Logits by class, and what each word of the text gave to them (words x classes)."""

    logits: Floats
    words: Floats


def score(model: Model, words: Sequence[Word]) -> Scored:
    """Score one text. The words' parts sum to the logits, but for what is the same for every text."""
    given = np.zeros((len(words), len(model.classes)), np.float32)
    each = [_rows(model, words, place) for place in range(len(words))]
    rows = np.array([row for found in each for row in found], np.intp)
    if len(rows):
        ids, place_of, counts = np.unique(rows, return_inverse=True, return_counts=True)
        strength = model.rarity[ids]
        # A feature that repeats counts once; each place it stands in has its share.
        length = np.sqrt(np.square(strength).sum() + _missed(model, words, len(ids)))
        parts = (strength / counts / length)[:, None] * model.letters[ids]
        filled = [place for place, found in enumerate(each) if found]
        starts = np.cumsum([0, *(len(each[place]) for place in filled[:-1])])
        given[filled] = np.add.reduceat(parts[place_of], starts, axis=0)
    logits = given.sum(axis=0) + model.bias
    logits += _meanings(model, words, given)
    return Scored(logits, given)


def _missed(model: Model, words: Sequence[Word], known: int) -> float:
    """The squared weights of the text's features that the model does not know."""
    if not model.unknown:
        return 0.0
    return (len(set(features.of_text(words))) - known) * model.unknown**2


def _rows(model: Model, words: Sequence[Word], place: int) -> list[int]:
    """The known features of one word, and of the pair that it makes with the word before."""
    folded = words[place].folded
    known = model.cache.get(folded)
    if known is None:
        known = tuple(row for feature in features.of_word(folded) if (row := model.rows.get(feature)) is not None)
        if len(model.cache) < _CACHED:
            model.cache[folded] = known
    found = list(known)
    if place and (pair := model.rows.get(features.of_pair(words[place - 1].folded, folded))) is not None:
        found.append(pair)
    return found


def _meanings(model: Model, words: Sequence[Word], given: Floats) -> Floats:
    """What the words' meanings add to the logits; adds each word's part to ``given``."""
    found: dict[int, int] = {}
    for place, word in enumerate(words):
        if (row := model.vectors.row(word.folded)) is not None:
            found.setdefault(row, place)
    if not found:
        return np.zeros(len(model.classes), np.float32)
    rows = list(found)
    each = model.vectors.of(rows) * model.word_rarity[rows][:, None]
    text = each.sum(axis=0) - model.centre
    length = max(float(np.linalg.norm(text)), 1e-6) / MEANING
    given[list(found.values())] += each @ model.meanings / np.float32(length)
    added: Floats = text @ model.meanings / np.float32(length)
    return added


def read(vectors: Vectors) -> Model:
    """The shipped model."""
    with files("skrzynka.classify").joinpath(FILE).open("rb") as file, np.load(file, allow_pickle=False) as data:
        return _unpacked(data, vectors)


def write(model: Model, file: BinaryIO) -> None:
    """Keep a model; the same model gives the same bytes."""
    marks = model.marks
    np.savez(
        file,
        classes=_packed(model.classes),
        features=_packed(sorted(model.rows, key=model.rows.__getitem__)),
        rarity=model.rarity.astype(np.float16),
        letters=model.letters.astype(np.float16),
        meanings=model.meanings,
        bias=model.bias,
        centre=model.centre,
        word_rarity=model.word_rarity.astype(np.float16),
        marks=np.array(astuple(marks)),
        examples=_packed([model.examples]),
    )


def _unpacked(data: Mapping[str, Any], vectors: Vectors) -> Model:
    def floats(name: str) -> Floats:
        return np.asarray(data[name], dtype=np.float32)

    return Model(
        classes=_strings(data["classes"]),
        rows={feature: row for row, feature in enumerate(_strings(data["features"]))},
        rarity=floats("rarity"),
        letters=floats("letters"),
        meanings=floats("meanings"),
        bias=floats("bias"),
        centre=floats("centre"),
        word_rarity=floats("word_rarity"),
        marks=Marks(*(float(mark) for mark in data["marks"])),
        examples=_strings(data["examples"])[0],
        vectors=vectors,
    )


def _packed(strings: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(strings).encode("utf-8"), np.uint8)


def _strings(packed: NDArray[np.uint8]) -> tuple[str, ...]:
    return tuple(packed.tobytes().decode("utf-8").split("\n"))
