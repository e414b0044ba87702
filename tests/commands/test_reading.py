import io
import json
from pathlib import Path
from typing import Any

import pytest

from skrzynka.tests.commands.conftest import Run

INSPECT_FIELDS = {
    "file", "subject", "from_email", "from_name", "date", "text", "quoted", "kind", "language", "scope", "auto",
    "secondary", "confidence", "evidence", "attachments", "attachment_text", "defects", "error",
}  # fmt: skip


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch) -> Any:
    return lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_inspect_gives_one_object_a_file_in_order(here: Path, run: Run, samples: Path) -> None:
    files = [str(samples / f"{number:04}.eml") for number in (3, 1, 2)]
    done = run("inspect", "--json", *files)
    assert done.code == 0
    assert [line["file"] for line in done.lines] == files
    assert all(set(line) >= INSPECT_FIELDS for line in done.lines)
    assert all(line["error"] is None for line in done.lines)


def test_a_file_that_is_no_mail_or_not_there_gives_a_line(here: Path, run: Run) -> None:
    (here / "noise.eml").write_bytes(bytes(range(256)) * 40)
    (here / "empty.eml").touch()
    done = run("inspect", "--json", "noise.eml", "empty.eml", "missing.eml")
    assert done.code == 0
    noise, empty, missing = done.lines
    assert missing["error"].startswith("missing.eml: cannot be read")
    assert (noise["error"], empty["error"]) == (None, None)
    assert empty["kind"] == "unreadable"


def test_paths_come_from_a_file_or_from_stdin(here: Path, run: Run, samples: Path, say: Any) -> None:
    (here / "paths").write_text(f"{samples / '0001.eml'}\n{samples / '0002.eml'}\n")
    assert len(run("inspect", "--json", "--files-from", "paths").lines) == 2
    say(f"{samples / '0004.eml'}\n")
    assert len(run("inspect", "--json", "--files-from", "-").lines) == 1


def test_inspect_prints_a_page_for_people(here: Path, run: Run, samples: Path) -> None:
    done = run("inspect", str(samples / "0003.eml"))
    assert "Danuta Cebula <d.cebula@example.net>" in done.out


def test_inspect_without_a_file_is_wrong_usage(here: Path, run: Run) -> None:
    assert run("inspect", "--json").code == 2


def test_classify_answers_each_line_in_order(here: Path, run: Run, say: Any) -> None:
    texts = [
        {"id": "a", "subject": "", "body": "Potrzebujemy mediacji, w klasie syna wyzywają dzieci z Ukrainy."},
        {"id": 2, "subject": "Дякую", "body": "Дякую вам за вашу роботу!"},
        {"id": 3, "body": ""},
    ]
    say("".join(json.dumps(text, ensure_ascii=False) + "\n" for text in texts))
    done = run("classify", "--json")
    assert done.code == 0
    assert [line["id"] for line in done.lines] == ["a", 2, 3]
    assert set(done.lines[0]) >= {"id", "language", "scope", "secondary", "confidence", "auto", "evidence"}
    assert [line["language"] for line in done.lines] == ["pl", "uk", "und"]
    assert done.lines[2]["scope"] is None


@pytest.mark.parametrize("line", ["{", "[]", '{"subject": "x"}', '{"id": 1, "body": 5}'])
def test_classify_names_the_line_that_is_wrong(here: Path, run: Run, say: Any, line: str) -> None:
    say(line + "\n")
    done = run("classify", "--json")
    assert done.code == 1
    assert done.err.startswith("skrzynka: line 1: ")
    assert len(done.err.splitlines()) == 1
