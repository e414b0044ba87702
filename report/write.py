"""The report's files: each form, by its ending."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from skrzynka.digest.words import Words
from skrzynka.report import page, pdf, tables, word
from skrzynka.report.forms import Form
from skrzynka.report.records import Report


def name(report: Report, words: Words) -> str:
    """What every file of a report is called, without its ending."""
    return f"report-{'public' if report.public else 'internal'}-{words.language}"


def written(report: Report, words: Words, forms: Iterable[Form], template: Path | None) -> Iterator[tuple[str, bytes]]:
    """Names and contents, each made as it is asked for; volumes of a PDF after the first are numbered.

    Raises SkrzynkaError where an extra is missing or ``template``, the city's own for Word, cannot be filled.
    """
    stem = name(report, words)
    for form in forms:
        for number, content in enumerate(_contents(report, words, form, template), start=1):
            yield f"{stem}{'' if number == 1 else f'-{number}'}.{form}", content


def count(report: Report, forms: Iterable[Form]) -> int:
    """How many files ``written`` gives."""
    return sum(pdf.count(report) if form is Form.PDF else 1 for form in forms)


def _contents(report: Report, words: Words, form: Form, template: Path | None) -> Iterator[bytes]:
    match form:
        case Form.HTML:
            yield page.html(report, words)
        case Form.PDF:
            yield from pdf.pdfs(report, words)
        case Form.DOCX:
            yield word.docx(report, words, template)
        case Form.XLSX:
            yield tables.xlsx(report, words)
        case Form.CSV:
            yield tables.csv_(report, words)
