"""Summaries by the city's own language model: asked for each scope, marked as such, never the default."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from skrzynka.neutral import one_line
from skrzynka.report.records import Report, Section

Summarise = Callable[[str, Sequence[str], str], str]
"""Asks a model: the scope's name, texts, the language of the answer. Raises SkrzynkaError where it gives none."""

_TEXTS = 40
_LETTERS = 600  # of one text
_LONGEST = 1200


def summarised(report: Report, ask: Summarise, model: str, language: str) -> Report:
    """The same report with a summary for each scope that has opinions with a text that may be shown."""
    sections = tuple(_section(section, ask, language) for section in report.sections)
    return replace(report, sections=sections, method=replace(report.method, summariser=one_line(model)))


def _section(section: Section, ask: Summarise, language: str) -> Section:
    texts = list(_texts(section))
    if section.scope is None or not texts:
        return section
    said = one_line(ask(section.scope.name(language), texts, language))
    return replace(section, summary=said if len(said) <= _LONGEST else said[: _LONGEST - 1] + "…")


def _texts(section: Section) -> Iterator[str]:
    """What a model is shown: the quoted postulates, then opinions drawn evenly from all that may be shown."""
    yield from (f"({len(each.numbers)}×) {each.quote}" for each in section.postulates)
    shown = [row.text for row in section.rows if row.text]
    yield from (text[:_LETTERS] for text in shown[:: max(1, -(-len(shown) // _TEXTS))])
