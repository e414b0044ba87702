"""Weighs what the voices say of one part of a text into one answer."""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from skrzynka.classify import common, letters, voices
from skrzynka.classify.paragraphs import Part

Odds = Mapping[str, float]
"""For each language, what speaks for it: logarithms of odds, of which only differences count."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each voice counts, fitted to sentences of 22 languages (see docs/language.md)."""

    pieces: float  # of which there are more the longer the text, so that its logarithm counts too
    common: float  # for each common word that is of this language alone
    foreign: float  # for each letter that the language does not write
    langdetect: float
    expected: float  # how much likelier the consultation's languages are
    otherwise: float  # how unlikely it is that people write with other letters than their own


WEIGHTS = {
    "LATIN": Weights(4.6, 1.1, -1.3, 0.16, 3.0, -9.8),
    "CYRILLIC": Weights(8.6, 2.7, -3.0, 0.11, 1.3, -6.5),
}
"""Other scripts are weighed as Latin letters are."""

_MOST_COMMON, _MOST_FOREIGN, _MOST_WORDS = 8, 4, 40
_OVERLOOKED = 0.03  # chance that langdetect does not think of the right language
_SURE = 0.98  # chance at which langdetect, by far the slowest, need not be asked
_SOME_WORDS, _PLAIN = 15, 0.4  # texts of 15 words in other letters than their own have at most 0.29 such words
_NOTHING = 0.5  # odds that keys struck at random do not reach


def of(part: Part, languages: Sequence[str], *, ask: bool) -> Odds:
    """What all voices together say; nothing, where there is nothing to tell. langdetect is heard if ``ask``."""
    if code := letters.ONE_LANGUAGE.get(part.script) or letters.owner(part.text):
        return {code: 0.0}
    weights = WEIGHTS.get(part.script, WEIGHTS["LATIN"])
    votes = common.votes(part.text)
    odds = dict(_read(part.text, votes, weights))
    if not _plain(part.text, votes):
        for code, text in letters.readings(part.text, part.script):
            for _, said in _read(text, common.votes(text), weights, (code,)):
                odds[code] = max(odds.get(code, -math.inf), said + weights.otherwise)
    if not odds:
        return {}
    odds = {code: said + weights.expected * (code in languages) for code, said in odds.items()}
    if ask and likeliest(odds)[1] < _SURE:
        heard = voices.langdetect(part.text, part.script)
        odds = {code: said + weights.langdetect * _told(heard, code) for code, said in odds.items()}
    return odds


def likeliest(odds: Odds) -> tuple[str, float]:
    """The language with the best odds, and its chance."""
    return max(chances(odds).items(), key=lambda one: (one[1], one[0]))


def chances(odds: Odds) -> dict[str, float]:
    """The same as probabilities that sum to 1."""
    best = max(odds.values())
    parts = {code: math.exp(said - best) for code, said in odds.items()}
    total = sum(parts.values())
    return {code: part / total for code, part in parts.items()}


def _plain(text: str, votes: Mapping[str, float]) -> bool:
    """Whether so many words are common in one language that nobody need ask if it is written with other letters."""
    words = len(text.split())
    return words >= _SOME_WORDS and max(votes.values(), default=0.0) >= _PLAIN * words


def _read(
    text: str, votes: Mapping[str, float], weights: Weights, codes: Collection[str] | None = None
) -> Iterator[tuple[str, float]]:
    """What pieces, common words and letters say of ``text`` as it stands, for some languages or all it may be in."""
    length = math.log1p(min(len(text.split()), _MOST_WORDS))
    counted = letters.count(text)
    for code, score in voices.pieces(text).items():
        said = weights.pieces * length * score + weights.common * min(votes.get(code, 0.0), _MOST_COMMON)
        # Letters only speak against a language, so that many need not be asked.
        if said > _NOTHING and (codes is None or code in codes):
            said += weights.foreign * min(letters.foreign(counted, code), _MOST_FOREIGN)
            if said > _NOTHING:
                yield code, said


def _told(heard: Mapping[str, float], code: str) -> float:
    """What langdetect says for ``code``: of a language that it does not know, neither good nor bad."""
    return math.log(heard.get(code, 1 / max(1, len(heard))) + _OVERLOOKED)
