"""Text from strangers, made harmless wherever it is shown."""

import unicodedata

_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
# Joiners shape Arabic, Indic and emoji sequences; soft hyphens and the like may go.
_KEPT = {"\n", "\t", "\u200c", "\u200d"}


def neutral(text: str) -> str:
    """``text`` without what could steer a terminal or a reader: controls, escapes, bidirectional overrides.

    Line ends and tabs stay. See Unicode TR 36, 2.10 (bidirectional text) and ECMA-48 (escapes).
    """
    if text.isascii() and text.isprintable():
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in _KEPT or unicodedata.category(c) not in _INVISIBLE)


def one_line(text: str) -> str:
    """``text`` made harmless, on one line, runs of white space folded."""
    return " ".join(neutral(text).split())
