"""The table that officials publish, as a spreadsheet and as CSV: a row for each opinion or campaign."""

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO

from xlsxwriter import Workbook

from skrzynka.digest.table import PLAIN
from skrzynka.digest.words import Words
from skrzynka.report.records import Report, Row

COLUMNS = ("number", "letters", "scope", "language", "text", "decision", "justification", "unit", "channel")
_WIDTHS = (8, 8, 40, 12, 90, 26, 60, 30, 20)
_LONGEST = 32_000
"""Letters of a cell; Excel holds 32,767."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def rows(report: Report, words: Words) -> Iterator[list[str | int]]:
    """The headings, then a row for each opinion or campaign, by scope."""
    yield [words.text(f"sheet_{column}") for column in COLUMNS]
    for section in report.sections:
        yield from (_row(row, words) for row in section.rows)


def xlsx(report: Report, words: Words) -> bytes:
    """The table as .xlsx; what strangers wrote is text and never a formula."""
    file = BytesIO()
    with Workbook(file, PLAIN | {"constant_memory": False}) as book:
        book.set_properties({"title": report.consultation.name, "created": report.made_at.replace(tzinfo=None)})
        sheet = book.add_worksheet(words.text("sheet"))
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        heading = book.add_format({"bold": True, "bg_color": "#14365E", "font_color": "#FFFFFF", "valign": "top"})
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width, wrapped)
        last = 0
        for last, row in enumerate(rows(report, words)):
            sheet.write_row(last, 0, row, None if last else heading)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(last, 1), len(COLUMNS) - 1)
    return file.getvalue()


def csv_(report: Report, words: Words) -> bytes:
    """The table as CSV in UTF-8 with a byte order mark, as Excel wants; formulas are disarmed (OWASP)."""
    file = StringIO(newline="")
    writer = csv.writer(file)
    writer.writerows([_disarmed(cell) for cell in row] for row in rows(report, words))
    return file.getvalue().encode("utf-8-sig")


def _row(row: Row, words: Words) -> list[str | int]:
    scope = f"{row.scope.number}. {row.scope.name(words.language)}" if row.scope else words.text("no_topic")
    text = words.text("report_hidden_text") if row.text is None else row.text
    shown = (scope, words.name_of(row.language), text[:_LONGEST], row.decision, row.justification, row.unit)
    return [row.number, len(row.numbers), *shown, row.channel or words.text("email")]


def _disarmed(cell: str | int) -> str | int:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
