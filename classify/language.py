"""Which language a text is written in."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from langdetect.detector_factory import DetectorFactory
from langdetect.lang_detect_exception import LangDetectException

from skrzynka.classify import common, scripts
from skrzynka.classify.records import Language
from skrzynka.classify.words import without_addresses

UNKNOWN = Language("und", 0.0)

_PARAGRAPHS = re.compile(r"\n\s*\n")
_PARAGRAPH_WORDS, _MOST_PARAGRAPHS, _SURE = 8, 8, 0.8  # a shorter or doubtful one goes with the whole
_LIMIT = 20_000  # characters; a longer text says no more of its language
_SAMPLE = 300  # characters that langdetect sees; more make it slower, not better
_TRIALS = 2
_SEED = 2022
_SHORT = 60  # characters
_FAVOUR_SHORT, _FAVOUR, _HARDLY = 20_000.0, 100.0, 0.02  # odds before reading; 1 is any language
_ENDS, _ENOUGH_WORDS = ".!?:;-–)", 3
_DOUBT_SHORT, _DOUBT = 0.15, 0.03  # chance that langdetect overlooks a language altogether
_LIKELY_SHORT, _LIKELY = 6.0, 2.0  # the same for the words
_WORD_WEIGHT, _MOST_WORDS = 2.5, 8.0  # how much a common word says, and how many of them are needed at most
_PROFILES = {
    scripts.LATIN: (
        "pl", "en", "de", "cs", "sk", "es", "fr", "it", "pt", "nl", "tr", "vi", "ro", "hu", "lt", "lv", "et", "sv",
        "no", "da", "fi", "hr", "sl", "sq", "id", "so", "sw", "tl", "af", "ca", "cy",
    ),
    scripts.CYRILLIC: ("uk", "ru", "bg"),
}  # fmt: skip


def detect(text: str, languages: Sequence[str]) -> Language:
    """The language of ``text``; ``languages`` (ISO 639-1) are likelier than others where it is short.

    Addresses are no words. Where paragraphs, or scripts, are of several languages, the one with most letters decides,
    so that a salutation in another language counts little; ``shares`` tells how the letters part. A text without
    letters gives ``und``.
    """
    text = without_addresses(text[:_LIMIT])
    whole = _of_one(text, languages)
    paragraphs = [part for part in _PARAGRAPHS.split(text) if len(part.split()) >= _PARAGRAPH_WORDS][:_MOST_PARAGRAPHS]
    if len(paragraphs) < 2:
        return whole
    found = [(_of_one(part, languages), len(part)) for part in paragraphs]
    total = sum(length for _, length in found)
    parts: Counter[str] = Counter()
    for language, length in found:
        parts[language.code if language.confidence >= _SURE else whole.code] += length
    code = parts.most_common(1)[0][0]
    shares = tuple((code, round(length / total, 3)) for code, length in parts.most_common())
    sure = max((language.confidence for language, _ in found if language.code == code), default=whole.confidence)
    return whole if len(parts) == 1 else Language(code, sure, shares)


def _of_one(text: str, languages: Sequence[str]) -> Language:
    """The language of a text that is taken to be of one."""
    letters = scripts.of_letters(text)
    if not letters:
        return UNKNOWN
    total = letters.total()
    parts: dict[str, float] = {}
    best: tuple[str, float] = ("und", 0.0)
    for script, count in letters.most_common():
        if count * 10 < total and parts:
            break
        code, confidence = _of_script(script, text, languages)
        best = best if parts else (code, confidence)
        parts[code] = parts.get(code, 0.0) + count / total
    shares = tuple(sorted(((code, round(share, 3)) for code, share in parts.items()), key=lambda part: -part[1]))
    return Language(*best, shares)


def recognised() -> frozenset[str]:
    """Every language that ``detect`` can find."""
    by_letters = {"ar", "be", "fa", "kk", "ky", "mk", "sr", "tg", "ur"}
    return frozenset(by_letters.union(*_PROFILES.values(), scripts.ONE_LANGUAGE.values()))


def _of_script(script: str, text: str, languages: Sequence[str]) -> tuple[str, float]:
    if script in scripts.ONE_LANGUAGE:
        # Japanese mixes Chinese signs with its own.
        japanese = script == "CJK" and re.search("[\u3040-\u30ff]", text)
        return ("ja" if japanese else scripts.ONE_LANGUAGE[script]), 0.99
    if script == "ARABIC":
        return scripts.arabic(text), 0.9
    if script == scripts.CYRILLIC and (found := scripts.cyrillic(text.lower())):
        return found
    if script in _PROFILES:
        return _langdetect(script, _sample(text, script), languages)
    return "und", 0.0


def _sample(text: str, script: str) -> str:
    """The longest lines that are mostly in ``script``: a salutation or a signature tells less than a sentence."""
    lines = [line for line in text.splitlines() if scripts.of_letters(line[:400]).most_common(1)[:1]]
    lines = [line for line in lines if scripts.of_letters(line[:400]).most_common(1)[0][0] == script]
    return _without_names(" ".join(sorted(lines, key=len, reverse=True)) or text)[:_SAMPLE]


def _without_names(text: str) -> str:
    """Without words that are written large within a sentence: names of people, streets and schools mislead."""
    words = text[: 4 * _SAMPLE].split()
    kept = [
        word
        for place, word in enumerate(words)
        if not word[0].isupper() or not place or words[place - 1][-1] in _ENDS or len(word) == 1
    ]
    return " ".join(kept if len(kept) >= _ENOUGH_WORDS else words)


def _langdetect(script: str, sample: str, languages: Sequence[str]) -> tuple[str, float]:
    factory = _factory(_PROFILES[script])
    detector = factory.create()
    detector.n_trial = _TRIALS
    prior = _prior(factory.get_lang_list(), languages, len(sample))
    if "ъ" not in sample:
        # langdetect is too fond of Bulgarian, which hardly writes ten words without this letter.
        prior["bg"] = _HARDLY
    detector.set_prior_map(prior)
    # Its capital words (names, shouting) are skipped by langdetect, so a shouted text would be empty.
    detector.append(sample.lower())
    try:
        said = {found.lang: found.prob for found in detector.get_probabilities()}
    except LangDetectException:
        said = {}
    return _together(said, common.votes(sample), languages, short=len(sample) < _SHORT)


def _together(
    said: Mapping[str, float], votes: Mapping[str, float], languages: Sequence[str], *, short: bool
) -> tuple[str, float]:
    """What langdetect and the common words say, as one: each word multiplies the odds of its language.

    Expected languages are likelier than others here too, for langdetect's own priors say nothing of the words.
    """
    likely, doubt = (_LIKELY_SHORT, _DOUBT_SHORT) if short else (_LIKELY, _DOUBT)
    odds = {
        code: (said.get(code, 0.0) + doubt)
        * math.exp(_WORD_WEIGHT * min(votes.get(code, 0.0), _MOST_WORDS))
        * (likely if code in languages else 1.0)
        for code in {*said, *votes}
    }
    if not odds:
        return "und", 0.0
    # Of equals, the language that the consultation expects.
    best = max(odds, key=lambda code: (odds[code], code in languages, code))
    return best, round(min(0.999, odds[best] / sum(odds.values())), 3)


def _prior(known: Sequence[str], languages: Sequence[str], length: int) -> dict[str, float]:
    """What to expect before reading: the consultation's languages, the more so the shorter the text."""
    favour = _FAVOUR_SHORT if length < _SHORT else _FAVOUR
    return {code: favour if code in languages else 1.0 for code in known}


@cache
def _factory(codes: tuple[str, ...]) -> DetectorFactory:
    """A detector of our own: the module's shared one can be reseeded by any other import."""
    profiles = files("langdetect").joinpath("profiles")
    factory = DetectorFactory()
    factory.set_seed(_SEED)
    factory.load_json_profile([profiles.joinpath(code).read_text("utf-8") for code in codes])
    return factory
