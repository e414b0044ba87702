"""What words mean: a table in which words of like meaning, of four languages, lie near each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

FILE = "vectors.npz"
_SCALE = 127.0
_SHORTEST, _MOST_CUT = 5, 3  # letters that must stay of an unknown word, and that may be an ending


@dataclass(frozen=True, slots=True)
class Vectors:
    """``table`` holds one row of small integers for each word; divided by 127 it is about of length 1."""

    rows: Mapping[str, int]
    table: NDArray[np.int8]

    @property
    def width(self) -> int:
        """How many numbers a word has."""
        return int(self.table.shape[1])

    def row(self, folded: str) -> int | None:
        """The row of a word, or of a known word that it begins with (Slavonic endings are many); None for none."""
        for length in range(len(folded), max(_SHORTEST, len(folded) - _MOST_CUT + 1) - 1, -1):
            if (row := self.rows.get(folded[:length])) is not None:
                return row
        return self.rows.get(folded)

    def of(self, rows: Sequence[int]) -> Floats:
        """The vectors of some rows: rows by width."""
        return self.table[list(rows)].astype(np.float32) / np.float32(_SCALE)


@cache
def load() -> Vectors:
    """The shipped table."""
    with files("skrzynka.classify").joinpath(FILE).open("rb") as file, np.load(file, allow_pickle=False) as data:
        words = data["words"].tobytes().decode("utf-8").split("\n")
        return Vectors({word: row for row, word in enumerate(words)}, data["table"])
