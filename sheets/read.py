"""A filled sheet, as Excel or LibreOffice saved it."""

from collections.abc import Sequence
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from skrzynka import SkrzynkaError
from skrzynka.digest.words import words
from skrzynka.neutral import neutral, one_line
from skrzynka.settings import INTERFACE_LANGUAGES
from skrzynka.sheets.records import Filled
from skrzynka.sheets.write import FILLED, STOOD

_NEEDED = ("number", *FILLED)


class SheetError(SkrzynkaError):
    """The file is no sheet of ours that was filled in."""


def read(path: Path) -> list[Filled]:
    """The rows that have a number. Columns may stand in any order and in any of our languages. Raises SheetError."""
    name = one_line(str(path))
    try:
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (OSError, CalamineError, ValueError, IndexError) as error:
        raise SheetError(f"{name}: is no spreadsheet that can be read; save it as .xlsx") from error
    places = _places([_cell(value) for value in rows[0]] if rows else [])
    if missing := [column for column in (*_NEEDED, STOOD) if column not in places]:
        raise SheetError(f"{name}: lacks the columns {', '.join(missing)}; fill a sheet that `skrzynka sheet` wrote")
    read = ({key: _cell(row[at]) if at < len(row) else "" for key, at in places.items()} for row in rows[1:])
    found = [
        Filled(line, row["number"], row["decision"], row["justification"], row["unit"], row[STOOD])
        for line, row in enumerate(read, start=2)
        if row["number"]
    ]
    if not found:
        raise SheetError(f"{name}: holds no row with a number")
    return found


def _places(heading: Sequence[str]) -> dict[str, int]:
    """Where each column stands."""
    known = {words(language).text(f"sheet_{column}"): column for language in INTERFACE_LANGUAGES for column in _NEEDED}
    return {known.get(name, name): at for at, name in enumerate(heading) if name in known or name == STOOD}


def _cell(value: object) -> str:
    """A cell as text; a whole number without the .0 that spreadsheets keep it with."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return neutral(str(value)).strip()
