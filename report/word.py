"""The report as a Word document, in the city's own template or the shipped one."""

from importlib.resources import as_file, files
from io import BytesIO
from pathlib import Path

from skrzynka import SkrzynkaError
from skrzynka.digest.words import Words
from skrzynka.report.plain import plain
from skrzynka.report.records import Report


def docx(report: Report, words: Words, template: Path | None) -> bytes:
    """A Word document from ``template``, else from the shipped one. Raises SkrzynkaError."""
    try:
        from docxtpl import DocxTemplate
    except ImportError as error:
        raise SkrzynkaError("--format docx needs more: pip install 'skrzynka[report]'") from error
    with as_file(files("skrzynka").joinpath("templates", "report.docx")) as shipped:
        try:
            document = DocxTemplate(str(template or shipped))
            document.render(plain(report, words), autoescape=True)
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
