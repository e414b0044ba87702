"""What was done to a mail, as a clerk reads and writes it."""

from pathlib import Path

from skrzynka.tests.commands.conftest import Run


def test_history_shows_who_did_what_when_and_why(played: Path, run: Run) -> None:
    number = str(run("list", "--json", "--scope", "edukacja").lines[0]["number"])
    assert run("retag", number, "6", "--why", "asks for mediation", "--by", "Ola").code == 0
    assert run("note", number, "called \x1b[31mthe board", "--by", "Jan").code == 0
    assert run("undo", number, "--by", "Ewa").code == 0
    events = run("history", number, "--json").lines
    assert [(event["by"], event["action"], event["why"]) for event in events[-3:]] == [
        ("Ola", "retag", "asks for mediation"),
        ("Jan", "note", "called \x1b[31mthe board"),
        ("Ewa", "undo", ""),
    ]
    assert all(event["at"].endswith("+00:00") for event in events)
    assert run("show", number, "--json").lines[0]["history"] == events
    *_, retag, note, undo = run("history", number).out.splitlines()
    assert "Ola         retag  konflikty: asks for mediation" in retag
    assert "Jan         note   called [31mthe board" in note, "an escape steers no terminal"
    assert f"Ewa         undo   takes back {events[-3]['id']}" in undo
    assert "\n".join((retag, note, undo)) in run("show", number).out


def test_a_mail_to_which_nothing_was_done_says_so(played: Path, run: Run) -> None:
    bounce = str(run("list", "--json", "--kind", "bounce").lines[0]["number"])
    assert run("history", bounce).out == f"{bounce}: nothing was done to it since it was read\n"
    assert run("history", bounce, "--json").out == ""
    assert run("note", bounce, "told the sender").code == 0
    assert len(run("history", bounce, "--json").lines) == 1


def test_what_is_wrong_is_one_clear_line(played: Path, run: Run) -> None:
    for args, told in (
        (("history", "999"), "no mail has the number 999"),
        (("note", "999", "x"), "no mail has the number 999"),
        (("note", "1", " "), "the note on mail 1 is empty; write what is to be kept"),
    ):
        done = run(*args)
        assert (done.code, done.err.count("\n")) == (1, 1)
        assert told in done.err
