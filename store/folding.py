"""Text as words that are found however they are typed: in any case, with or without diacritics, in any script."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_LONGEST = 64
"""Letters of a word that count: what is longer is no word of a language."""

_NO_SPACES = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Thai, Lao, Burmese, Khmer, kana and Han, written without spaces: each sign is a word, and words are phrases."""

_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff"
"""What stands over and under letters, and the scripts of India, whose vowels are marks. Python's ``\\w`` has none."""

_SILENT = "\u00ad\u200b-\u200d\u2060\ufeff"
"""Soft hyphens and joiners, inside words."""

# An apostrophe inside a Cyrillic word is part of it, and often left out (комп'ютер); elsewhere it parts (l'école).
_WORD = re.compile(
    rf"[{_NO_SPACES}]|(?:[^\W_{_NO_SPACES}]|[{_MARKS}{_SILENT}]|(?<=[\u0400-\u04ff])['’ʼ`](?=[\u0400-\u04ff]))+"
)
_PLAIN = str.maketrans(
    {"ł": "l", "đ": "d", "ð": "d", "ø": "o", "ħ": "h", "ı": "i", "ŧ": "t", "ŋ": "n", "æ": "ae", "œ": "oe", "þ": "th",
     "ґ": "г", "ʼ": None}
)  # fmt: skip
"""Letters that Unicode does not take apart, and people without such a keyboard do."""


class Word(NamedTuple):
    """One word: folded, and where it stands in the text."""

    folded: str
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """The words of a text, in order."""
    for match in _WORD.finditer(text):
        if folded := _fold(match.group()):
            yield Word(folded, match.start(), match.end())


def folded(text: str) -> Iterator[str]:
    """The same words without their places, in less time."""
    return filter(None, map(_fold, _WORD.findall(text)))


@lru_cache(maxsize=32_768)
def _fold(word: str) -> str:
    """Of letters and digits only: it needs no quoting anywhere."""
    lower = word[:_LONGEST].casefold()
    if lower.isascii():
        return "".join(filter(str.isalnum, lower))
    apart = unicodedata.normalize("NFKD", lower.translate(_PLAIN)).casefold()
    kept = (letter for letter in apart.translate(_PLAIN) if letter.isalnum() or unicodedata.category(letter) == "Mc")
    return "".join(kept)[:_LONGEST]
