"""Decisions make a round trip through a spreadsheet."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from skrzynka.tests.commands.conftest import Run

Rows = list[list[Any]]


def content(path: Path) -> Rows:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


def filled(path: Path, change: Callable[[Rows], object]) -> None:
    """Save a sheet with changes, as an office's program does."""
    rows = content(path)
    change(rows)
    with Workbook(path, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)


@pytest.fixture
def written(played: Path, run: Run) -> Rows:
    done = run("sheet", "decisions.xlsx")
    assert done.code == 0, done.err
    return content(played / "decisions.xlsx")


def test_each_opinion_and_each_campaign_has_a_row(written: Rows, run: Run, played: Path) -> None:
    opinions = [line for line in run("list", "--json").lines if line["kind"] == "opinion"]
    campaigns = {line["campaign"] for line in opinions if line["campaign"]}
    alone = [line for line in opinions if not line["campaign"]]
    assert written[0][:7] == ["Nr", "Listów", "Zakres", "Treść", "Decyzja", "Uzasadnienie", "Jednostka odpowiedzialna"]
    assert len(written) - 1 == len(alone) + len(campaigns)
    assert sum(int(row[1]) for row in written[1:]) == len(opinions)


def test_decisions_are_chosen_from_a_list_and_no_words_are_a_formula(written: Rows, played: Path) -> None:
    with ZipFile(played / "decisions.xlsx") as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
    assert '<dataValidation type="list"' in sheet
    assert "uwzględniono częściowo" in sheet
    assert "<f>" not in sheet
    assert 'hidden="1"' in sheet


def test_a_filled_sheet_is_taken_in_but_for_its_mistakes(written: Rows, run: Run, played: Path) -> None:
    numbers = [int(row[0]) for row in written[1:]]
    campaign = next(at for at, row in enumerate(written) if at and int(row[1]) > 1)
    assert run("decide", str(numbers[5]), "taken", "--why", "Somebody else was faster.").code == 0

    def fill(rows: Rows) -> None:
        rows[1][4:7] = ["nie uwzględniono", "Brak środków w budżecie.", "Wydział Edukacji"]
        rows[campaign][4:6] = ["uwzględniono", "Przejście powstanie w maju."]
        rows[3][4] = "uwzględniono"  # without a justification
        rows[6][4:6] = ["nie uwzględniono", "Too late."]  # decided meanwhile
        rows.append([99999, 1, "", "", "uwzględniono", "Nobody wrote that.", "", "x"])

    filled(played / "decisions.xlsx", fill)
    dry = run("sheet", "--read", "decisions.xlsx", "--dry-run")
    assert "would change; nothing was written" in dry.out
    done = run("sheet", "--read", "decisions.xlsx", "--yes", "--by", "anna")
    assert done.code == 1
    for told in (
        "row 4, number " + str(numbers[2]) + ": refused: the justification is empty",
        f"number {numbers[5]}: refused: it was decided otherwise meanwhile (taken)",
        "number 99999: refused: there is no opinion of that number",
        "opinions decided; `skrzynka undo --batch 2` takes all back",
    ):
        assert told in done.out
    decided = {line["number"]: line["decision"] for line in run("list", "--json").lines if line["decision"]}
    letters = int(written[campaign][1])
    assert decided.pop(numbers[0]) == "not"
    assert decided.pop(numbers[5]) == "taken"
    assert (len(decided), set(decided.values())) == (letters, {"taken"})
    shown = run("show", str(numbers[0]), "--json").lines[0]
    assert (shown["justification"], shown["unit"]) == ("Brak środków w budżecie.", "Wydział Edukacji")
    again = run("sheet", "--read", "decisions.xlsx", "--yes")
    assert "nothing to take in" in again.out


def test_a_sheet_that_was_not_touched_changes_nothing(written: Rows, run: Run) -> None:
    done = run("sheet", "--read", "decisions.xlsx", "--yes")
    assert (done.code, done.out) == (0, "nothing to take in\n")


def test_only_what_is_asked_for_is_written(played: Path, run: Run) -> None:
    assert "rows for" in run("sheet", "some.xlsx", "--where", "scope=2 decision=open").out
    assert {row[2][:2] for row in content(played / "some.xlsx")[1:]} == {"2."}


def test_what_is_no_sheet_of_ours_is_one_clear_line(written: Rows, run: Run, played: Path) -> None:
    (played / "text.xlsx").write_text("no spreadsheet")
    filled(played / "decisions.xlsx", lambda rows: rows[0].__setitem__(4, "Something"))
    for args, told in (
        (("--read", "missing.xlsx"), "is no spreadsheet that can be read"),
        (("--read", "text.xlsx"), "is no spreadsheet that can be read"),
        (("--read", "decisions.xlsx"), "lacks the columns decision; fill a sheet that `skrzynka sheet` wrote"),
        (("out.csv",), "give the file a name that ends with .xlsx"),
        (("nowhere/out.xlsx",), "cannot be written"),
    ):
        done = run("sheet", *args)
        assert (done.code, done.err.count("\n"), told in done.err) == (1, 1, True), done.err
