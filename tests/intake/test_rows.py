"""Tables from other programs, as they save them."""

import csv
from pathlib import Path

import pytest

from skrzynka.intake.rows import read

HEADINGS = ("Opinia, proszę krótko", "Dzielnica; ulica")
ROWS = [('Chcę parku; zaraz, już.\n\nI "ławek"\tteż.', "Nadodrze"), ("Tak, tak; nie | może.", "Psie Pole; Zakrzów")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1250"])
def test_words_full_of_delimiters_stay_in_their_cells(tmp_path: Path, delimiter: str, encoding: str) -> None:
    with (tmp_path / "a.csv").open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([HEADINGS, *ROWS])
    found = read(tmp_path / "a.csv")
    assert found.headings == HEADINGS
    assert [row for _, row in found.rows] == ROWS


def test_a_table_of_one_column_is_one(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Opinia\nChcę parku.\n\nChcę ławek.\n")
    assert [row for _, row in read(tmp_path / "a.csv").rows] == [("Chcę parku.",), ("Chcę ławek.",)]
