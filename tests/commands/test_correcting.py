"""Tags corrected and opinions decided, one or many at once, as a clerk does it."""

from io import StringIO
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
    assert f"{len(wanted)} changed to konflikty; `skrzynka undo --batch 1` takes all back" in done.out
    after = {line["number"]: line["scope"] for line in run("list", "--json").lines if line["kind"] == "opinion"}
    assert after == others | {line["number"]: "konflikty" for line in wanted}
    first, second = (line["number"] for line in wanted[:2])
    one = run("undo", str(first))
    assert f"it was one of {len(wanted)} changed at once; `skrzynka undo --batch 1` takes the others back" in one.out
    run("retag", str(second), "dokumenty")
    back = run("undo", "--batch", "1")
    assert f"{len(wanted) - 2} mails as before" in back.out
    assert f"changed or taken back since, and left as they are: {first}, {second}" in back.out
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


@pytest.mark.parametrize("conditions", ["colour=red", "", "language=ka"])
def test_a_wrong_condition_is_one_clear_line_and_changes_nothing(played: Path, run: Run, conditions: str) -> None:
    before = run("list", "--json").out
    done = run("retag", "--where", conditions, "1", "--yes")
    assert (done.code, done.err.count("\n")) == (1, 1), done
    assert run("list", "--json").out == before


def test_a_person_is_asked_and_may_say_no(
    opinions: list[dict[str, Any]], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("n\ny\n"))
    expected = sum(line["scope"] == "dokumenty" for line in opinions)
    order = ("decide", "not", "--where", "scope=7", "--why", "No.")
    refused = run(*order)
    assert f"Change {expected} to not (No.)? [y/N]" in refused.out
    assert refused.code == 0
    assert refused.out.endswith("nothing was written\n")
    assert run("list", "--json", "--decision", "not").lines == []
    assert f"{expected} changed to not (No.)" in run(*order).out
    assert len(run("list", "--json", "--decision", "not").lines) == expected


def test_words_mean_opinions_where_no_kind_is_named(played: Path, run: Run) -> None:
    other = next(line for line in run("list", "--json").lines if line["kind"] == "bounce")
    day = f"day={other['received_at'][:10]}"
    assert run("retag", "--where", day, "none", "--yes").code == 0
    assert line_of(run, other["number"])["history"] == []
    assert run("retag", "--where", f"{day} kind=bounce", "none", "--yes").code == 0
    assert [event["action"] for event in line_of(run, other["number"])["history"]] == ["retag"]
    refused = run("decide", "not", "--where", f"{day} state=other", "--why", "x", "--yes")
    assert "is no opinion" in refused.err


def test_a_campaign_is_narrowed_by_conditions(opinions: list[dict[str, Any]], run: Run) -> None:
    campaign = next(line["campaign"] for line in opinions if line["campaign"])
    letters = [line["number"] for line in opinions if line["campaign"] == campaign]
    run("decide", str(letters[0]), "not", "--why", "No.")
    order = ("decide", "taken", "--campaign", str(campaign), "--why", "x", "--dry-run")
    assert f"{len(letters)} would change" in run(*order).out
    assert f"{len(letters) - 1} would change" in run(*order, "--where", "decision=open").out
    assert "contradicts another condition" in run(*order, "--where", f"campaign={campaign + 1}").err


def test_lists_and_searches_take_the_same_conditions(opinions: list[dict[str, Any]], run: Run) -> None:
    expected = [line["number"] for line in opinions if (line["language"], line["scope"]) == ("uk", "edukacja")]
    listed = run("list", "--json", "--where", "scope=1", "--language", "uk").lines
    assert [line["number"] for line in listed] == expected
    all_found = run("search", "szkol*", "--json", "--limit", "1000").lines
    found = run("search", "szkol*", "--json", "--limit", "1000", "--where", "scope=1 kind=opinion").lines
    assert found == [line for line in all_found if line["scope"] == "edukacja"]
    assert 0 < len(found) < len(all_found)


def test_a_list_has_a_column_of_decisions_once_there_is_one(opinions: list[dict[str, Any]], run: Run) -> None:
    assert "decision" not in run("list").out.splitlines()[0]
    run("decide", str(opinions[0]["number"]), "partly", "--why", "x")
    heading, *rows = run("list", "--where", "kind=opinion").out.splitlines()
    column = heading.index("decision")
    assert rows[0][column:].startswith("partly")
    assert not rows[1][column : column + 8].strip()


def test_the_history_names_the_batch(opinions: list[dict[str, Any]], run: Run) -> None:
    run("decide", "not", "--where", "scope=6", "--why", "No.", "--yes")
    number = next(line["number"] for line in opinions if line["scope"] == "konflikty")
    assert run("history", str(number)).out.rstrip().endswith("decide not: No. (batch 1)")


@pytest.mark.parametrize("command", [("list",), ("search", "szkol*")])
def test_a_channel_that_there_is_not_is_named(played: Path, run: Run, command: tuple[str, ...]) -> None:
    done = run(*command, "--channel", "fax")
    assert (done.code, done.out) == (1, "")
    assert "channel 'fax': there is no such channel; write one of: " in done.err
