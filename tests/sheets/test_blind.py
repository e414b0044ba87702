"""A blind sample: what is in it, and how it is read back."""

import csv
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from skrzynka.digest.words import words
from skrzynka.intake.rows import read
from skrzynka.settings import load
from skrzynka.sheets.blind import Drawn, as_csv, as_xlsx, drawn
from skrzynka.sheets.judged import JudgedError, columns, judged
from skrzynka.tests.digest.invented import mail

SCOPES = load(None).scope_records
MAIL = mail(1)


def said_by(name: str, text: str, subject: str = "") -> Drawn:
    return drawn(replace(MAIL, text=text, row=replace(MAIL.row, from_name=name, subject=subject)))


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        ("Jan Kowalski", "Chcę parku.\nJan Kowalski", "Chcę parku.\n…"),
        ("Jan Kowalski", "Ja, Kowalski Jan, chcę parku, nie lasu.", "Ja, …, chcę parku, nie lasu."),
        ("Kowalski, Jan", "Chcę parku.\nPozdrawiam, Jan", "Chcę parku.\nPozdrawiam, …"),
        ("Rada", "Rada osiedla nie pyta nikogo o zdanie.", "Rada osiedla nie pyta nikogo o zdanie."),
        ("", "Piszcie na <jan@example.org>, proszę.", "Piszcie na … proszę."),
        ("a.b(c[ \\", "Chcę parku.", "Chcę parku."),
        ("Леся Турянська", "Хочу парк.\nЛеся", "Хочу парк.\n…"),
    ],
)  # fmt: skip
def test_a_sample_says_nothing_of_who_wrote(name: str, text: str, left: str) -> None:
    assert said_by(name, text).text == left


def test_no_cell_is_a_formula() -> None:
    sample = [Drawn(1, "pl", "=1+1", "@SUM(A1)\nand more")]
    (_, row) = csv.reader(StringIO(as_csv(sample).decode("utf-8-sig")))
    assert row[2:4] == ["'=1+1", "'@SUM(A1)\nand more"]
    assert b"<f>" not in as_xlsx(sample, SCOPES, words("pl"))


def test_a_spreadsheet_lets_choose_among_all_scopes(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(as_xlsx([Drawn(7, "uk", "s", "t")], SCOPES, words("pl")))
    book = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx"))
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert rows[0][:6] == ["Nr", "Język", "Temat", "Treść", "Zakres", "Także"]
    choices = [row[0] for row in book.get_sheet_by_index(1).to_python()]
    assert len(choices) == len(SCOPES) + 1
    opinions = [(at, {"number": "7", "scope": str(choice)}) for at, choice in enumerate(choices)]
    found = [judged([row], [7], SCOPES)[7][0] for row in opinions]
    assert found == [*(scope.key for scope in SCOPES), None]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_filled_file_is_read_as_office_programs_save_it(tmp_path: Path, delimiter: str) -> None:
    texts = ['Chcę parku; zaraz, już.\n\nI "ławek"\tteż.', "Так, так; ні.", "x"]
    sample = [Drawn(at, "pl", "a, b; c", text) for at, text in enumerate(texts, 1)]
    rows = list(csv.reader(StringIO(as_csv(sample).decode("utf-8-sig"))))
    for row, scope in zip(rows[1:], ("6", "konflikty", "6. Rozwiązywanie konfliktów"), strict=True):
        row[4] = scope
    with (tmp_path / "f.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    with Workbook(tmp_path / "f.xlsx") as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    for name in ("f.csv", "f.xlsx"):
        table = read(tmp_path / name)
        places = columns(table.headings)
        cells = [(line, {key: str(row[at]) for key, at in places.items()}) for line, row in table.rows]
        assert judged(cells, [1, 2, 3], SCOPES) == dict.fromkeys([1, 2, 3], ("konflikty", None))


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("1", "6", ""), ("9", "6", "")], "row 3: no opinion has the number '9'"),
        ([("1", "6", ""), ("²", "6", "")], "row 3: no opinion has the number '²'"),
        ([("1", "nope", "")], "row 2: there is no scope 'nope'"),
        ([("1", "6", "8")], "row 2: there is no scope '8'"),
        ([("1", "6", ""), ("1", "5", "")], "row 3: the number 1 stands in another row too"),
        ([("1", " ", "")], "its column scope is empty"),
    ],
)
def test_what_is_wrong_is_refused_with_its_row(rows: list[tuple[str, str, str]], told: str) -> None:
    cells = [(at, dict(zip(("number", "scope", "secondary"), row, strict=True))) for at, row in enumerate(rows, 2)]
    with pytest.raises(JudgedError, match=told.replace("(", r"\(")):
        judged(cells, [1, 2], SCOPES)


def test_a_second_scope_is_taken_in_where_it_is_another() -> None:
    rows = [(2, {"number": "1", "scope": "6", "secondary": "3"}), (3, {"number": "2", "scope": "6", "secondary": "6"})]
    assert judged(rows, [1, 2], SCOPES) == {1: ("konflikty", "usamodzielnianie"), 2: ("konflikty", None)}


def test_a_file_that_is_no_sample_is_refused() -> None:
    with pytest.raises(JudgedError, match="lacks the column number and scope"):
        columns(["a", "b"])
