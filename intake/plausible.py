"""How much a text looks like words that people write: tells a right charset from a wrong one."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache

_SAMPLE = 20_000
_SPLIT = re.compile(r"[\s\x00-\x26\x28-\x2c./:-\x40\[-\x60{-\x7f]+")
_MARKS = frozenset("„”“’‘–—…«»№°§€\u00a0\u00ad•·†©®™¿¡ªº²³½¼£¥‚‹›")
_INSIDE = re.compile(r"(?<=[^\W\d_])[^\w\s\x00-\x7f’ʼ·\u00ad](?=[^\W\d_])")
_CYRILLIC = frozenset("абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґў")
_COMMON = frozenset("оеаинтсрвлкмдпуію")
_RARE = frozenset("ъэщфцґўё")
_ALPHABETS = tuple(
    # The letters beyond ASCII of languages in Latin letters
    frozenset(letters + letters.upper())
    for letters in (
        "ąćęłńóśźż",  # Polish
        "áčďéěíňóřšťúůýž",  # Czech
        "áäčďéíĺľňóôŕšťúýž",  # Slovak
        "äöüß",  # German
        "àâæçéèêëîïôœùûüÿ",  # French
        "áéíñóúü",  # Spanish
        "ãáâàçéêíõóôúü",  # Portuguese
        "àèéìíòóù",  # Italian
        "äåéö",  # Swedish, Finnish
        "æøåé",  # Danish, Norwegian
        "áéíóöőúüű",  # Hungarian
        "ăâîșțşţ",  # Romanian
        "çğıöşüİ",  # Turkish
        "čćđšž",  # Croatian, Slovene
        "ąčęėįšųūž",  # Lithuanian
        "āčēģīķļņšūž",  # Latvian
        "äöõüšž",  # Estonian
        "ëïéèöüáóú",  # Dutch
        "áðéíóúýþæö",  # Icelandic
    )
)
_SLAVIC = _ALPHABETS[:3]


def plausibility(text: str) -> float:
    """About one for each letter beyond ASCII that stands where a language has it; far less for rubbish."""
    score = 0.0
    latin: Counter[str] = Counter()
    for word in _SPLIT.split(text[:_SAMPLE]):
        if word and not word.isascii():
            score += _word_score(word)
            latin.update(c for c in word if "\u00c0" <= c <= "\u024f" and c.isalpha())
    return score + _latin_score(latin, slavic=_is_slavic(text[:_SAMPLE]))


def beyond_ascii(text: str) -> int:
    """How many characters the score is about."""
    return sum(not c.isascii() for c in text[:_SAMPLE])


def _latin_score(latin: Counter[str], *, slavic: bool) -> float:
    """The letters of one language stand together; a mixture of all languages is none."""
    total = sum(latin.values())
    best = max(
        sum(count for letter, count in latin.items() if letter in alphabet)
        * (0.6 if slavic and alphabet not in _SLAVIC else 1.0)
        for alphabet in _ALPHABETS
    )
    return best - 0.4 * (total - best)


def _is_slavic(text: str) -> bool:
    """Whether the letters w, z, k, y and j are as frequent as in Polish (20 %); in German and English they are 5 %."""
    letters = sum("a" <= c <= "z" for c in text.lower())
    return sum(text.lower().count(c) for c in "wzkyj") > 0.13 * letters


@lru_cache(maxsize=20_000)
def _word_score(word: str) -> float:
    score = sum(_letter_score(c) for c in word if not c.isascii()) - 1.6 * len(_INSIDE.findall(word))
    letters = [c for c in word if c.isalpha()]
    if not letters and all(c in _MARKS for c in word if not c.isascii()):
        return float(len(word))  # a sign that stands alone stands right
    scripts = Counter(_script(c) for c in letters)
    if len(scripts) > 1:
        score -= 2 * (len(letters) - max(scripts.values()))  # no word mixes two alphabets
    accented = sum("\u0080" <= c <= "\u024f" for c in letters)
    if len(letters) > 3 and accented > 0.6 * len(letters):
        score -= 1.5 * accented  # no language in Latin letters has words of accents only
    if not word.isupper():
        # KOI8 read as windows-1251, or the other way round, turns small letters into capitals.
        score -= 2 * sum(c.isupper() and not c.isascii() for c in word[1:] if c != "İ")
    return score


def _letter_score(c: str) -> float:
    if "\u00c0" <= c <= "\u024f" and c.isalpha():
        return 0.0  # counted for the whole text, by language
    lower = c.lower()
    if lower in _CYRILLIC:
        return (1.0 if c == lower else 0.9) + (0.15 if lower in _COMMON else -0.3 if lower in _RARE else 0.0)
    if c in _MARKS:
        return 0.6
    category = unicodedata.category(c)
    if category.startswith("C") or c == "\ufffd":
        return -3.0
    if category in ("Ll", "Lu") and "\u0400" <= c <= "\u04ff":
        return 0.2  # Cyrillic letters of other languages
    return 0.9 if category.startswith(("L", "M")) else -1.0


def _script(c: str) -> str:
    if c < "\u0250":
        return "latin"
    if c < "\u0400":
        return "greek"
    return "cyrillic" if c < "\u0530" else "other"
