"""What a person is given of what is kept of them."""

import json
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from skrzynka.tests.commands.conftest import Run


@pytest.fixture
def often(played: Path, run: Run) -> str:
    """Who wrote more than once."""
    senders = [line["from_email"] for line in run("list", "--json").lines if line["from_email"]]
    return str(max(senders, key=senders.count))


def test_everything_of_one_person_is_in_it_and_nothing_of_another(often: str, run: Run, here: Path) -> None:
    theirs = {line["number"] for line in run("list", "--json").lines if line["from_email"] == often}
    run("note", str(min(theirs)), "telephoned", "--by", "ola")
    done = run("subject-data", often.upper(), "--out", "answer.zip")
    assert done.code == 0, done.err
    assert f"{len(theirs)} mails of " in done.out
    assert (here / "answer.zip").stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(here / "answer.zip") as archive:
        told = json.loads(archive.read("data.json"))
        assert {mail["number"] for mail in told["mails"]} == theirs
        assert {mail["from_email"] for mail in told["mails"]} == {often}
        assert set(archive.namelist()) == {"data.json", *(f"mails/{number}.eml" for number in theirs)}
        for mail in told["mails"]:
            content = archive.read(mail["raw"])
            assert len(content) > 100
            assert mail["text"] == run("show", str(mail["number"]), "--json").lines[0]["text"]
            assert sha256(content).hexdigest() == mail["sha256"]
    first = next(mail for mail in told["mails"] if mail["number"] == min(theirs))
    assert [event["why"] for event in first["history"] if event["action"] == "note"] == ["telephoned"]
    assert told["pseudonym"].startswith("os-")


def test_a_folder_holds_the_same(often: str, run: Run, here: Path) -> None:
    assert run("subject-data", often, "--out", "answer").code == 0
    assert (here / "answer").stat().st_mode & 0o777 == 0o700
    told = json.loads((here / "answer" / "data.json").read_text("utf-8"))
    assert all((here / "answer" / mail["raw"]).is_file() for mail in told["mails"])


def test_its_name_does_not_tell_who_it_is_and_nothing_is_written_over(often: str, run: Run, here: Path) -> None:
    assert run("subject-data", often).code == 0
    (made,) = here.glob("subject-data-*")
    assert made.name == f"subject-data-{_name(often, run)}.zip"
    again = run("subject-data", often)
    assert again.code == 1
    assert "is there already and stays as it is" in again.err


def _name(address: str, run: Run) -> str:
    number = next(line["number"] for line in run("list", "--json").lines if line["from_email"] == address)
    return str(
        next(line["from_email"] for line in run("list", "--json", "--pseudonyms").lines if line["number"] == number)
    )


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("nobody@poczta.example",), "no mail is of that address"),
        (("nobody@poczta.example", "--out", "config.toml"), "no mail is of that address"),
    ],
)
def test_a_wrong_word_is_one_clear_line(played: Path, run: Run, args: tuple[str, ...], told: str) -> None:
    done = run("subject-data", *args)
    assert (done.code, len(done.err.splitlines())) == (1, 1)
    assert told in done.err


def test_what_cannot_be_written_leaves_nothing_behind(often: str, run: Run, here: Path) -> None:
    before = sorted(path.name for path in here.iterdir())
    done = run("subject-data", often, "--out", "nowhere/answer.zip")
    assert done.code == 1
    assert "cannot be written" in done.err
    assert sorted(path.name for path in here.iterdir()) == before


def test_a_list_may_name_nobody(played: Path, run: Run) -> None:
    plain, named = run("list", "--json").lines, run("list", "--json", "--pseudonyms").lines
    assert len(named) == len(plain)
    assert all(line["from_email"] == "" or line["from_email"].startswith("os-") for line in named)
    assert {line["from_name"] for line in named} == {""}
    assert len({line["from_email"] for line in named}) == len({line["from_email"].casefold() for line in plain})
    assert "@" not in "".join(line["from_email"] for line in named)
