"""Names: the sender's in any case, first names with what stands beside them, and what follows a greeting."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from skrzynka.redact.records import Kind, Known, Mask

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")
_ENDING, _LONGEST = 4, 40
_SHORT = 3
_PLAIN = str.maketrans({"’": "'", "ʼ": "'"})
_BESIDE = re.compile(r"[ \t]+(?:von |van |de )?$")


def names(text: str, known: Known) -> Iterator[Mask]:
    """The names in a text; a capital letter is asked for, but of the sender's own."""
    words = [match for match in _WORD.finditer(text) if match.end() - match.start() <= _LONGEST]
    senders = _stems_of(known)
    taken: set[int] = set()
    for at, word in enumerate(words):
        folded = word[0].translate(_PLAIN).casefold()
        if _is_of(folded, senders) or (word[0][0].isupper() and _is_first_name(folded)):
            taken |= {at, *_beside(text, words, at)}
    taken |= set(_after_greetings(text, words))
    yield from (Mask(words[at].start(), words[at].end(), Kind.NAME) for at in sorted(taken))


def _stems_of(known: Known) -> list[str]:
    """The words of the sender's name without what cases change."""
    parts = _WORD.findall(known.name) + re.split(r"[._\d-]+", known.address.partition("@")[0])
    folded = (part.translate(_PLAIN).casefold() for part in parts)
    return [part[:-1] if part[-1] in "aeiouyąęоаеиіїуюяы" else part for part in folded if len(part) > _SHORT]


def _is_of(word: str, stems: Sequence[str]) -> bool:
    return any(word.startswith(stem) and len(word) - len(stem) <= _ENDING for stem in stems)


def _is_first_name(word: str) -> bool:
    table = _table()
    if word in table["not_names"] or len(word) < _SHORT:
        return False
    stems: frozenset[str] = table["stems"]
    return any(word[:length] in stems for length in range(max(_SHORT, len(word) - _ENDING), len(word) + 1))


def _beside(text: str, words: Sequence[re.Match[str]], at: int) -> Iterator[int]:
    """The surname that follows a first name, or a second first name and then the surname; or the initial."""
    for place in (at + 1, at + 2):
        if place >= len(words) or not _BESIDE.match(text[words[place - 1].end() : words[place].start()]):
            return
        if not words[place][0][0].isupper():
            return
        yield place


def _after_greetings(text: str, words: Sequence[re.Match[str]]) -> Iterator[int]:
    """Up to three capitalised words after what people write before a name, on its line or the next one."""
    starts = {word.start(): at for at, word in enumerate(words)}
    for match in _before().finditer(text):
        rest = re.compile(r"[ \t]*[,:!.–-]*[ \t]*(?:\n[ \t]*){0,2}").match(text, match.end())
        at = starts.get(rest.end()) if rest else None
        for place in range(at, min(at + 3, len(words))) if at is not None else ():
            between = "" if place == at else text[words[place - 1].end() : words[place].start()]
            if between.strip(" .") or not words[place][0][0].isupper():
                break
            yield place


@cache
def _before() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(_table()['before'])})(?!\\w)", re.IGNORECASE)


@cache
def _table() -> dict[str, Any]:
    raw = tomllib.loads(files("skrzynka.redact").joinpath("names.toml").read_text("utf-8"))
    return {
        "stems": frozenset(raw["stems"].split()),
        "not_names": frozenset(raw["not_names"].split()),
        "before": raw["before"],
    }
