from pathlib import Path

import pytest

from skrzynka.tests.commands.conftest import Run

LIST_FIELDS = {
    "number", "received_at", "from_email", "from_name", "subject", "kind", "state", "language", "scope", "secondary",
    "confidence", "needs_review", "tagged_by",
}  # fmt: skip


def test_list_json_has_the_fields_of_the_contract(played: Path, run: Run) -> None:
    lines = run("list", "--json").lines
    assert len(lines) == 160
    assert all(set(line) >= LIST_FIELDS for line in lines)
    assert [line["number"] for line in lines] == list(range(1, 161))


def test_list_filters_by_scope_language_kind_day_and_review(played: Path, run: Run) -> None:
    every = run("list", "--json").lines
    by_key, by_number = run("list", "--json", "--scope", "konflikty").lines, run("list", "--json", "--scope", "6").lines
    assert by_key == by_number == [line for line in every if line["scope"] == "konflikty" and line["kind"] == "opinion"]
    assert run("list", "--json", "--language", "uk").lines == [line for line in every if line["language"] == "uk"]
    assert run("list", "--json", "--kind", "bounce").lines == [line for line in every if line["kind"] == "bounce"]
    assert run("list", "--json", "--needs-review").lines == [line for line in every if line["needs_review"]]
    day = run("list", "--json", "--day", "2022-06-19").lines
    assert day
    assert all(line["received_at"][:10] in ("2022-06-18", "2022-06-19") for line in day)


def test_list_prints_a_table_for_people(played: Path, run: Run) -> None:
    done = run("list", "--kind", "bounce")
    assert done.code == 0
    assert "received" in done.out.splitlines()[0]


def test_show_prints_a_mail_whole_with_its_history(played: Path, run: Run) -> None:
    opinion = next(line for line in run("list", "--json").lines if line["kind"] == "opinion")
    done = run("show", str(opinion["number"]))
    assert opinion["subject"] in done.out
    assert "── History" in done.out
    (whole,) = run("show", str(opinion["number"]), "--json").lines
    assert whole["history"][0]["action"] == "tag"
    assert whole["text"]


def test_a_correction_stands_beside_the_machines_tag_and_can_be_taken_back(played: Path, run: Run) -> None:
    before = next(line for line in run("list", "--json", "--scope", "edukacja").lines)
    number = str(before["number"])
    done = run("retag", number, "6", "--secondary", "edukacja", "--why", "asks for mediation", "--by", "Ola")
    assert done.code == 0
    assert f"skrzynka undo {number}" in done.out
    (changed,) = [line for line in run("list", "--json").lines if line["number"] == before["number"]]
    assert (changed["scope"], changed["secondary"], changed["tagged_by"]) == ("konflikty", "edukacja", "Ola")
    assert changed["needs_review"] is False
    assert run("undo", number).code == 0
    (restored,) = [line for line in run("list", "--json").lines if line["number"] == before["number"]]
    assert restored == before
    history = run("show", number, "--json").lines[0]["history"]
    assert [event["action"] for event in history] == ["tag", "retag", "undo"]


def test_no_topic_is_a_correction_too(played: Path, run: Run) -> None:
    number = run("list", "--json", "--scope", "edukacja").lines[0]["number"]
    assert run("retag", str(number), "none").code == 0
    assert number in [line["number"] for line in run("list", "--json", "--scope", "none").lines]


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("retag", "1", "sport"), "scope 'sport': there is no such scope; write one of: 1 edukacja"),
        (("retag", "1", "8"), "scope '8': there is no such scope"),
        (("retag", "1", "none", "--secondary", "6"), "a second scope needs another first one"),
        (("retag", "999", "6"), "no mail has the number 999"),
        (("show", "999"), "no mail has the number 999"),
        (("list", "--scope", "sport"), "there is no such scope"),
    ],
)
def test_a_wrong_word_is_one_clear_line(played: Path, run: Run, args: tuple[str, ...], told: str) -> None:
    done = run(*args)
    assert done.code == 1
    assert told in done.err
    assert len(done.err.splitlines()) == 1


def test_undo_without_a_correction_is_one_clear_line(played: Path, run: Run) -> None:
    untouched = next(
        line for line in run("list", "--json").lines if line["kind"] == "opinion" and line["tagged_by"] == "machine"
    )
    done = run("undo", str(untouched["number"]))
    assert done.code == 1
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize("args", [("show", "x"), ("show", "0"), ("list", "--day", "yesterday"), ("lst",), ("show",)])
def test_wrong_usage_is_exit_code_2(played: Path, run: Run, args: tuple[str, ...]) -> None:
    done = run(*args)
    assert done.code == 2
    assert "Traceback" not in done.err


def test_stats_explain_the_ledger(played: Path, run: Run) -> None:
    assert "160 in the mailbox" in run("stats").out
    assert "unexplained 0" in run("stats").out
    *counts, total = run("stats", "--json").lines
    assert total["by"] == "sum"
    assert sum(c["count"] for c in counts if c["by"] == "kind") == 160
    assert sum(c["count"] for c in counts if c["by"] == "scope") == total["opinions"]


def test_without_a_configuration_of_ones_own_the_line_says_what_to_do(here: Path, run: Run) -> None:
    done = run("list")
    assert done.code == 1
    assert "run `skrzynka init`" in done.err


def test_a_configuration_is_taken_before_or_after_the_command(
    played: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = str(played / "config.toml")
    monkeypatch.chdir("/")
    assert len(run("list", "--json", "--config", config).lines) == 160
    assert len(run("--config", config, "list", "--json").lines) == 160
    monkeypatch.setenv("SKRZYNKA_CONFIG", config)
    assert len(run("list", "--json").lines) == 160


def test_an_unwritable_store_is_one_clear_line(here: Path, run: Run) -> None:
    assert run("init", "--yes").code == 0
    config = here / "config.toml"
    config.write_text(config.read_text("utf-8").replace("sqlite:///skrzynka.db", "sqlite:///no/such/folder/s.db"))
    done = run("list")
    assert done.code == 1
    assert len(done.err.splitlines()) == 1
    assert "no/such/folder" in done.err
