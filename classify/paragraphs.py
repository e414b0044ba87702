"""A text as the parts that may be of different languages."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from skrzynka.classify import letters

_BETWEEN = re.compile(r"\n[^\S\n]*\n")
_LETTER = re.compile(r"[^\W\d_]")
_LONGEST = 1_500  # characters of a part that are read
_LEAST_SHARE = 0.1  # of a paragraph; fewer words in another script are names of things
_NAME_WORTH = 0.1
_ENOUGH = 2  # words
_ENDS = ".!?:;-–—)"


@dataclass(frozen=True, slots=True)
class Part:
    """The words of a paragraph in one script, in lowercase, and how much they count in the whole."""

    text: str
    script: str
    weight: float


def split(text: str) -> Iterator[Part]:
    """The parts of ``text``: its paragraphs, and in these what is of one script."""
    for paragraph in _BETWEEN.split(text):
        scripts: defaultdict[str, list[str]] = defaultdict(list)
        for word in paragraph.split():
            if script := _script(word):
                scripts[script].append(word)
        total = sum(map(_length, scripts.values()))
        yield from (_part(words, script) for script, words in scripts.items() if _length(words) >= _LEAST_SHARE * total)


def _part(words: list[str], script: str) -> Part:
    plain = [word for place, word in enumerate(words) if not _is_name(words, place)]
    # A block of names, streets and schools is no text, though it may be longer than one.
    block = 2 * sum(word[0].isupper() for word in words[1:]) >= len(words)
    worth = 0 if block else _length(plain)
    read = plain if len(plain) >= _ENOUGH else words
    return Part(" ".join(read)[:_LONGEST].lower(), script, worth + _NAME_WORTH * (_length(words) - worth))


def _is_name(words: list[str], place: int) -> bool:
    """Whether a word is written large within a sentence: names of people, streets and schools mislead."""
    word = words[place]
    return place > 0 and len(word) > 1 and word.istitle() and words[place - 1][-1] not in _ENDS


def _length(words: list[str]) -> int:
    return sum(map(len, words))


def _script(word: str) -> str:
    letter = _LETTER.search(word)
    return letters.script(letter.group()) if letter else ""
