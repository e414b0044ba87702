"""Tags corrected and opinions decided, one or many at once, as a clerk does it."""

from pathlib import Path
from typing import Any

import pytest

from skrzynka.tests.commands.conftest import Run


@pytest.fixture
def opinions(played: Path, run: Run) -> list[dict[str, Any]]:
    return [line for line in run("list", "--json").lines if line["kind"] == "opinion"]


def line_of(run: Run, number: int) -> dict[str, Any]:
    (found,) = run("show", str(number), "--json").lines
    return found


def test_an_opinion_is_decided_and_the_decision_taken_back(opinions: list[dict[str, Any]], run: Run) -> None:
    number = opinions[0]["number"]
    done = run("decide", str(number), "partly", "--why", "In the budget.", "--unit", "Zarząd Zieleni", "--by", "anna")
    assert done.out == f"{number}: partly; `skrzynka undo {number}` takes it back\n"
    found = line_of(run, number)
    assert (found["decision"], found["justification"], found["unit"]) == ("partly", "In the budget.", "Zarząd Zieleni")
    assert "partly: In the budget." in run("show", str(number)).out
    assert [line["number"] for line in run("list", "--json", "--decision", "partly").lines] == [number]
    assert number not in [line["number"] for line in run("list", "--json", "--decision", "open").lines]
    assert {"by": "decision", "key": "partly", "count": 1} in run("stats", "--json").lines
    assert run("decide", str(number), "taken", "--why", "All of it.").code == 0
    assert run("undo", str(number)).out == f"{number}: taken → partly\n"
    assert run("undo", str(number)).out == f"{number}: partly → not decided\n"
    assert line_of(run, number)["scope"] == opinions[0]["scope"], "the tag is another matter"
    assert "anna        decide partly · Zarząd Zieleni: In the budget." in run("history", str(number)).out


def test_undo_takes_the_last_change_whatever_it_was(opinions: list[dict[str, Any]], run: Run) -> None:
    number, scope = opinions[0]["number"], opinions[0]["scope"]
    run("retag", str(number), "none")
    run("decide", str(number), "not", "--why", "No.")
    run("undo", str(number))
    assert (line_of(run, number)["decision"], line_of(run, number)["scope"]) == (None, None)
    run("undo", str(number))
    assert line_of(run, number)["scope"] == scope
    assert "has no change to take back" in run("undo", str(number)).err


def test_a_decision_wants_a_justification_and_an_opinion(opinions: list[dict[str, Any]], run: Run) -> None:
    number = str(opinions[0]["number"])
    bounce = str(run("list", "--json", "--kind", "bounce").lines[0]["number"])
    for args, told in (
        (("decide", number, "not"), "decision not: wants a justification; give it with --why"),
        (("decide", number, "not", "--why", "  "), "wants a justification"),
        (("decide", number, "nope", "--why", "x"), "there is no such decision; write one of: taken, partly, not"),
        (("decide", bounce, "not", "--why", "x"), f"mail {bounce} is no opinion (bounce)"),
        (("decide", "99999", "not", "--why", "x"), "no mail has the number 99999"),
    ):
        done = run(*args)
        assert (done.code, done.err.count("\n")) == (1, 1)
        assert told in done.err
    for wrong in (("decide", number), ("decide", "x", "not", "--why", "y"), ("undo",), ("undo", "1", "--batch", "1")):
        assert run(*wrong).code == 2


