"""Texts are prepared for the public, and nothing else is public."""

from pathlib import Path

import pytest

from skrzynka.settings import shipped
from skrzynka.tests.commands.conftest import Run

ROWS = "Opinia,Autor,Data\n" + "\n".join((
    '"Nazywam się Anna Nowak, tel. 601 234 567. Proszę o plac zabaw.",anna@example.org,2022-06-02',
    '"Więcej lekcji polskiego w każdej szkole!",,2022-06-02',
))  # fmt: skip


@pytest.fixture(autouse=True)
def two(run: Run, here: Path) -> None:
    (here / "config.toml").write_text(shipped(), "utf-8")
    (here / "notes.csv").write_text(ROWS, "utf-8")
    assert run("add", "--channel", "table", "notes.csv").code == 0


def public(run: Run, here: Path) -> str:
    done = run("report", "--public", "--out", "r")
    assert done.code == 0, done.err
    return (here / "r" / "report-public-pl.html").read_text("utf-8")


def test_masks_are_proposed_and_confirmed(run: Run, here: Path) -> None:
    shown = run("redact", "1")
    assert "Nazywam się [imię/nazwisko], tel. [telefon]. Proszę o plac zabaw." in shown.out
    assert "plac zabaw" not in public(run, here), "nobody confirmed it yet"
    assert run("redact", "1", "--accept", "--by", "anna").code == 0
    page = public(run, here)
    assert "[imię/nazwisko], tel. [telefon]. Proszę o plac zabaw." in page
    assert "Nowak" not in page
    assert "Więcej lekcji" not in page
    assert run("history", "1", "--json").lines[-1]["action"] == "public"


def test_a_person_masks_more_and_keeps_what_is_nobodys(run: Run, here: Path) -> None:
    (done,) = run("redact", "1", "--mask", "plac zabaw", "--keep", "601 234 567", "--json").lines
    assert done["text"] == "Nazywam się [imię/nazwisko], tel. 601 234 567. Proszę o [imię/nazwisko]."
    assert "does not hold these words" in run("redact", "1", "--mask", "rower").err


def test_what_looks_personal_blocks_the_report(run: Run, here: Path) -> None:
    assert run("redact", "1", "--keep", "601 234 567", "--accept").code == 0
    done = run("report", "--public", "--out", "r")
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "something personal is left in 1 (phone)" in done.err
    assert "601" not in done.err
    assert not (here / "r").exists()


def test_what_waits_is_listed(run: Run, here: Path) -> None:
    assert run("redact", "2", "--accept").code == 0
    shown = run("redact")
    assert "to be confirmed: 1; confirmed: 1" in shown.out
    assert run("redact", "--json").lines == [{"number": 1, "language": "pl", "masks": {"name": 2, "phone": 1}}]


def test_an_erased_text_is_not_public_any_more(run: Run, here: Path) -> None:
    run("redact", "2", "--accept")
    assert "Więcej lekcji" in public(run, here)
    assert run("erase", "2", "--why", "request", "--yes").code == 0
    assert "Więcej lekcji" not in public(run, here)
