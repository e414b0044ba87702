import io
from pathlib import Path

import pytest

from skrzynka.settings import load, shipped
from skrzynka.tests.commands.conftest import Run

ANSWERS = [
    "Rowerem po Gdyni", "Plan rozwoju dróg rowerowych", "Urząd Miasta", "2027-03-01", "2027-03-31", "",
    "rowery@gdynia.example", "pl, en", "imap.gdynia.example", "rowery@gdynia.example", "smtp.gdynia.example",
    "skrzynka@gdynia.example", "skrzynka@gdynia.example", "rowery@gdynia.example, szefowa@gdynia.example", "en",
    "drogi: Drogi rowerowe", "parkingi: Parkingi dla rowerów", "",
]  # fmt: skip


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> object:
    return lambda *lines: monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_yes_takes_the_shipped_answers_with_their_comments(here: Path, run: Run) -> None:
    assert run("init", "new", "--yes").code == 0
    assert (here / "new" / "config.toml").read_text("utf-8") == shipped()


def test_the_answers_make_a_configuration_that_works(here: Path, run: Run, answer: object) -> None:
    answer(*ANSWERS)  # type: ignore[operator]
    assert run("init").code == 0
    settings = load(here / "config.toml")
    assert settings.consultation.name == "Rowerem po Gdyni"
    assert str(settings.consultation.closes) == "2027-03-31"
    assert settings.consultation.time_zone == "Europe/Warsaw"
    assert [scope.key for scope in settings.scope_records] == ["drogi", "parkingi"]
    assert settings.digest.recipients == ("rowery@gdynia.example", "szefowa@gdynia.example")
    assert "# The first and the last day" in (here / "config.toml").read_text("utf-8")
    assert run("list").code == 0


def test_a_mistake_in_the_answers_writes_nothing(here: Path, run: Run, answer: object) -> None:
    answer(*ANSWERS[:5], "Gdynia", *ANSWERS[6:])  # type: ignore[operator]
    done = run("init")
    assert done.code == 1
    assert "consultation.time_zone = 'Gdynia'" in done.err
    assert not (here / "config.toml").exists()


def test_nothing_is_overwritten(here: Path, run: Run) -> None:
    (here / "config.toml").write_text("mine")
    done = run("init", "--yes")
    assert done.code == 1
    assert "is there already and stays as it is" in done.err
    assert (here / "config.toml").read_text() == "mine"


def test_a_folder_that_cannot_be_made_is_one_clear_line(here: Path, run: Run) -> None:
    (here / "file").touch()
    done = run("init", "file/new", "--yes")
    assert done.code == 1
    assert len(done.err.splitlines()) == 1
