"""What letters tell of a language: which script they are of, who writes them, and what they would be in another one."""

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

ONE_LANGUAGE = {
    "HANGUL": "ko", "GREEK": "el", "HEBREW": "he", "THAI": "th", "GEORGIAN": "ka", "ARMENIAN": "hy", "BENGALI": "bn",
    "GUJARATI": "gu", "GURMUKHI": "pa", "TAMIL": "ta", "TELUGU": "te", "KANNADA": "kn", "MALAYALAM": "ml",
    "ETHIOPIC": "am", "KHMER": "km", "LAO": "lo", "MYANMAR": "my", "SINHALA": "si",
}  # fmt: skip
"""Scripts that (among the languages of mails) one language writes, or one far more than others."""

_ONE_SCRIPT = {"HIRAGANA": "CJK", "KATAKANA": "CJK"}  # Japanese mixes Chinese signs with its own
_OWN_ENOUGH = 0.02  # of the letters; fewer may be a name


@dataclass(frozen=True, slots=True)
class _Letters:
    """``letters.toml``, ready for use."""

    alphabets: Mapping[str, frozenset[str]]
    own: Mapping[str, str]
    readings: tuple[tuple[str, str, re.Pattern[str], Mapping[str, str]], ...]


@lru_cache(4096)
def script(letter: str) -> str:
    """The script of a letter, as Unicode names it."""
    name = unicodedata.name(letter, "").partition(" ")[0]
    return _ONE_SCRIPT.get(name, name)


def count(text: str) -> Counter[str]:
    """How often each letter stands in ``text``."""
    return Counter(filter(str.isalpha, text))


def foreign(counted: Mapping[str, int], code: str) -> int:
    """How many of the lowercase letters the language ``code`` does not write; 0 where its letters are not known."""
    alphabet = _letters().alphabets.get(code)
    return sum(counted[letter] for letter in frozenset(counted) - alphabet) if alphabet else 0


def owner(text: str) -> str | None:
    """The language whose own letters stand in lowercase ``text``, where only letters can tell it."""
    for code, letters in _letters().own.items():
        if sum(map(text.count, letters)) > _OWN_ENOUGH * len(text):
            return code
    return None


def readings(text: str, written: str) -> Iterator[tuple[str, str]]:
    """Lowercase ``text`` of the script ``written`` as it would be in a language's own letters, and that language."""
    for code, its_script, pattern, pairs in _letters().readings:
        if its_script == written:
            yield code, _spelt(text, pattern, pairs)


def _spelt(text: str, pattern: re.Pattern[str], pairs: Mapping[str, str]) -> str:
    return pattern.sub(lambda match: pairs[match.group()], text)


def known() -> frozenset[str]:
    """Every language that letters alone can tell."""
    return frozenset(_letters().own) | frozenset(ONE_LANGUAGE.values())


@cache
def _letters() -> _Letters:
    table = tomllib.loads(files("skrzynka.classify").joinpath("letters.toml").read_text("utf-8"))
    latin = {code: frozenset("abcdefghijklmnopqrstuvwxyz" + more) for code, more in table["latin"].items()}
    cyrillic = {code: frozenset(letters) for code, letters in table["cyrillic"].items()}
    return _Letters(latin | cyrillic, table["own"], tuple(map(_reading, table["readings"])))


def _reading(row: Mapping[str, str]) -> tuple[str, str, re.Pattern[str], Mapping[str, str]]:
    words = row["pairs"].split()
    pairs = dict(zip(words[::2], words[1::2], strict=True))
    longest_first = sorted(map(re.escape, pairs), key=len, reverse=True)
    return row["language"], row["script"], re.compile("|".join(longest_first)), pairs