def test_many_tags_are_corrected_at_once_and_taken_back_at_once(opinions: list[dict[str, Any]], run: Run) -> None:
    wanted = [line for line in opinions if line["scope"] == "wolontariat" and line["language"] == "pl"]
    others = {line["number"]: line["scope"] for line in opinions if line not in wanted}
    conditions = "scope=2 language=pl"
    dry = run("retag", "--where", conditions, "konflikty", "--dry-run")
    assert f"{len(wanted)} would change to konflikty; nothing was written" in dry.out
    done = run("retag", "--where", conditions, "konflikty", "--yes", "--by", "anna")
    assert f"{len(wanted)} mails → konflikty; `skrzynka undo --batch 1` takes all back" in done.out
    after = {line["number"]: line["scope"] for line in run("list", "--json").lines if line["kind"] == "opinion"}
    assert after == others | {line["number"]: "konflikty" for line in wanted}
    first, second = (line["number"] for line in wanted[:2])
    one = run("undo", str(first))
    assert f"it was one of {len(wanted)} changed at once; `skrzynka undo --batch 1` takes the others back" in one.out
    run("retag", str(second), "dokumenty")
    back = run("undo", "--batch", "1")
    assert f"{len(wanted) - 2} mails are as before" in back.out
    assert f"changed since, and left as they are: {first}, {second}" in back.out
    after = {line["number"]: line["scope"] for line in run("list", "--json").lines if line["kind"] == "opinion"}
    assert after == others | {line["number"]: "wolontariat" for line in wanted} | {second: "dokumenty"}


def test_a_campaign_is_decided_at_once(opinions: list[dict[str, Any]], run: Run) -> None:
    campaign = next(line["campaign"] for line in opinions if line["campaign"])
    letters = {line["number"] for line in opinions if line["campaign"] == campaign}
    assert run("decide", "taken", "--campaign", str(campaign), "--why", "Planned for May.", "--yes").code == 0
    assert {line["number"] for line in run("list", "--json", "--decision", "taken").lines} == letters
    assert "campaign 99999: there is none" in run("decide", "taken", "--campaign", "99999", "--why", "x").err


@pytest.mark.parametrize(
    ("conditions", "fits"),
    [
        ("scope=none", lambda line: line["scope"] is None),
        ("language=uk scope=edukacja", lambda line: (line["language"], line["scope"]) == ("uk", "edukacja")),
        ("confidence<60%", lambda line: line["confidence"] < 0.6),
        ("confidence>=0.6 needs-review", lambda line: line["confidence"] >= 0.6 and line["needs_review"]),
        ("tagged-by=machine decision=open", lambda line: line["tagged_by"] == "machine"),
        ("since=2022-06-10", lambda line: line["received_at"] >= "2022-06-09T22:00"),
        ("period=late", lambda line: line["period"] == "late"),
    ],
)
def test_conditions_mean_what_they_say(opinions: list[dict[str, Any]], run: Run, conditions: str, fits: Any) -> None:
    expected = sum(fits(line) for line in opinions)
    done = run("decide", "not", "--where", f"kind=opinion {conditions}", "--why", "x", "--dry-run")
    assert f"{expected} would change" in done.out if expected else "no mail that may be changed" in done.err


def test_words_are_found_as_search_finds_them(opinions: list[dict[str, Any]], run: Run) -> None:
    found = [line["number"] for line in run("search", "szkol*", "--json", "--limit", "1000").lines]
    expected = len(set(found) & {line["number"] for line in opinions})
    assert expected > 1
    assert f"{expected} would change" in run("decide", "not", "--where", "text~SZKOŁ*", "--why", "x", "--dry-run").out


@pytest.mark.parametrize(
    ("conditions", "told"),
    [
        ("", "names no condition"), ("colour=red", "'colour=red' is no condition; write campaign=..."),
        ("scope=nope", "there is no such scope"), ("day=yesterday", "write a day such as 2022-06-01"),
        ("kind=letter", "write one of: opinion"), ("confidence<high", "write a share such as 0.6"),
        ("decision=maybe", "there is no such decision"), ("scope='2", "a quote is not closed"),
        ("scope", "is no condition"), ("campaign=x", "write the campaign's number"),
        ("language=xx", "no mail that may be changed fulfils it"),
    ],
)  # fmt: skip
def test_a_wrong_condition_is_one_clear_line(played: Path, run: Run, conditions: str, told: str) -> None:
    done = run("retag", "--where", conditions, "1", "--yes")
    assert (done.code, done.err.count("\n")) == (1, 1), done
    assert told in done.err
