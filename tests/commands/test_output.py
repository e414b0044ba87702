"""How tables are printed."""

import os
import pty
import time

import pytest

from skrzynka.commands import output


def test_a_table_in_a_pipe_is_whole_whatever_its_width(capsys: pytest.CaptureFixture[str]) -> None:
    output.table(("N", "text", "end"), [(1, "słowo " * 100, None), (22, "公園", "x")], title="Mails")
    title, head, first, second = capsys.readouterr().out.splitlines()
    long = ("słowo " * 100).strip()
    assert (title, head) == ("Mails", f"N   {'text':<{len(long)}}  end")
    assert first == f"1   {long}  –"
    assert second == f"22  公園{' ' * (len(long) - 4)}  x", "a wide letter takes two places"


def test_a_table_of_nothing_is_its_head(capsys: pytest.CaptureFixture[str]) -> None:
    output.table(("N", "text"), [])
    assert capsys.readouterr().out == "N  text\n"


def test_what_a_mail_says_breaks_no_line_of_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    output.table(("text",), [("one\ntwo\x1b[31m",)])
    assert capsys.readouterr().out == "text\none two[31m\n"


def test_very_many_rows_are_printed_within_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    begun = time.process_time()
    output.table(("N", "subject", "scope"), ((number, "Wniosek o żłobek", "edukacja") for number in range(30_000)))
    assert time.process_time() - begun < 5
    assert capsys.readouterr().out.count("\n") == 30_001


def test_a_terminal_gets_a_table_of_its_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    master, slave = pty.openpty()
    with os.fdopen(slave, "w", encoding="utf-8") as terminal:
        monkeypatch.setattr("sys.stdout", terminal)
        output.table(("N", "text"), [(1, "word " * 30)])
        terminal.flush()
        said = os.read(master, 10_000).decode()
        monkeypatch.undo()
    os.close(master)
    assert said.count("\n") > 2
