"""Names: the sender's in any case, first names with what stands beside them, what follows a greeting, and signatures.

And capitals within a sentence: in Polish, Ukrainian and Russian they are names of people or of places. Which of both is
told by the words before (on a street, in a town: a preposition and a case) and by a list of places; what stays open is
a name, for a mask too many is taken off with a key, and a name too many is published.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from skrzynka.redact import capitals
from skrzynka.redact.capitals import folded
from skrzynka.redact.records import Kind, Known, Mask

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")
_ENDING, _LONGEST = 4, 40
_SHORT = 3
_CLOSED = re.compile(r"[ \t]*[,:!.–-]*[ \t]*(?:\n[ \t]*){0,2}")
_SPACE = re.compile(r"[ \t]*[,:–-]?[ \t]*")
_BESIDE = re.compile(r"[ \t]+(?:von |van |de )?$")


def names(text: str, known: Known) -> Iterator[Mask]:
    """The names in a text; a capital letter is asked for, but of the sender's own."""
    words = [match for match in _WORD.finditer(text) if match.end() - match.start() <= _LONGEST]
    senders = _stems_of(known)
    named = _named_after(text, words)
    taken: set[int] = set()
    for at, word in enumerate(words):
        sender = _is_of(folded(word[0]), senders)
        if sender or (at not in named and word[0][0].isupper() and _is_first_name(folded(word[0]))):
            taken |= {at, *_beside(text, words, at)}
        elif at not in named and capitals.is_name(text, words, at):
            taken.add(at)
    taken |= set(_after_greetings(text, words)) | set(capitals.signatures(text, words))
    yield from (Mask(words[at].start(), words[at].end(), Kind.NAME) for at in sorted(taken))


def _named_after(text: str, words: Sequence[re.Match[str]]) -> set[int]:
    """The words of what is named after somebody: a street, a square, a school, a saint's feast."""
    found: set[int] = set()
    for at, word in enumerate(words):
        if not word[0][0].isupper() or at == 0:
            continue
        between = text[words[at - 1].end() : word.start()]
        if between.strip(" \t.„\"«'") == "" and (at - 1 in found or capitals.is_head(folded(words[at - 1][0]))):
            found.add(at)
    return found


def _stems_of(known: Known) -> list[str]:
    """The words of the sender's name without what cases change."""
    parts = _WORD.findall(known.name) + re.split(r"[._\d-]+", known.address.partition("@")[0])
    plain = (folded(part) for part in parts)
    return [part[:-1] if part[-1] in "aeiouyąęоаеиіїуюяы" else part for part in plain if len(part) > _SHORT]


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
    """Up to three capitalised words after a closing, on its line or the next one, or beside who somebody is."""
    starts = {word.start(): at for at, word in enumerate(words)}
    for where, until in (("closings", _CLOSED), ("beside", _SPACE)):
        for match in _any(where).finditer(text):
            rest = until.match(text, match.end())
            at = starts.get(rest.end()) if rest else None
            for place in range(at, min(at + 3, len(words))) if at is not None else ():
                between = "" if place == at else text[words[place - 1].end() : words[place].start()]
                # A full stop between belongs to an initial, or a sentence ends there.
                ends = between.strip(" .") or ("." in between and len(words[place - 1][0]) > 1)
                if ends or not words[place][0][0].isupper():
                    break
                yield place


@cache
def _any(phrases: str) -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(_table()[phrases])})(?!\\w)", re.IGNORECASE)


@cache
def _table() -> dict[str, Any]:
    raw = tomllib.loads(files("skrzynka.redact").joinpath("names.toml").read_text("utf-8"))
    return {
        "stems": frozenset(raw["stems"].split()),
        "not_names": frozenset(raw["not_names"].split()),
        "closings": raw["closings"],
        "beside": raw["beside"],
    }
