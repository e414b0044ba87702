"""Mails of our own, as a clerk sees them."""

from pathlib import Path

from skrzynka.tests.commands.conftest import Run


def test_what_was_sent_is_shown(played: Path, run: Run) -> None:
    shown = run("outbox", "--json").lines
    assert {mail["state"] for mail in shown} == {"sent"}
    assert {mail["kind"] for mail in shown} == {"daily", "closing"}
    assert shown[0]["number"] == 1
    assert "sent" in run("outbox").out
    assert run("outbox", "--waiting", "--json").lines == []


def test_nothing_that_was_sent_is_tried_again_or_dropped(played: Path, run: Run) -> None:
    assert run("outbox", "--retry", "all").out.endswith(": 0\n")
    for option in ("--retry", "--drop"):
        refused = run("outbox", option, "1")
        assert (refused.code, refused.err.count("\n")) == (1, 1)
        assert "there is no such mail that was not sent" in refused.err
    assert "`skrzynka outbox` shows their numbers" in run("outbox", "--retry", "999").err
