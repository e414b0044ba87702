"""Builds the shipped Word template: ``python -m skrzynka.report.blank`` (needs the extra ``report``).

A city replaces it by one with its own letterhead, with the same words in braces (docs/report.md).
"""

import sys
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

_BAR = ("{{ bar.name }}", "{{ bar.count }}")
_DEEP = RGBColor(0x14, 0x36, 0x5E)


def build() -> Any:  # noqa: ANN401  # python-docx has no type for it
    """The template: headings, tables with heading rows, and the loops that fill them."""
    document = Document()
    _styles(document)
    document.add_paragraph("{{ kind }}")
    document.add_heading("{{ title }}", 0)
    document.add_paragraph("{{ subject }}")
    document.add_paragraph("{{ organiser }} · {{ dates }}")
    _loop(document, "note in notes", lambda: document.add_paragraph("{{ note }}"))
    document.add_heading("{{ words.about }}", 1)
    document.add_paragraph("{{ about }}")
    _loop(
        document,
        "figure in figures",
        lambda: document.add_paragraph("{{ figure.count }} {{ figure.name }}", "List Bullet"),
    )
    document.add_heading("{{ words.numbers }}", 1)
    _loop(document, "chart in charts", lambda: _chart(document))
    _loop(document, "section in sections", lambda: _section(document))
    document.add_heading("{{ words.method }}", 1)
    _loop(document, "paragraph in method", lambda: document.add_paragraph("{{ paragraph }}"))
    _table(
        document,
        ("{{ words.tagger }}", "{{ words.opinions }}"),
        "bar in taggers",
        ("{{ bar.name }}", "{{ bar.count }}"),
    )
    document.add_paragraph("{%p if privacy %}")
    document.add_heading("{{ words.privacy }}", 1)
    document.add_paragraph("{{ privacy }}")
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{{ made }}")
    return document


def _styles(document: Any) -> None:  # noqa: ANN401
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Normal"].font.size = Pt(11)
    for level in (1, 2, 3):
        document.styles[f"Heading {level}"].font.color.rgb = _DEEP
    for section in document.sections:
        section.page_width, section.page_height = Mm(210), Mm(297)


def _loop(document: Any, each: str, body: Any) -> None:  # noqa: ANN401
    document.add_paragraph(f"{{%p for {each} %}}")
    body()
    document.add_paragraph("{%p endfor %}")


def _chart(document: Any) -> None:  # noqa: ANN401
    document.add_heading("{{ chart.title }}", 2)
    _table(
        document,
        ("{{ chart.heading }}", "{{ words.opinions }}"),
        "bar in chart.bars",
        ("{{ bar.name }}", "{{ bar.count }}"),
    )


def _section(document: Any) -> None:  # noqa: ANN401
    document.add_heading("{{ section.name }}", 1)
    document.add_paragraph("{{ section.counted }}")
    document.add_paragraph("{%p if section.summary %}")
    document.add_heading("{{ words.summary }}", 2)
    document.add_paragraph("{{ words.summary_note }}")
    document.add_paragraph("{{ section.summary }}")
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p if section.postulates %}")
    document.add_heading("{{ words.postulates }}", 2)
    document.add_paragraph("{{ words.postulates_note }}")
    _loop(document, "each in section.postulates", lambda: _postulate(document))
    document.add_paragraph("{{ section.single }}")
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p if section.rows %}")
    document.add_heading("{{ words.table }}", 2)
    heads = ("{{ words.number }}", "{{ words.opinion }}", "{{ words.decision }}", "{{ words.justification }}")
    cells = (
        "{{ row.number }} {{ row.letters }} {{ row.channel }}",
        "{{ row.text }}",
        "{{ row.decision }}",
        "{{ row.justification }} {{ row.unit }}",
    )
    _table(document, heads, "row in section.rows", cells)
    document.add_paragraph("{%p endif %}")


def _postulate(document: Any) -> None:  # noqa: ANN401
    document.add_paragraph("{{ each.quote }}", "Intense Quote")
    document.add_paragraph("{{ each.note }}")


def _table(document: Any, heads: tuple[str, ...], each: str, cells: tuple[str, ...]) -> None:  # noqa: ANN401
    """A table whose heading row is marked as one, so that it repeats and is read aloud as one."""
    table = document.add_table(rows=4, cols=len(heads), style="Light Grid Accent 1")
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    for cell, text in zip(table.rows[0].cells, heads, strict=True):
        cell.text = text
    properties = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001  # python-docx has no face for it
    properties.append(OxmlElement("w:tblHeader"))
    properties[-1].set(qn("w:val"), "true")
    table.rows[1].cells[0].text = f"{{%tr for {each} %}}"
    for cell, text in zip(table.rows[2].cells, cells, strict=True):
        cell.text = text
    table.rows[3].cells[0].text = "{%tr endfor %}"


def main() -> None:
    """Write the template beside the others."""
    target = Path(__file__).parents[1] / "templates" / "report.docx"
    build().save(str(target))
    sys.stdout.write(f"{target.name}\n")


if __name__ == "__main__":
    main()
