"""A blind sample: opinions without their tags and senders, which a person tags who does not know what others said."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO

from xlsxwriter import Workbook

from skrzynka.classify.records import Scope
from skrzynka.digest.table import PLAIN
from skrzynka.digest.words import Words
from skrzynka.neutral import neutral, one_line
from skrzynka.store.records import StoredMail

HEADINGS = {
    "number": "sheet_number",
    "language": "sheet_language",
    "subject": "table_subject",
    "text": "sheet_text",
    "scope": "sheet_scope",
    "secondary": "table_secondary",
}
"""The columns, and the keys of their headings in a spreadsheet; CSV has the columns' own names."""

FILLED = ("scope", "secondary")
"""Columns that the person fills."""

_WIDTHS = (8, 12, 30, 90, 45, 45)
_LONGEST = 32_000  # letters of a cell; Excel holds 32,767
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_GONE = "…"
_LONGEST_NAME = 200
_SHORT = 4  # words of a last line that may be a name
_ADDRESS = re.compile(r"(?<!\S)\S*@\S+")


@dataclass(frozen=True, slots=True)
class Drawn:
    """An opinion of the sample: what it says, and nothing of who said it."""

    number: int
    language: str
    subject: str
    text: str


def drawn(mail: StoredMail) -> Drawn:
    """What a mail says, without mail addresses and, as it stands in its header, the sender's name."""
    text = neutral(mail.text or mail.attachment_text).strip()
    row = mail.row
    subject = _nameless(one_line(row.subject), row.from_name)
    return Drawn(row.number, row.language, subject, _nameless(text, row.from_name)[:_LONGEST])


def as_csv(sample: Sequence[Drawn]) -> bytes:
    """CSV in UTF-8 with a byte order mark, as Excel wants; formulas are disarmed (OWASP)."""
    file = StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(HEADINGS)
    writer.writerows(
        (each.number, each.language, _disarmed(each.subject), _disarmed(each.text), "", "") for each in sample
    )
    return file.getvalue().encode("utf-8-sig")


def as_xlsx(sample: Sequence[Drawn], scopes: Sequence[Scope], words: Words) -> bytes:
    """A spreadsheet in which scopes are chosen from a list."""
    file = BytesIO()
    with Workbook(file, PLAIN) as book:
        sheet, list_ = book.add_worksheet(words.text("table")), book.add_worksheet(words.text("sheet_scope"))
        heading = book.add_format({"bold": True, "bg_color": "#14365E", "font_color": "#FFFFFF", "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        filled = book.add_format(
            {"text_wrap": True, "valign": "top", "bg_color": "#FFF8E3", "border": 1, "border_color": "#E3D9B8"}
        )
        for at, (column, width) in enumerate(zip(HEADINGS, _WIDTHS, strict=True)):
            sheet.set_column(at, at, width, filled if column in FILLED else wrapped)
        sheet.write_row(0, 0, [words.text(key) for key in HEADINGS.values()], heading)
        for at, each in enumerate(sample, start=1):
            sheet.write_row(at, 0, [each.number, words.name_of(each.language), each.subject, each.text])
        choices = [*(f"{scope.number}. {scope.name(words.language)}" for scope in scopes), words.text("no_topic")]
        list_.write_column(0, 0, choices)
        list_.set_column(0, 0, 100)
        first = list(HEADINGS).index(FILLED[0])
        # A list that stands in the cell's own rule may have 255 letters, all choices together.
        rule = {"validate": "list", "source": f"='{list_.get_name()}'!$A$1:$A${len(choices)}"}
        sheet.data_validation(1, first, max(len(sample), 1), first + len(FILLED) - 1, rule)
        sheet.freeze_panes(1, 1)
    return file.getvalue()


def _nameless(text: str, name: str) -> str:
    """Without the name where it stands whole, and without a word of it in a last line that may be a signature."""
    bare = _ADDRESS.sub(_GONE, text)
    words = [re.escape(word) for word in re.findall(r"[^\W\d_]{2,}", name[:_LONGEST_NAME])]
    if not words:
        return bare
    one = rf"\b(?:{'|'.join(words)})\b"
    *before, last = re.sub(rf"{one}(?:\s+{one})+", _GONE, bare, flags=re.IGNORECASE).split("\n")
    if len(last.split()) <= _SHORT:
        last = re.sub(one, _GONE, last, flags=re.IGNORECASE)
    return "\n".join([*before, last])


def _disarmed(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
