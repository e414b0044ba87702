from pathlib import Path

import pytest

from skrzynka.store.ledger import Ledger
from skrzynka.tests.classify.letters import CLUBS, CLUBS_UK, OPINIONS, OWN, PLAYGROUND
from skrzynka.tests.commands.conftest import Run
from skrzynka.tests.store.invented import filled, opinion

TEXTS = {
    1: OPINIONS[0],
    2: CLUBS,
    3: f"{CLUBS} Z poważaniem,\nJan Nowak",
    4: f"{OWN}\n\n{CLUBS}",
    5: PLAYGROUND,
    6: CLUBS,
    7: PLAYGROUND,
    8: CLUBS_UK,
}


@pytest.fixture
def stored(here: Path, run: Run) -> Path:
    """A folder with a consultation that two campaigns wrote to."""
    assert run("init", "--yes").code == 0
    entries = [
        opinion(number, text=text, attachment_text="", from_name="Jan Nowak", language="en" if "Dear" in text else "pl")
        for number, text in TEXTS.items()
    ]
    with Ledger.open(f"sqlite:///{here}/skrzynka.db") as ledger:
        filled(ledger, *entries).group()
    return here


def test_campaigns_are_listed_the_largest_first(stored: Path, run: Run) -> None:
    done = run("campaigns")
    assert done.code == 0
    heading, *lines = done.out.splitlines()
    assert heading.split() == ["N", "letters", "senders", "texts", "lang", "scope", "words"]
    assert [line.split()[:6] for line in lines] == [
        ["2", "4", "4", "3", "pl", "edukacja"],
        ["5", "2", "2", "1", "en", "edukacja"],
    ]
    assert "popieram wydłużenie" in lines[0]
    assert len(run("campaigns", "--limit", "1").out.splitlines()) == 2


def test_campaigns_json_has_a_line_for_each(stored: Path, run: Run) -> None:
    first, second = run("campaigns", "--json").lines
    assert first.items() >= {"number": 2, "letters": 4, "senders": 4, "texts": 3}.items()
    assert (first["languages"], first["scopes"]) == ({"pl": 4}, {"edukacja": 4})
    assert (second["number"], second["text"]) == (5, PLAYGROUND)


@pytest.mark.parametrize("number", ["2", "4"])
def test_a_campaign_is_shown_with_what_each_person_added(stored: Path, run: Run, number: str) -> None:
    done = run("campaigns", number)
    assert done.code == 0
    assert CLUBS in done.out
    assert "4, from 4 senders; different texts: 3" in done.out
    assert "── Nothing added\n2, 6\n" in done.out
    assert f"     4  {OWN}" in done.out
    assert "Jan Nowak" not in done.out
    (told,) = run("campaigns", number, "--json").lines
    assert [(each["number"], each["added"]) for each in told["each"]] == [
        (2, []), (3, ["Z poważaniem,"]), (4, [OWN]), (6, []),
    ]  # fmt: skip


def test_a_mail_says_which_campaign_it_is_of(stored: Path, run: Run) -> None:
    assert "Campaign    2; `skrzynka campaigns 2` shows it" in run("show", "4").out
    assert "Campaign" not in run("show", "1").out
    assert run("show", "4", "--json").lines[0]["campaign"] == 2
    assert [line["campaign"] for line in run("list", "--json").lines] == [None, 2, 2, 2, 5, 2, 5, None]


def test_a_mail_of_no_campaign_and_one_that_is_not_there_are_told_apart(stored: Path, run: Run) -> None:
    alone, nowhere = run("campaigns", "1"), run("campaigns", "99")
    assert (alone.code, alone.err) == (
        1, "skrzynka: mail 1 is of no campaign; `skrzynka campaigns` lists those there are\n",
    )  # fmt: skip
    assert "no mail has the number 99" in nowhere.err


def test_without_a_campaign_there_is_nothing_but_the_heading(here: Path, run: Run) -> None:
    assert run("init", "--yes").code == 0
    assert len(run("campaigns").out.splitlines()) == 1
    assert run("campaigns", "--json").lines == []
