"""Capital letters within a sentence, and lines that are a signature: people, or places?"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

_PLAIN = str.maketrans({"’": "'", "ʼ": "'"})
_NEW_SENTENCE = ".!?:;…•*|>-–—"
_QUOTES = " \t„”\"«»'(["
_SIGNED_LINES = 8
_SIGNED_WORDS = 4
_SHORT = 2
_ENDING = 4


def folded(word: str) -> str:
    """A word in small letters, with one sort of apostrophe."""
    return word.translate(_PLAIN).casefold()


def is_name(text: str, words: Sequence[re.Match[str]], at: int) -> bool:
    """Whether a word with a capital, within a sentence, is somebody's name as far as can be told."""
    word = words[at][0]
    if at == 0 or not word[0].isupper() or word.isupper() or len(word) <= _SHORT or _begins(text, words, at):
        return False
    plain = folded(word)
    return not (is_head(plain) or _is_known(plain) or _is_place_after(folded(words[at - 1][0]), plain))


def is_head(word: str) -> bool:
    """Whether what follows is the name of a street, a square, a building or a saint."""
    return word in _table()["heads"]


def signatures(text: str, words: Sequence[re.Match[str]]) -> Iterator[int]:
    """The words of lines near the end that hold nothing but capitalised words."""
    lines = [match for match in re.finditer(r"[^\n]+", text) if match[0].strip()]
    for line in lines[1:][-_SIGNED_LINES:]:
        inside = [at for at, word in enumerate(words) if line.start() <= word.start() < line.end()]
        own = [at for at in inside if folded(words[at][0]) not in _table()["titles"]]
        if 0 < len(own) <= _SIGNED_WORDS and _is_signature(line[0], [words[at][0] for at in own]):
            yield from own


def _is_signature(line: str, words: Sequence[str]) -> bool:
    if re.search(r"[\d?!:@/]", line) or not all(word[0].isupper() for word in words):
        return False
    return not any(_is_known(folded(word)) for word in words)


def _begins(text: str, words: Sequence[re.Match[str]], at: int) -> bool:
    """Whether a sentence or an item begins with a word: there, a capital tells nothing."""
    between = text[words[at - 1].end() : words[at].start()]
    if "\n" in between:
        # A line that was broken by the mail program goes on; a paragraph, or a line after a full stop, does not.
        return not re.fullmatch(r",?[ \t]*\n[ \t]*", between) or _breaks(text, words[at].start())
    before = between.rstrip(_QUOTES)
    if not before or before[-1] not in _NEW_SENTENCE:
        return False
    return not (before == "." and folded(words[at - 1][0]) in _table()["abbreviations"])


def _breaks(text: str, at: int) -> bool:
    """Whether the line before ends early, as a heading or a greeting does."""
    line = text[:at].rstrip().rpartition("\n")[2]
    return len(line) < 50  # mail programs break at 72 letters or so


def _is_known(word: str) -> bool:
    table = _table()
    if word in table["known"] or word in table["closings"]:
        return True
    return any(word[:length] in table["places"] for length in range(max(_SHORT, len(word) - _ENDING), len(word) + 1))


def _is_place_after(before: str, word: str) -> bool:
    return any(before in words and (not endings or word.endswith(endings)) for words, endings in _after())


@cache
def _after() -> list[tuple[frozenset[str], tuple[str, ...]]]:
    return [(frozenset(each["words"]), tuple(each["endings"])) for each in _raw()["before_places"]]


@cache
def _table() -> dict[str, frozenset[str]]:
    return {key: frozenset(words.split()) for key, words in _raw().items() if isinstance(words, str)}


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads(files("skrzynka.redact").joinpath("capitals.toml").read_text("utf-8"))
