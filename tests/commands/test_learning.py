"""What staff teach, and what the machine makes of stored mails after it."""

from pathlib import Path

from skrzynka.tests.commands.conftest import Run


def test_untaught_nothing_would_change(run: Run, here: Path, samples: Path) -> None:
    stored(run, samples)
    assert run("reclassify").out == "changed: 0\n"


def test_corrections_change_like_mails_and_no_tag_of_a_person(run: Run, here: Path, samples: Path) -> None:
    stored(run, samples)
    before = {line["number"]: line for line in run("list", "--json").lines}
    taught = [number for number, line in before.items() if line["scope"] == "wolontariat"][:3]
    for number in taught:
        assert run("retag", str(number), "konflikty", "--by", "anna").code == 0
    would = run("reclassify", "--dry-run", "--json").lines
    assert {line["number"] for line in would}.isdisjoint(taught)
    assert all("+corrections-" in line["model"] for line in would)
    assert run("reclassify", "--dry-run", "--json").lines == would, "nothing was written"
    assert run("reclassify", "--json").lines == would
    assert run("reclassify", "--json").lines == []
    after = {line["number"]: line for line in run("list", "--json").lines}
    assert [after[number]["scope"] for number in taught] == ["konflikty"] * len(taught)
    for line in would:
        assert after[line["number"]]["scope"] == line["to"]["scope"]
        history = run("show", str(line["number"]), "--json").lines[0]["history"]
        assert [event["action"] for event in history] == ["tag", "tag"]


def test_a_correction_that_is_taken_back_teaches_nothing(run: Run, here: Path, samples: Path) -> None:
    stored(run, samples)
    number = next(line["number"] for line in run("list", "--json").lines if line["scope"] == "wolontariat")
    run("retag", str(number), "konflikty")
    run("undo", str(number))
    assert run("reclassify", "--dry-run").out == "0 would change; nothing was written\n"


def stored(run: Run, samples: Path) -> None:
    """A store with the first sixty sample mails."""
    assert run("init", ".", "--yes").code == 0
    assert run("import", *(str(file) for file in sorted(samples.iterdir())[:60])).code == 0
