"""What a person at a terminal has beside the words: completion, pages, colours, a pipe that ends early."""

import os
import pty
import select
import subprocess
import sys
from pathlib import Path

import pytest

from skrzynka.store.ledger import Ledger
from skrzynka.store.questions import MailFilter
from skrzynka.store.records import Kind

PROGRAM = (sys.executable, "-c", "from skrzynka.cli import main; main()")


def complete(line: str, **more: str) -> list[str]:
    """What bash is offered for the last word of a line."""
    words = {"COMP_WORDS": line, "COMP_CWORD": str(len(line.split(" ")) - 1), "_SKRZYNKA_COMPLETE": "complete_bash"}
    done = subprocess.run(PROGRAM, capture_output=True, text=True, env={**os.environ, **words, **more}, check=False)
    assert done.stderr == ""
    return done.stdout.split()


def at_a_terminal(*args: str, **more: str) -> str:
    """What a command shows on a terminal of 80 columns; the pager prints all, so that no key is wanted."""
    ours, theirs = pty.openpty()
    settings = {"TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24", "PAGER": "cat", **more}
    env = {key: value for key, value in os.environ.items() if key != "NO_COLOR"} | settings
    with subprocess.Popen((*PROGRAM, *args), stdin=theirs, stdout=theirs, stderr=theirs, env=env) as running:
        os.close(theirs)
        shown = b""
        while running.poll() is None or select.select([ours], [], [], 0)[0]:
            try:
                shown += os.read(ours, 65536)
            except OSError:  # Linux: the other end is closed
                break
    os.close(ours)
    return shown.decode().replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("skrzynka retag 1 ko", ["konflikty"]),
        ("skrzynka list --scope do", ["dokumenty"]),
        ("skrzynka decide 1 p", ["partly"]),
        ("skrzynka add --channel w", ["workshop"]),
        ("skrzynka list --kind bou", ["bounce"]),
        ("skrzynka recl", ["reclassify"]),
    ],
)
def test_the_shell_completes_scopes_decisions_channels_and_commands(
    played: Path, line: str, offered: list[str]
) -> None:
    assert complete(line) == offered


def test_the_shell_completes_numbers_of_opinions(played: Path) -> None:
    with Ledger.open(f"sqlite:///{played / 'skrzynka.db'}") as ledger:
        opinions = [row.number for row in ledger.rows(MailFilter(kind=Kind.OPINION))]
    offered = complete("skrzynka show 15")
    assert len(offered) > 2
    assert offered == [str(number) for number in opinions if str(number).startswith("15")]
    assert complete("skrzynka undo 99999") == []


def test_completing_tells_no_failure_and_begins_no_store(here: Path) -> None:
    assert complete("skrzynka show 1") == []
    (here / "config.toml").write_text("[consultation\n")
    assert complete("skrzynka retag 1 k") == []
    subprocess.run((*PROGRAM, "init", "--yes", "other"), check=True, capture_output=True)
    assert complete("skrzynka show 1", SKRZYNKA_CONFIG=str(here / "other" / "config.toml")) == []
    assert [path.name for path in (here / "other").iterdir()] == ["config.toml"]


def test_a_long_list_is_shown_by_the_pager_and_a_short_one_is_not(played: Path) -> None:
    pager = "sed 's/^/paged: /'"
    assert "paged: " in at_a_terminal("list", PAGER=pager)
    short = at_a_terminal("list", "--limit", "3", PAGER=pager)
    assert "paged: " not in short
    assert short.count("\n") == 4


def test_no_line_of_a_list_is_folded(played: Path) -> None:
    lines = at_a_terminal("list", "--limit", "15", NO_COLOR="1").splitlines()
    assert len(lines) == 16


def test_words_that_decided_are_lit_where_colours_are_wanted(played: Path) -> None:
    number = complete("skrzynka show ")[0]
    assert "\x1b[1;33m" in at_a_terminal("show", number)
    without = at_a_terminal("show", number, NO_COLOR="1")
    assert "33m" not in without
    assert "\x1b[1m" in without, "bold is no colour"
    piped = subprocess.run((*PROGRAM, "show", number), capture_output=True, text=True, check=True).stdout
    assert "\x1b" not in piped


def test_a_pipe_that_ends_early_is_no_failure(played: Path) -> None:
    command = f"{sys.executable} -c 'from skrzynka.cli import main; main()' list --json | head -n 1"
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("{")
    assert done.stderr == ""
