"""The words of a mail, from all its text parts, as one text."""

import re
from collections.abc import Iterable

from skrzynka.intake.html import to_text
from skrzynka.intake.parts import Leaf, Words
from skrzynka.intake.plain import letters, plain
from skrzynka.intake.records import Defect
from skrzynka.intake.reply import cut
from skrzynka.intake.says import says_anything

_QUOTING = re.compile(r"<blockquote|gmail_quote|_quote|divRplyFwdMsg|border-top:\s*solid", re.IGNORECASE)
_STUB = re.compile(
    # What programs write into the plain part where they expect that nobody reads it.
    r"(support|display|view|read|show|enable|obsługuj|wyświetl|odczyt|підтрим|поддерж|unterstütz|anzeig).{0,80}html|"
    r"html.{0,80}(support|format|enabled|version|view|client|compatible|obsługuj|wyświetl|підтрим|поддерж|fähig)|"
    r"this is a multi-?part message|view (this|it) (email |message )?(in|online)",
    re.IGNORECASE | re.DOTALL,
)
_MAX_STUB = 400


def text_of(words: Iterable[Words]) -> tuple[str, tuple[Defect, ...]]:
    """All that the text parts say, in their order, quotes still in."""
    texts: list[str] = []
    defects: list[Defect] = []
    for one in words:
        text, found = _text(one)
        defects += found
        if says_anything(text):
            texts.append(text.strip("\n"))
    return "\n".join(texts), tuple(dict.fromkeys(defects))


def _text(words: Words) -> tuple[str, list[Defect]]:
    """Of a text in two forms: the plain one, unless the HTML says more."""
    defects: list[Defect] = []
    simple = "\n".join(_read(leaf, defects) for leaf in words.plain)
    if not words.html or not _needs_html(simple, words.html):
        return simple, defects
    rich = "\n".join(_read(leaf, defects) for leaf in words.html)
    return (rich if _says_more(rich, simple) else simple), defects


def _read(leaf: Leaf, defects: list[Defect]) -> str:
    text, found = letters(leaf) if leaf.content_type == "text/html" else plain(leaf)
    defects += found
    return to_text(text) if leaf.content_type == "text/html" else text


def _needs_html(simple: str, html: Iterable[Leaf]) -> bool:
    if len(simple) < _MAX_STUB or _STUB.search(simple[:_MAX_STUB]):
        return True
    return any(_QUOTING.search(leaf.content[:200_000].decode("latin-1")) for leaf in html) and not cut(simple).quoted


def _says_more(rich: str, simple: str) -> bool:
    """Whether the HTML is the better source: the plain part is empty or a stub, or does not mark its quotes."""
    if not says_anything(rich):
        return False
    if not says_anything(simple) or (len(simple) < _MAX_STUB and _STUB.search(simple)):
        return True
    if len(rich) > 5 * len(simple) + 200:
        return True
    return bool(cut(rich).quoted) and not cut(simple).quoted
