"""The report as a self-contained web page, as a tagged PDF, and as a Word document."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import as_file, files
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from skrzynka import SkrzynkaError
from skrzynka.digest.phrases import Phrases
from skrzynka.digest.words import Words
from skrzynka.report.charts import bars
from skrzynka.report.records import Bar, Report, Row, Section

_NO_GLYPH = "could not be displayed"
_NO_LETTER = "□"
_FOREIGN = re.compile(
    "[^\n\t\u0020-\u007e\u00a0-\u024f\u0300-\u0304\u0306-\u030c\u0370-\u03ff\u0400-\u045f\u0490-\u0493\u05d0-\u05ea"
    "\u2010-\u2015\u2018-\u201f\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2116\u2122\u2190-\u2193\u25a1]+"
)


def html(report: Report, words: Words) -> bytes:
    """One file that asks nothing of the network."""
    phrases = Phrases(words)
    values = {
        "r": report,
        "w": words,
        "t": words.text,
        "n": words.count,
        "name": phrases.scope,
        "chart": bars,
        "ranges": _ranges,
        "dates": phrases.dates(report.consultation),
        "days": _days(report, words),
        "total": phrases.total(report.method.total),
    }
    return _environment().get_template("report.html").render(values).encode()


def pdf(report: Report, words: Words) -> bytes:
    """PDF/UA-1 with its fonts embedded. Raises SkrzynkaError where the extra is missing."""
    try:
        import typst
    except ImportError as error:
        raise SkrzynkaError("--format pdf needs more: pip install 'skrzynka[report]'") from error
    data = _data(report, words)
    with as_file(files("skrzynka").joinpath("templates", "report.typ")) as template:

        def compiled(data: dict[str, Any]) -> bytes:
            given = {"data": json.dumps(data, ensure_ascii=False)}
            return bytes(typst.compile(str(template), format="pdf", pdf_standards=["ua-1"], sys_inputs=given))

        try:
            return compiled(data)
        except typst.TypstError as error:
            if _NO_GLYPH not in str(error):
                raise
            # PDF/UA wants a glyph for every letter; Typst's own fonts have Latin, Greek, Cyrillic and Hebrew ones.
            note = words.text("report_no_glyph", sign=_NO_LETTER)
            return compiled(_with_letters_of_the_font({**data, "notes": [*data["notes"], note]}))


def _with_letters_of_the_font(data: Any) -> Any:  # noqa: ANN401  # JSON
    """The same data; what the font may not have is replaced by one sign."""
    if isinstance(data, str):
        return _FOREIGN.sub(_NO_LETTER, data)
    if isinstance(data, dict):
        return {key: _with_letters_of_the_font(value) for key, value in data.items()}
    return [_with_letters_of_the_font(value) for value in data] if isinstance(data, list) else data


def docx(report: Report, words: Words, template: Path | None) -> bytes:
    """A Word document from ``template``, else from the shipped one. Raises SkrzynkaError."""
    try:
        from docxtpl import DocxTemplate
    except ImportError as error:
        raise SkrzynkaError("--format docx needs more: pip install 'skrzynka[report]'") from error
    with as_file(files("skrzynka").joinpath("templates", "report.docx")) as shipped:
        try:
            document = DocxTemplate(str(template or shipped))
            document.render(_data(report, words), autoescape=True)
            file = BytesIO()
            document.save(file)
        except Exception as error:
            what = f"{type(error).__name__}: {error}".splitlines()[0]
            raise SkrzynkaError(f"report.docx_template {template or 'shipped'}: cannot be filled ({what})") from error
    return _titled(file.getvalue(), report, words)


def _titled(content: bytes, report: Report, words: Words) -> bytes:
    """The document with its title and language set, which screen readers ask for."""
    from docx import Document
    from docx.oxml.ns import qn

    document = Document(BytesIO(content))
    document.core_properties.title = words.text("report_title", name=report.consultation.name)
    document.core_properties.author = report.consultation.organiser
    document.core_properties.language = words.language
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), words.language)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _data(report: Report, words: Words) -> dict[str, Any]:
    """The report as plain data with all its sentences written, for templates that know no language."""
    p, t = Phrases(words), words.text
    dates, days = report.consultation, _days(report, words)
    charts = (
        (t("by_scope"), t("sheet_scope"), report.by_scope),
        (t("by_channel"), t("sheet_channel"), report.by_channel),
        (t("by_language"), t("sheet_language"), report.by_language),
        (t("by_day"), t("report_day"), days),
        (t("report_decisions"), t("sheet_decision"), report.decided),
    )
    about = {"opens": words.day(dates.opens), "closes": words.day(dates.closes)}
    return {
        "lang": words.language,
        "title": t("report_title", name=dates.name),
        "kind": t("report_kind_public" if report.public else "report_kind_internal"),
        "subject": dates.subject,
        "organiser": dates.organiser,
        "dates": p.dates(dates),
        "notes": list(_notes(report, words)),
        "about": t("report_about_text", organiser=dates.organiser, subject=dates.subject, **about),
        "figures": [
            {"count": report.opinions, "name": words.noun(report.opinions, "opinion")},
            {"count": report.senders, "name": t("report_senders")},
            {"count": report.texts, "name": words.noun(report.texts, "text")},
            {"count": len(report.by_language), "name": t("report_languages")},
        ],
        "charts": [{"title": title, "heading": head, "bars": _plain(numbers)} for title, head, numbers in charts],
        "sections": [_section(section, words) for section in report.sections],
        "method": list(_method(report, words)),
        "taggers": _plain(report.method.taggers),
        "privacy": report.privacy,
        "made": t("report_made", program=report.method.program, moment=words.moment(report.made_at)),
        "words": {key: t(f"report_{key}") for key in _HEADINGS}
        | {key: t(f"sheet_{key}") for key in ("number", "decision", "justification")},
    }


_HEADINGS = (
    "about", "contents", "numbers", "opinions", "opinion", "postulates", "postulates_note", "table", "method",
    "taggers", "tagger", "privacy",
)  # fmt: skip


def _section(section: Section, words: Words) -> dict[str, Any]:
    p, t = Phrases(words), words.text
    decided = "; ".join(f"{bar.name}: {bar.count}" for bar in section.decided if bar.count)
    return {
        "name": p.scope(section.scope),
        "counted": f"{words.count(section.opinions, 'opinion')}. {decided}".strip(),
        "postulates": [
            {
                "quote": each.quote,
                "language": each.language,
                "note": t(
                    "report_postulate",
                    opinions=words.count(len(each.numbers), "opinion"),
                    number=each.number,
                    numbers=_ranges(each.numbers),
                ),
            }
            for each in section.postulates
        ],
        "single": t("report_single", opinions=words.count(section.single, "opinion")) if section.single else "",
        "rows": [_row(row, words) for row in section.rows],
    }


def _row(row: Row, words: Words) -> dict[str, str]:
    return {
        "number": str(row.number),
        "letters": words.count(len(row.numbers), "letter") if len(row.numbers) > 1 else "",
        "language": row.language,
        "text": words.text("report_hidden_text") if row.text is None else row.text,
        "decision": row.decision or "–",
        "justification": row.justification,
        "unit": row.unit,
    }


def _notes(report: Report, words: Words) -> Iterator[str]:
    if not report.public:
        yield words.text("report_internal_note")
    for count, key in ((report.undecided, "report_undecided"), (report.hidden, "report_hidden")):
        if count:
            yield words.text(key, opinions=words.count(count, "opinion"))


def _method(report: Report, words: Words) -> Iterator[str]:
    method, t = report.method, words.text
    yield t("report_method_text")
    yield Phrases(words).total(method.total)
    yield t("report_people", people=method.by_people, waiting=method.waiting, opinions=report.opinions)
    if method.campaigns:
        yield t("report_campaigns", campaigns=method.campaigns)
    if method.other:
        yield f"{t('report_other')} {', '.join(f'{bar.count} {bar.name}' for bar in method.other)}."


def _days(report: Report, words: Words) -> tuple[Bar, ...]:
    return tuple(Bar(words.short_day(day), count) for day, count in report.by_day)


def _plain(numbers: Iterable[Bar]) -> list[Mapping[str, Any]]:
    return [{"name": bar.name, "count": bar.count} for bar in numbers]


def _ranges(numbers: Iterable[int]) -> str:
    """Numbers by their order; three and more that follow each other as the first and the last."""
    found: list[str] = []
    for _, each in groupby(enumerate(numbers), lambda place: place[1] - place[0]):
        row = [number for _, number in each]
        found += [f"{row[0]}–{row[-1]}"] if len(row) > 2 else map(str, row)
    return ", ".join(found)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("skrzynka"),
        autoescape=select_autoescape(("html",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
