"""The trained model: what it knows, and how it is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field
from importlib.resources import files
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from skrzynka.classify.vectors import Floats, Vectors

FILE = "model.npz"
MEANING = 0.7
"""How much the meanings of the words count beside their letters."""


@dataclass(frozen=True, slots=True)
class Marks:
    """From which probability on an answer is given (each 0 to 1), chosen on texts the model had not seen."""

    temperature: float  # logits are divided by it, so that probabilities are honest
    auto: float  # a scope stands without a person
    secondary: float  # a second scope is named
    kind: float  # a text is called a question, thanks, spam or a newsletter
    most: float = 1.0  # never more confident


class Known(NamedTuple):
    """What a model knows of a word: its features (rows, as packed int32), and the row of its meaning."""

    rows: bytes
    meaning: int | None


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
    cache: dict[str, Known] = field(default_factory=dict, repr=False, compare=False)
    """What is known of words that were met before: the same words come again and again."""


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
