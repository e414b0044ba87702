"""From a digest or a closing summary to what people read: a subject, plain text, HTML."""

import re
import textwrap
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import mrml
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from skrzynka.digest.answering import AnswerTo
from skrzynka.digest.cut import cut, size
from skrzynka.digest.phrases import Phrases
from skrzynka.digest.records import Closing, Digest, Rendered
from skrzynka.digest.words import words

WIDTH = 72
"""Columns of the plain text."""

SIGNATURE = "-- "
"""What a mail reader takes for the start of a signature (RFC 3676, 4.3)."""

_BLANK = re.compile(r"\n{3,}")
_NARROW = 40


LIMIT = 100_000
"""Bytes of HTML: Gmail hides what stands after 102 KB."""

WHOLE = 500_000
"""Letters of a summary's plain text up to which it holds every opinion."""


def render(told: Digest | Closing, language: str, answer: AnswerTo | None = None) -> Rendered:
    """Write a digest or a closing summary in ``language``, as long as mail programs show it.

    ``answer`` says how it is answered, where it may be.
    """
    rendered = first = _render(told, language, answer)
    shown = size(told)
    while shown and (length := len(rendered.html.encode())) > LIMIT:
        shown = min(shown - 1, int(shown * LIMIT / length))
        rendered = _render(cut(told, shown), language, answer)
    # Nothing cuts a plain text; that of a summary is the whole consultation, unless it is a book.
    whole = isinstance(told, Closing) and len(first.text) <= WHOLE
    return replace(rendered, text=first.text) if whole else rendered


def _render(told: Digest | Closing, language: str, answer: AnswerTo | None) -> Rendered:
    said = words(language)
    phrases = Phrases(said)
    subject = phrases.subject(told)
    name = "daily" if isinstance(told, Digest) else "closing"
    values: dict[str, object] = {
        "d": told,
        "w": said,
        "t": said.text,
        "n": said.count,
        "p": phrases,
        "subject": subject,
    }
    values["answer"] = answer
    text = _environment().get_template(f"{name}.txt").render(values)
    page = _environment().get_template(f"{name}.mjml").render(values)
    return Rendered(subject, _tidy(text), str(mrml.to_html(page).content))


def _tidy(text: str) -> str:
    lines = "\n".join(line if line == SIGNATURE else line.rstrip() for line in text.replace("\u00a0", " ").split("\n"))
    return _BLANK.sub("\n\n", lines).strip() + "\n"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("skrzynka"),
        autoescape=select_autoescape(("mjml",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(wrap=_wrap, lines=_lines, marked=_marked, percent=_percent, share=_share, bar=_bar)
    return environment


def _wrap(text: str, first: str = "", rest: str | None = None) -> str:
    """Lines of at most ``WIDTH`` columns, each with its prefix: nothing a stranger wrote can start a line of ours."""
    after = first if rest is None else rest
    found: list[str] = []
    for line in text.split("\n"):
        prefix = after if found else first
        pieces = textwrap.wrap(line, WIDTH, initial_indent=prefix, subsequent_indent=after, break_on_hyphens=False)
        found += pieces or [prefix.rstrip()]
    return "\n".join(found)


def _lines(text: str) -> Markup:
    return Markup("<br />\n").join(escape(line) for line in text.split("\n"))


def _marked(text: str, words: Sequence[str]) -> Markup:
    """The lines of a text, with the words that decided lit up."""
    wanted = [re.escape(each) for each in sorted(words, key=len, reverse=True)]
    if not wanted:
        return _lines(text)
    parts = re.split(rf"(?<!\w)({'|'.join(wanted)})(?!\w)", text, flags=re.IGNORECASE)
    return Markup("").join(
        Markup('<span class="evidence" style="background:#f8e29a">{}</span>').format(_lines(part))
        if at % 2
        else _lines(part)
        for at, part in enumerate(parts)
    )


def _percent(share: float) -> str:
    return f"{share:.0%}"


def _share(part: int, whole: int) -> int:
    """A part in whole per cent, for the width of a bar; what exists is seen."""
    return max(2, round(100 * part / whole)) if part and whole else 0


def _bar(part: int, whole: int) -> str:
    """A bar of letters."""
    return "█" * max(1, round(_NARROW * part / whole)) if part and whole else ""
