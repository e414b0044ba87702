"""Build the list of each language's commonest words: ``python -m skrzynka.classify.commonest`` (needs wordfreq)."""

import gzip
import re
from pathlib import Path

from skrzynka.classify import common

_LANGUAGES = (
    "pl", "uk", "en", "ru", "de", "fr", "es", "vi", "tr", "cs", "sk", "it", "pt", "ro", "hu", "bg", "lt", "lv", "nl",
    "da", "sv", "nb", "fi", "sl", "sh", "mk", "ca", "id", "fil", "is",
)  # fmt: skip
_CODES = {"sh": "hr", "nb": "no", "fil": "tl"}  # as langdetect calls them
_WORDS = 3500
_OWN = 0.2  # of how often another language has the word: below it is a foreign word
_WORD = re.compile(r"[^\W\d_]{1,24}(?:['’][^\W\d_]+)*")


def lists() -> dict[str, list[str]]:
    """The commonest words of each language that are its own, the commonest first."""
    from wordfreq import top_n_list, word_frequency

    found: dict[str, list[str]] = {}
    for language in _LANGUAGES:
        own = [word for word in top_n_list(language, _WORDS) if _WORD.fullmatch(word)]
        most = {word: max(word_frequency(word, other) for other in _LANGUAGES) for word in own}
        kept = [word for word in own if word_frequency(word, language) >= _OWN * most[word]]
        found[_CODES.get(language, language)] = kept
    return found


def main() -> None:
    """Write the lists beside this module."""
    text = "".join(f"{code} {' '.join(words)}\n" for code, words in lists().items())
    (Path(__file__).parent / common.FILE).write_bytes(gzip.compress(text.encode("utf-8"), mtime=0))


if __name__ == "__main__":
    main()
