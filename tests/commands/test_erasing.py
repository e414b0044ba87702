"""Erasures, as a person asks for them."""

import json
from pathlib import Path

import pytest

from skrzynka.tests.commands.conftest import Run


@pytest.fixture
def letter(played: Path, run: Run) -> dict[str, object]:
    """An opinion of somebody who wrote no other mail."""
    opinions = [line for line in run("list", "--json").lines if line["kind"] == "opinion"]
    senders = [line["from_email"] for line in run("list", "--json").lines]
    return next(line for line in opinions if senders.count(line["from_email"]) == 1)


def holds(folder: Path, word: str) -> list[str]:
    """The files of a store that hold a word."""
    return [path.name for path in folder.glob("skrzynka.db*") if word.encode() in path.read_bytes()]


def test_the_preview_shows_what_would_go_and_erases_nothing(letter: dict[str, object], run: Run, here: Path) -> None:
    done = run("erase", str(letter["number"]), "--why", "request 12")
    assert done.code == 0
    assert str(letter["subject"])[:20] in done.out
    assert "1 mail would be erased" in done.out
    assert "nothing was erased; --yes does it" in done.out
    assert run("show", str(letter["number"]), "--json").lines[0]["text"]
    assert not (here / "erased.jsonl").exists()


def test_an_erased_mail_is_told_by_every_command(letter: dict[str, object], run: Run, here: Path) -> None:
    number, address = str(letter["number"]), str(letter["from_email"])
    assert holds(here, address)
    done = run("erase", number, "--why", "request 12", "--by", "ola", "--yes")
    assert (done.code, done.err) == (0, "")
    assert f"erased: {number}\n" in done.out
    assert "the mail in the mailbox, if it still lies there: " in done.out
    assert holds(here, address) == []
    (line,) = [line for line in run("list", "--json").lines if line["number"] == letter["number"]]
    left = ("received_at", "kind", "state", "language", "scope", "secondary")
    assert {name: line[name] for name in left} == {name: letter[name] for name in left}
    assert (line["erased"], line["from_email"], line["subject"]) == (True, "", "")
    assert "(erased)" in next(line for line in run("list").out.splitlines() if line.startswith(f"{number} "))
    shown = run("show", number)
    assert shown.code == 0
    assert "by ola because: request 12)" in shown.out
    assert "From" not in shown.out
    assert "ola         erase  request 12" in shown.out
    assert "ola         erase  request 12" in run("history", number).out
    for args in (("raw", number), ("retag", number, "6"), ("note", number, "x"), ("retry", number)):
        refused = run(*args)
        assert (refused.code, refused.out) == (1, "")
        assert refused.err.startswith(f"skrzynka: mail {number}: was erased on ")
        assert "by ola because: request 12" in refused.err
        assert len(refused.err.splitlines()) == 1
    assert run("search", address.partition("@")[0], "--json").lines == []
    assert run("verify").code == 0
    assert run("reclassify").code == 0
    assert "160 in the mailbox" in run("stats").out
    assert "unexplained 0" in run("stats").out
    assert run("digest", "--day", "2022-06-01").code == 0
    summary = run("close").out
    assert "(treść usunięta)" in summary
    assert str(letter["from_name"]) not in summary


def test_an_import_does_not_bring_it_back(letter: dict[str, object], run: Run, samples: Path) -> None:
    run("erase", str(letter["number"]), "--why", "request 12", "--yes")
    counts = json.loads(run("import", str(samples), "--json").out)
    assert counts["known"] == 1
    assert counts["sum"]["unexplained"] == 0
    assert [line for line in run("list", "--json").lines if line["from_email"] == letter["from_email"]] == []


def test_all_mails_of_a_writer_go_together(played: Path, run: Run) -> None:
    senders = [line["from_email"] for line in run("list", "--json").lines if line["from_email"]]
    often = max(senders, key=senders.count)
    assert senders.count(often) > 1
    preview = run("erase", "--sender", often.upper(), "--why", "request 12")
    assert f"{senders.count(often)} mails would be erased" in preview.out
    lines = run("erase", "--sender", often, "--why", "request 12", "--yes", "--json").lines
    assert len(lines) == senders.count(often)
    assert all(line["erased"] for line in lines)
    gone = run("erase", "--sender", often, "--why", "request 12")
    assert gone.code == 1
    assert "no mail is of that address" in gone.err


def test_a_backup_of_before_is_brought_up_to_the_erasures(letter: dict[str, object], run: Run, here: Path) -> None:
    number, address = str(letter["number"]), str(letter["from_email"])
    assert run("backup", "before.db").code == 0
    run("erase", number, "--why", "request 12", "--yes")
    restored = run("restore", "before.db")
    assert restored.code == 0, restored.err
    assert f"erased again: {number}" in restored.out
    assert holds(here, address) == []
    assert "repeated after a restore; first erased on" in run("history", number).out
    assert "all 1 listed erasures hold" in run("erase", "--again").out


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("erase",), "name one mail, or --sender ADDRESS, or --again"),
        (("erase", "17", "--sender", "a@poczta.example", "--why", "x"), "name one mail"),
        (("erase", "17"), "say why"),
        (("erase", "17", "--why", " "), "say why"),
    ],
)
def test_what_is_left_out_is_asked_for(played: Path, run: Run, args: tuple[str, ...], told: str) -> None:
    done = run(*args)
    assert done.code == 2
    assert told in done.err


def configure(folder: Path, lines: str) -> None:
    """Put lines into the section [privacy]."""
    config = folder / "config.toml"
    text = config.read_text("utf-8")
    head, found, tail = text.partition("[privacy]\n")
    config.write_text(f"{head}[privacy]\n{lines}\n{tail}" if found else f"{text}\n[privacy]\n{lines}\n", "utf-8")


def test_what_is_due_is_shown_and_then_erased_while_the_numbers_stay(played: Path, run: Run) -> None:
    assert "privacy.keep_days is not set" in run("purge").err
    configure(played, "keep_days = 30000")
    assert "nothing is due; the first mails are from 2104-08-09 on" in run("purge").out
    configure_again = (played / "config.toml").read_text("utf-8").replace("30000", "30")
    (played / "config.toml").write_text(configure_again, "utf-8")
    before = run("stats", "--json").out
    assert "160 mails would be erased" in run("purge").out
    assert run("purge", "--yes").code == 0
    assert run("stats", "--json").out == before
    assert all(line["erased"] for line in run("list", "--json").lines)
    assert "nothing is due" in run("purge").out


def test_to_purge_unasked_wants_to_know_when(played: Path, run: Run) -> None:
    configure(played, "purge = true")
    assert "write keep_days too" in run("list").err
