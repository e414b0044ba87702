"""Residents told what was decided, as the coordinator does it, over a real SMTP server."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from skrzynka.settings import load
from skrzynka.store.ledger import Ledger
from skrzynka.store.questions import MailFilter
from skrzynka.store.records import State
from skrzynka.tests.commands.conftest import Run
from skrzynka.tests.commands.test_sending import sent

__all__ = ["sent"]
OFFICE = "koordynatorka@um.example"


@pytest.fixture
def decided(played: Path, run: Run) -> list[int]:
    """All opinions are decided; their numbers."""
    with Ledger.open(load(played / "config.toml").store_url) as ledger:
        numbers = [row.number for row in ledger.rows(MailFilter(state=State.OPINION))]
    for number in numbers[3:4]:
        assert run("decide", str(number), "not", "--why", "Nie w tym roku.").code == 0
    assert run("decide", "--where", "state=opinion decision=open", "taken", "--why", "Tak.", "--yes").code == 0
    return numbers


def mails(contents: list[bytes]) -> list[EmailMessage]:
    return [message_from_bytes(content, policy=policy.default) for content in contents]


def test_samples_first_then_everybody_once(decided: list[int], run: Run, sent: list[bytes]) -> None:
    shown = run("answers")
    assert shown.code == 0, shown.err
    assert sent == []
    assert "to be told: uk" in shown.out
    refused = run("answers", "--send", "--yes")
    assert (refused.code, len(refused.err.splitlines())) == (1, 1)
    assert "skrzynka answers --test ADDRESS" in refused.err
    assert run("answers", "--test", "stranger@poczta.example").code == 1
    assert run("answers", "--test", OFFICE).code == 0
    samples = mails(sent)
    assert {str(mail["To"]) for mail in samples} == {OFFICE}
    assert len(samples) >= 3
    sent.clear()
    done = run("answers", "--send", "--yes")
    assert done.code == 0, done.err
    told = mails(sent)
    addresses = [str(mail["To"]) for mail in told]
    assert len(addresses) == len(set(addresses)) > 100
    assert {str(mail["X-Skrzynka-Mail"]) for mail in told} == {"answer"}
    again = run("answers", "--send", "--yes")
    assert (again.code, len(sent)) == (0, len(told)), "nobody is told the same twice"
    number = decided[5]
    assert run("decide", str(number), "not", "--why", "Jednak nie.").code == 0
    assert "of these told something else before" in run("answers").out
    assert run("answers", "--send", "--yes").code == 0
    assert len(sent) == len(told) + 1
    assert "Jednak nie." in mails(sent)[-1].get_content()


def test_what_was_broken_off_goes_on(
    decided: list[int], run: Run, played: Path, request: pytest.FixtureRequest
) -> None:
    received: list[bytes] = request.getfixturevalue("sent")
    assert run("answers", "--test", OFFICE).code == 0
    received.clear()
    config = played / "config.toml"
    right = config.read_text("utf-8")
    config.write_text(right.replace("[smtp]", "[smtp]\n# nobody answers", 1).replace("port = ", "port = 1 # ", 2))
    broken = run("answers", "--send", "--yes")
    assert (broken.code, received) == (1, [])
    config.write_text(right, "utf-8")
    assert run("answers", "--send", "--yes").code == 0
    addresses = [str(mail["To"]) for mail in mails(received)]
    assert len(addresses) == len(set(addresses)) > 100


def test_scripts_read_who_is_told_and_who_is_not(decided: list[int], run: Run) -> None:
    lines = run("answers", "--json").lines
    numbers = [number for line in lines for number in line["numbers"]]
    assert sorted(numbers) == sorted(decided), "every opinion is told of, or said why not"
    assert {line["state"] for line in lines} >= {"to_be_told", "left_out"}


def test_one_mail_is_shown(decided: list[int], run: Run) -> None:
    told = next(line["numbers"] for line in run("answers", "--json").lines if line["state"] == "to_be_told")
    shown = run("answers", "--show", str(told[0]))
    assert (shown.code, shown.out.startswith("To: ")) == (0, True)
    assert run("answers", "--show", "9999").code == 1


def test_nothing_goes_out_while_the_consultation_is_open(here: Path, run: Run) -> None:
    run("init", "--yes")
    config = here / "config.toml"
    config.write_text(config.read_text("utf-8").replace("2022-06-19", "2099-06-19"), "utf-8")
    done = run("answers", "--send")
    assert done.code == 1
    assert "is open until 2099-06-19" in done.err


def test_one_thing_at_a_time(played: Path, run: Run) -> None:
    assert run("answers", "--send", "--test", OFFICE).code == 2
