"""What letters tell of a language: their script, and those that few languages write."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache

LATIN, CYRILLIC = "LATIN", "CYRILLIC"

ONE_LANGUAGE = {
    "HANGUL": "ko", "HIRAGANA": "ja", "KATAKANA": "ja", "CJK": "zh", "GREEK": "el", "HEBREW": "he", "THAI": "th",
    "GEORGIAN": "ka", "ARMENIAN": "hy", "DEVANAGARI": "hi", "BENGALI": "bn", "GUJARATI": "gu", "GURMUKHI": "pa",
    "TAMIL": "ta", "TELUGU": "te", "KANNADA": "kn", "MALAYALAM": "ml", "ETHIOPIC": "am", "KHMER": "km", "LAO": "lo",
    "MYANMAR": "my", "SINHALA": "si",
}  # fmt: skip
"""Scripts that (among the languages of mails) one language writes, or one far more than others."""

_RARE_CYRILLIC = (
    ("sr", "ђћ"),
    ("mk", "ѓќѕ"),
    ("sr", "јљњџ"),
    ("kk", "ғұһқ"),
    ("ky", "ңөү"),
    ("tg", "ӣӯҳҷ"),
)
"""Letters of Cyrillic languages that are not East Slavonic; the first row with a letter in the text counts."""

_PERSIAN, _URDU = "پچژگ", "ٹڈڑے"
_UKRAINIAN, _BELARUSIAN, _RUSSIAN = "іїєґ", "ў", "ыэё"
_NOT_BELARUSIAN = "ищъ"
_DZ = re.compile("дз[яьіё]")
"""Belarusian, where neither и nor a letter that only Ukrainian has stands beside it."""


def of_letters(text: str) -> Counter[str]:
    """How many letters of each script ``text`` holds."""
    found: Counter[str] = Counter()
    for letter, count in Counter(text).items():
        if letter.isalpha() and (script := _script(letter)):
            found[script] += count
    return found


def cyrillic(text: str) -> tuple[str, float] | None:
    """The Cyrillic language whose own letters stand in lowercase ``text``, and how sure; None if no such letter does.

    ъ is no sign of Russian: Bulgarian has it.
    """
    for code, letters in _RARE_CYRILLIC:
        if any(letter in text for letter in letters):
            return code, 0.95
    if _DZ.search(text) and not any(letter in text for letter in "ищъїєґ"):
        return "be", 0.95
    uk, be, ru = (sum(map(text.count, letters)) for letters in (_UKRAINIAN, _BELARUSIAN, _RUSSIAN))
    if not (uk or be or ru):
        return None
    if be or (uk and ru):
        # Belarusian writes і beside ы and э, and never и nor щ; a Ukrainian who mixes Russian in writes all of them.
        no_be = sum(map(text.count, _NOT_BELARUSIAN))
        if no_be * 10 <= text.count("і") + be:
            return "be", 0.97
    uk_weight, ru_weight = uk / 7, ru / 2.5  # how many of a hundred letters they are in ordinary texts
    code, weight = ("uk", uk_weight) if uk_weight >= ru_weight else ("ru", ru_weight)
    return code, 0.5 + 0.5 * min(0.99, weight / (uk_weight + ru_weight))


def arabic(text: str) -> str:
    """Arabic, Persian or Urdu, by the letters that only the latter two write."""
    urdu, persian = (len(re.findall(f"[{letters}]", text)) for letters in (_URDU, _PERSIAN))
    return "ur" if urdu else "fa" if persian else "ar"


@lru_cache(4096)
def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]
