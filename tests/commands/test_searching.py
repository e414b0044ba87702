"""Mails found by their words, as a clerk looks for them."""

from pathlib import Path

import pytest

from skrzynka.tests.commands.conftest import Run


def test_search_finds_what_list_knows_of(played: Path, run: Run) -> None:
    every = {line["number"]: line for line in run("list", "--json").lines}
    found = run("search", "szkol*", "--json", "--limit", "200").lines
    assert found
    for line in found:
        assert every[line["number"]].items() <= line.items()
        assert line["hits"]
        assert all(f"[{hit}]" in line["excerpt"] for hit in line["hits"])
    assert [line["number"] for line in found] == sorted((line["number"] for line in found), reverse=True)


def test_search_is_narrowed_by_scope_language_and_days(played: Path, run: Run) -> None:
    every = run("search", "w", "--json", "--limit", "200").lines
    in_scope = run("search", "w", "--scope", "1", "--json", "--limit", "200").lines
    assert in_scope == [line for line in every if line["scope"] == "edukacja" and line["kind"] == "opinion"]
    in_language = run("search", "w", "--language", "pl", "--json", "--limit", "200").lines
    assert in_language == [line for line in every if line["language"] == "pl"]
    days = run("search", "w", "--since", "2022-06-05", "--until", "2022-06-10", "--json", "--limit", "200").lines
    assert days
    assert all("2022-06-04T22" <= line["received_at"] < "2022-06-10T22" for line in days)
    assert len(days) < len(every)


def test_search_prints_the_latest_for_people_and_says_whether_there_are_more(played: Path, run: Run) -> None:
    done = run("search", "szkol*", "--limit", "2")
    assert done.code == 0
    assert done.out.count("[") >= 2
    assert done.out.endswith("the latest 2; there are more: --limit 20 shows them\n")
    assert run("search", "nikttegonienapisal").out == "nothing found; a beginning such as szkol* finds more\n"


@pytest.mark.parametrize("words", ["* '", '"', "!?"])
def test_a_search_without_a_word_is_one_clear_line(words: str, played: Path, run: Run) -> None:
    done = run("search", words)
    assert done.code == 1
    assert done.err.startswith("skrzynka: search ")
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize("words", ["a AND", "NEAR(", "words:x", "a'b", '"a', "a^b", "-- -x", "a:*b|c&!d"])
def test_nothing_that_a_person_types_is_wrong(words: str, played: Path, run: Run) -> None:
    assert run("search", "--", words).code == 0


def test_list_shows_the_latest_up_to_a_limit(played: Path, run: Run) -> None:
    assert [line["number"] for line in run("list", "--limit", "3", "--json").lines] == [158, 159, 160]
