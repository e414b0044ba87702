"""Quarantined mails, read once more."""

from contextlib import nullcontext
from pathlib import Path

import pytest

from skrzynka.commands import context
from skrzynka.intake import readers
from skrzynka.intake.letter import read
from skrzynka.intake.rules import Rules
from skrzynka.tests.commands.conftest import Run


@pytest.fixture
def broken(run: Run, here: Path, samples: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a store of three mails, two of which broke the reader as it was."""

    def breaks(content: bytes, *others: object) -> object:
        if content != (samples / "0002.eml").read_bytes():
            raise ZeroDivisionError
        return read(content, *others)  # type: ignore[arg-type]  # passed on as they came

    # Read in this process, so that the reader can be broken here.
    monkeypatch.setattr(
        context, "reader", lambda chosen, *_: nullcontext(readers.ReaderHere(context.classifier(chosen), Rules()))
    )
    assert run("init", ".", "--yes").code == 0
    monkeypatch.setattr(readers, "read", breaks)
    assert run("import", *(str(samples / f"000{n}.eml") for n in (1, 2, 3)), "--json").lines[0]["quarantined"] == 2
    monkeypatch.setattr(readers, "read", read)
    return here


def test_what_became_of_each_is_shown(run: Run, broken: Path) -> None:
    done = run("retry", "--json")
    assert done.code == 0
    assert [(line["number"], line["state"]) for line in done.lines] == [(1, "opinion"), (3, "opinion")]
    assert run("retry").out == "nothing is quarantined\n"


def test_one_mail_alone(run: Run, broken: Path) -> None:
    done = run("retry", "3")
    assert done.code == 0
    assert [line.split()[:3] for line in done.out.splitlines()[1:]] == [["3", "opinion", "opinion"]]
    assert [line["number"] for line in run("list", "--state", "quarantined", "--json").lines] == [1]


def test_a_mail_that_still_breaks_the_reader_stays_quarantined(
    run: Run, broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> object:
        raise ValueError

    monkeypatch.setattr(readers, "read", breaks)
    done = run("retry", "1", "--json")
    assert (done.code, done.lines[0]["state"], done.lines[0]["reason"]) == (
        0,
        "quarantined",
        "breaks the reader: ValueError",
    )


@pytest.mark.parametrize("number", ["2", "99"])
def test_a_mail_that_is_not_quarantined_is_one_line(run: Run, broken: Path, number: str) -> None:
    done = run("retry", number)
    assert (done.code, done.out, len(done.err.splitlines())) == (1, "", 1)
    assert number in done.err
