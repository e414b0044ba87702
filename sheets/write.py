"""The sheet as an .xlsx file, with a list of decisions to choose from."""

from collections.abc import Callable, Sequence
from io import BytesIO

from xlsxwriter import Workbook

from skrzynka.digest.table import PLAIN
from skrzynka.digest.words import Words
from skrzynka.settings import DecisionSettings
from skrzynka.sheets.compare import fingerprint
from skrzynka.sheets.records import Stand

STOOD = "stood"
"""The heading of the hidden column by which a change meanwhile is seen."""

_FIRST = 1  # the row below the headings
_WIDTHS = {"number": 8, "letters": 8, "received": 12, "language": 12, "scope": 40, "text": 90, "decision": 26,
           "justification": 60, "unit": 30}  # fmt: skip
FILLED = ("decision", "justification", "unit")
"""Columns that staff fill."""


def written(
    stands: Sequence[Stand], decisions: Sequence[DecisionSettings], columns: Sequence[str], words: Words
) -> bytes:
    """The file, with a row for each of ``stands`` and these columns, in the language of ``words``."""
    names = {one.key: one.name(words.language) for one in decisions}
    file = BytesIO()
    with Workbook(file, PLAIN) as book:
        sheet = book.add_worksheet(words.text("sheet"))
        heading = book.add_format({"bold": True, "bg_color": "#14365E", "font_color": "#FFFFFF", "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        filled = book.add_format(
            {"text_wrap": True, "valign": "top", "bg_color": "#FFF8E3", "border": 1, "border_color": "#E3D9B8"}
        )
        for at, column in enumerate(columns):
            sheet.set_column(at, at, _WIDTHS[column], filled if column in FILLED else wrapped)
        sheet.set_column(len(columns), len(columns), None, None, {"hidden": True})
        sheet.write_row(0, 0, [*(words.text(f"sheet_{column}") for column in columns), STOOD], heading)
        for row, stand in enumerate(stands, start=_FIRST):
            cells = [_CELLS[column](stand, words, names) for column in columns]
            sheet.write_row(row, 0, [*cells, fingerprint(stand.decided)])
        choices = columns.index("decision")
        last = max(len(stands), 1)
        sheet.data_validation(_FIRST, choices, last, choices, {"validate": "list", "source": list(names.values())})
        sheet.freeze_panes(_FIRST, 1)
        sheet.autofilter(0, 0, last, len(columns) - 1)
    return file.getvalue()


_CELLS: dict[str, Callable[[Stand, Words, dict[str, str]], str | int]] = {
    "number": lambda stand, _, __: stand.number,
    "letters": lambda stand, _, __: len(stand.numbers),
    "received": lambda stand, _, __: stand.received,
    "language": lambda stand, words, _: words.name_of(stand.language),
    "scope": lambda stand, words, _: stand.scope or words.text("no_topic"),
    "text": lambda stand, _, __: stand.text,
    "decision": lambda stand, _, names: names.get(stand.decided.key, stand.decided.key),
    "justification": lambda stand, _, __: stand.decided.why,
    "unit": lambda stand, _, __: stand.decided.unit,
}
