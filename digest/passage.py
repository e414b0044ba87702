"""A writer's words, made harmless and shortened honestly."""

import re

from skrzynka.digest.records import Passage
from skrzynka.neutral import neutral

_WORD = re.compile(r"\S+")
_GAPS = re.compile(r"\n\s*\n\s*\n+")
_WORD_LETTERS = 8
"""Letters a word is allowed on average, so that a 'word' without end is cut too."""


def passage(text: str, attachment_text: str, limit: int) -> Passage:
    """Up to about ``limit`` words of ``text``, or of the attachments where the mail itself says nothing."""
    own = _tidy(text)
    shown = own or _tidy(attachment_text)
    kept = _cut(shown, limit)
    more = len(_WORD.findall(shown[len(kept) :]))
    return Passage(kept.rstrip(), more, from_attachment=bool(shown and not own))


def _tidy(text: str) -> str:
    lines = (line.rstrip() for line in neutral(text).expandtabs(4).split("\n"))
    return _GAPS.sub("\n\n", "\n".join(lines)).strip()


def _cut(text: str, limit: int) -> str:
    """The beginning of ``text``; whole where little would be left out."""
    ends = [match.end() for match in _WORD.finditer(text)]
    letters = limit * _WORD_LETTERS
    slack = 1.2  # "… (3 more words)" would take more room than the three words
    if len(ends) <= limit * slack and len(text) <= letters * slack:
        return text
    fitting = [end for end in ends[:limit] if end <= letters]
    return text[: fitting[-1]] if fitting else text[:letters]
