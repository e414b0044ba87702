"""What goes with the closing summary, and what does not."""

from pathlib import Path

from skrzynka.digest.words import words
from skrzynka.report.enclose import enclosed
from skrzynka.settings import Settings, load
from skrzynka.tests.report.test_report import report


def settings(**chosen: object) -> Settings:
    known = load(None)
    return known.model_copy(update={"report": known.report.model_copy(update=chosen)})


def told(chosen: Settings) -> tuple[list[str], tuple[str, ...], str]:
    made = enclosed(report(), words("pl"), chosen)
    return [name.rpartition(".")[2] for name in made.names], made.left_out, " ".join(made.told(words("pl")))


def test_the_forms_that_are_configured_go_with_it() -> None:
    names, left_out, said = told(settings(attach=("csv", "html")))
    assert (names, left_out) == (["csv", "html"], ())
    assert "report-internal-pl.csv, report-internal-pl.html" in said


def test_what_is_too_large_for_a_mail_is_left_out_and_named() -> None:
    names, left_out, said = told(settings(attach=("html", "csv"), attach_mb=0))
    assert (names, left_out) == ([], ("html", "csv"))
    assert "skrzynka report --format html,csv" in said


def test_what_cannot_be_made_keeps_nothing_else_back(tmp_path: Path) -> None:
    (tmp_path / "wrong.docx").write_text("no document")
    names, left_out, _ = told(settings(attach=("docx", "csv"), docx_template=tmp_path / "wrong.docx"))
    assert (names, left_out) == (["csv"], ("docx",))


def test_nothing_is_said_where_nothing_goes_with_it() -> None:
    assert told(settings(attach=())) == ([], (), "")
