"""How well opinions are tagged, as a clerk asks for it."""

import csv
import json
from pathlib import Path

from skrzynka.tests.commands.conftest import Run
from skrzynka.tests.commands.test_learning import stored

MAIL = {"lang": "pl", "subject": "", "body": "Potrzebne są mediacje, dzieci się biją.", "scope": "konflikty"}


def test_the_shipped_samples_are_evaluated(run: Run, here: Path) -> None:
    done = run("evaluate")
    assert done.code == 0
    assert "right scope by language uk" in done.out
    assert "expected calibration error" in done.out


def test_mails_of_ones_own_are_evaluated(run: Run, here: Path) -> None:
    lines = [
        MAIL, {**MAIL, "scope": "none", "body": "Dziękuję!", "kind": "thanks"}, {**MAIL, "scope": "2"},
        {**MAIL, "scope": None, "kind": "autoreply"},
    ]  # fmt: skip
    (here / "ours.jsonl").write_text("\n".join(json.dumps(line) for line in lines))
    refused = run("evaluate", "ours.jsonl")
    assert refused.code == 0
    (found,) = run("evaluate", "ours.jsonl", "--json").lines
    assert found["all"] == {"name": "all", "texts": 3, "right": 2}
    assert (found["accuracy"], found["left_out"]) == (2 / 3, 1)
    assert {"person": "konflikty", "machine": "konflikty", "texts": 1} in found["confusion"]
    assert found["model"].startswith("linear-1+")


def test_a_wrong_line_is_named(run: Run, here: Path) -> None:
    for wrong, told in (
        ("{", "is no mail as JSON"),
        ('{"lang": "pl"}', "is no mail as JSON"),
        (json.dumps({**MAIL, "scope": "nope"}), "there is no such scope"),
    ):
        (here / "ours.jsonl").write_text(json.dumps(MAIL) + "\n" + wrong)
        done = run("evaluate", "ours.jsonl")
        assert (done.code, done.err.count("\n")) == (1, 1)
        assert "ours.jsonl, line 2" in done.err
        assert told in done.err
    assert "cannot be read" in run("evaluate", "missing.jsonl").err
    (here / "empty.jsonl").write_text("")
    assert "holds no mail that is tagged" in run("evaluate", "empty.jsonl").err


def test_what_staff_decided_is_evaluated_by_taggers_that_were_not_taught_by_it(
    run: Run, here: Path, samples: Path
) -> None:
    stored(run, samples)
    assert "10 are the least that tell anything" in run("evaluate", "--staff").err
    opinions = [line for line in run("list", "--json").lines if line["kind"] == "opinion"][:12]
    for line in opinions:
        assert run("retag", str(line["number"]), line["scope"] or "none").code == 0
    untaught, taught = run("evaluate", "--staff", "--json").lines
    assert (untaught["of"], taught["of"]) == ("untaught", "taught")
    assert untaught["all"]["right"] == 12, "staff confirmed what the machine had said"
    assert taught["all"]["texts"] == 12
    assert taught["language"]["texts"] == 0, "nobody confirmed a language"
    assert "by cross-validation" not in run("evaluate", "--staff").out
    assert "(cross-validation)" in run("evaluate", "--staff").out


def rows_of(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(file.read_text("utf-8-sig").splitlines(keepends=True)))


def test_a_blind_sample_is_drawn_again_by_its_seed_and_over_no_other(run: Run, here: Path, samples: Path) -> None:
    stored(run, samples)
    for name, seed in (("a.csv", "3"), ("b.csv", "3"), ("c.csv", "4")):
        assert run("sample", "8", name, "--seed", seed).code == 0
    assert (here / "a.csv").read_bytes() == (here / "b.csv").read_bytes() != (here / "c.csv").read_bytes()
    assert list(rows_of(here / "a.csv")[0]) == ["number", "language", "subject", "text", "scope", "secondary"]
    assert {row["scope"] for row in rows_of(here / "a.csv")} == {""}
    assert (here / "a.csv").stat().st_mode & 0o077 == 0
    assert "it is there already" in run("sample", "8", "a.csv").err, "somebody may have filled it"
    assert "ends with .xlsx or .csv" in run("sample", "8", "a.txt").err
    assert run("sample", "500").out.startswith("5")
    assert (here / "blind.xlsx").exists()


def test_blind_tags_change_nothing_and_tell_how_far_people_agree(run: Run, here: Path, samples: Path) -> None:
    stored(run, samples)
    before = run("list", "--json").lines
    assert run("sample", "6", "blind.csv").code == 0
    rows = rows_of(here / "blind.csv")
    for name, scopes in (("Ola", "121212"), ("Jan", "121211")):
        with (here / "filled.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys(), delimiter=";")
            writer.writeheader()
            writer.writerows({**row, "scope": scope} for row, scope in zip(rows, scopes, strict=True))
        assert run("sample", "--read", "filled.csv", "--by", name).out == f"6 blind tags by {name}\n"
        assert run("sample", "--read", "filled.csv", "--by", name).out == f"0 blind tags by {name}\n"
    assert run("list", "--json").lines == before
    agreed = {(line["one"], line["other"]): line for line in run("evaluate", "--staff", "--json").lines}
    assert agreed["Jan", "Ola"]["texts"] == 6
    assert round(agreed["Jan", "Ola"]["kappa"], 3) == 0.667
    assert {pair for pair in agreed if "(machine)" in pair} == {("(machine)", "Jan"), ("(machine)", "Ola")}
    told = run("evaluate", "--staff").out
    assert told.startswith("staff tagged 0 opinions; 10 are the least")
    assert "Jan and Ola, 6 opinions tagged blind: Cohen's kappa 0.667" in told


def test_a_filled_sample_with_a_mistake_is_refused_whole(run: Run, here: Path, samples: Path) -> None:
    stored(run, samples)
    for content, told in (
        ("number,scope\n1,2\n99999,2\n", "filled.csv: row 3: no opinion has the number '99999'; nothing was taken in"),
        ("a,b\n1,2\n", "lacks the column number and scope"),
    ):
        (here / "filled.csv").write_text(content)
        done = run("sample", "--read", "filled.csv")
        assert (done.code, told in done.err, done.err.count("\n")) == (1, True, 1), done.err
    assert not [event for event in run("show", "1", "--json").lines[0]["history"] if event["action"] == "blind"]
    assert run("sample").code == 2


def test_show_names_the_sentences_that_decided(run: Run, here: Path, samples: Path) -> None:
    stored(run, samples)
    number = next(str(line["number"]) for line in run("list", "--json").lines if line["scope"])
    (whole,) = run("show", number, "--json").lines
    assert whole["sentences"]
    assert all(sentence in whole["text"] + whole["attachment_text"] for sentence in whole["sentences"])
    assert f"Sentence    {' '.join(whole['sentences'][0].split())}" in run("show", number).out
