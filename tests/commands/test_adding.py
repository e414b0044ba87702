"""Opinions of other channels, added from their tables."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from skrzynka.settings import shipped
from skrzynka.tests.commands.conftest import Run
from skrzynka.tests.commands.test_learning import stored

NOTES = [
    ("Opinia", "Autor", "Data"),
    ("Potrzebny jest plac zabaw przy szkole.", "", "02.06.2022"),
    ("Potrzebny jest plac zabaw przy szkole.", "", "02.06.2022"),
    ("Більше уроків польської для підлітків!", "Олена", "2022-06-02 13:15"),
    ("", "Jan", "02.06.2022"),
    ('=HYPERLINK("x") mediacje w szkole', "ola@example.org", "02.06.2022"),
]


@pytest.fixture(autouse=True)
def configured(here: Path) -> None:
    (here / "config.toml").write_text(shipped(), "utf-8")


def saved(folder: Path, rows: Sequence[tuple[str, ...]], encoding: str = "utf-8-sig", sign: str = ",") -> str:
    lines = [sign.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    (folder / "notes.csv").write_bytes("\r\n".join(lines).encode(encoding))
    return "notes.csv"


def test_each_row_is_an_opinion_of_its_channel(run: Run, here: Path) -> None:
    done = run("add", "--channel", "table", saved(here, NOTES), "--json")
    assert done.code == 0, done.err
    (counts,) = done.lines
    assert (counts["rows"], counts["without words"], counts["new"], counts["opinions"]) == (5, 1, 4, 4)
    assert counts["empty_rows"] == [5]
    rows = run("list", "--json").lines
    assert [row["channel"] for row in rows] == ["table"] * 4
    assert [row["received_at"] for row in rows][2] == "2022-06-02T11:15:00+00:00"
    assert rows[2]["language"] == "uk"
    assert rows[3]["from_email"] == "ola@example.org"
    (whole,) = run("show", "3", "--json").lines
    assert whole["text"] == "Більше уроків польської для підлітків!"
    assert "Олена" in whole["signature"]
    assert "Channel     table" in run("show", "3").out
    assert run("verify").code == 0
    assert "4 in the mailbox (with 4 added from other channels) = 4 opinions" in run("stats").out


def test_a_table_that_is_added_again_adds_only_its_new_rows(run: Run, here: Path) -> None:
    run("add", "--channel", "table", saved(here, NOTES))
    (again,) = run("add", "--channel", "table", saved(here, NOTES), "--json").lines
    assert (again["known"], again["new"]) == (4, 0)
    (more,) = run("add", "--channel", "table", saved(here, [*NOTES, ("Boisko!", "", "02.06.2022")]), "--json").lines
    assert (more["known"], more["new"]) == (4, 1)
    (other,) = run("add", "--channel", "workshop", saved(here, NOTES), "--json").lines
    assert other["new"] == 4, "another channel is another voice"


@pytest.mark.parametrize(("encoding", "sign"), [("cp1250", ";"), ("utf-8", "\t"), ("utf-16", ","), ("utf-8-sig", ";")])
def test_csv_is_read_as_excel_saves_it(run: Run, here: Path, encoding: str, sign: str) -> None:
    rows = [NOTES[0], ("Żłobek blisko szkoły, żeby rodzice mogli pracować.", "Grażyna", "02.06.2022")] * 1
    (counts,) = run("add", "--channel", "form", saved(here, rows, encoding, sign), "--json").lines
    assert counts["opinions"] == 1
    assert "Żłobek blisko szkoły" in run("show", "1", "--json").lines[0]["text"]


def test_a_spreadsheet_is_read_with_its_own_dates(run: Run, here: Path) -> None:
    with Workbook(here / "notes.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Data", "Treść"])
        sheet.write_datetime(1, 0, datetime(2022, 6, 2, 13, 0), book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))  # noqa: DTZ001  # a spreadsheet's
        sheet.write(1, 1, "Proszę o bibliotekę z książkami po ukraińsku.")
        sheet.write_datetime(2, 0, date(2022, 6, 3), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write(2, 1, "Proszę o klub dla młodzieży na osiedlu.")
    assert run("add", "--channel", "form", "notes.xlsx").code == 0
    assert [row["received_at"][:16] for row in run("list", "--json").lines] == ["2022-06-02T11:00", "2022-06-03T10:00"]


def test_how_a_table_is_understood_is_shown_first(run: Run, here: Path) -> None:
    done = run("add", "--channel", "table", saved(here, NOTES), "--dry-run")
    assert "4 opinions; rows without words: 1; nothing was written" in done.out
    assert "Opinia" in done.out
    assert run("list", "--json").lines == []


def test_channels_stand_apart_in_lists_counts_and_the_report(run: Run, here: Path, samples: Path) -> None:
    (here / "config.toml").unlink()
    stored(run, samples)
    mails = len(run("list", "--json").lines)
    run("add", "--channel", "table", saved(here, NOTES))
    assert len(run("list", "--json", "--channel", "email").lines) == mails
    assert len(run("list", "--json", "--channel", "table").lines) == 4
    assert len(run("search", "plac*", "--json", "--channel", "table").lines) == 2
    assert {"by": "channel", "key": "table", "count": 4} in run("stats", "--json").lines
    assert run("report", "--out", "r").code == 0
    assert "spotkanie przy stoliku" in (here / "r" / "report-internal-pl.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("rows", "args", "told"),
    [
        ([("A", "B"), ("x", "y")], (), "no column holds the opinions; there are: A, B"),
        ([("Opinia",), ("x",)], (), "no column holds the day; say it with --day"),
        ([("Opinia", "Data"), ("x", "wczoraj")], (), "row 2: 'wczoraj' is no day"),
        ([("Opinia", "Data"), ("x", "")], (), "row 2: has no day"),
        ([("", "")], (), "its first row holds no headings"),
    ],
)
def test_a_wrong_table_is_one_clear_line(
    run: Run, here: Path, rows: Sequence[tuple[str, ...]], args: tuple[str, ...], told: str
) -> None:
    done = run("add", "--channel", "table", saved(here, rows), *args)
    assert (done.code, done.err.count("\n")) == (1, 1), done.err
    assert told in done.err


def test_a_file_that_is_no_table_is_one_clear_line(run: Run, here: Path) -> None:
    (here / "broken.xlsx").write_bytes(b"PK\x03\x04 no spreadsheet")
    for file, told in (("broken.xlsx", "is no table that can be read"), ("missing.csv", "cannot be read")):
        done = run("add", "--channel", "table", file)
        assert (done.code, done.err.count("\n"), told in done.err) == (1, 1, True), done.err
    assert "there is no such channel; write one of: form, table, workshop" in run("add", "--channel", "x", "a.csv").err
