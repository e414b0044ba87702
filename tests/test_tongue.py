"""What staff's commands say, in each language that there is a catalogue for."""

import ast
import re
import string
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from skrzynka import tongue
from skrzynka.cli import COMMANDS, app
from skrzynka.commands.lazy import EXAMPLE
from skrzynka.tests.commands.conftest import Run, here, run

__all__ = ["here", "run"]  # fixtures

ROOT = Path(__file__).parent.parent
SPOKEN = [path.name.split(".")[1] for path in sorted((ROOT / "templates").glob("cli.*.po"))]
TYPERS = {"Arguments", "Options", "Commands", "default: {default}", "required", "Show this message and exit."}


def calls(*names: str) -> Iterator[ast.Call]:
    for room in ("commands", "review"):
        for path in sorted((ROOT / room).glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                    yield node


def helps() -> Iterator[str]:
    """The help of all commands and their options, in paragraphs."""
    yield from _helps(get_command(app))
    for name, lazy in COMMANDS.items():
        yield from _helps(lazy.load(name))


def _helps(command: Any) -> Iterator[str]:
    for paragraph in (command.help or "").split("\n\n"):
        line = " ".join(paragraph.split())
        yield EXAMPLE.removesuffix(": ") if line.startswith(EXAMPLE) else line
    yield from filter(None, (getattr(option, "help", None) for option in command.params))
    for each in getattr(command, "commands", {}).values():
        yield from _helps(each)


def said() -> set[str]:
    """All sentences that have a translation, or should."""
    plain = {ast.literal_eval(call.args[0]) for call in calls("say") if isinstance(call.args[0], ast.Constant)}
    nouns = {ast.literal_eval(call.args[1]) for call in calls("count", "counted") if len(call.args) == 3}
    return {sentence for sentence in plain | nouns | set(helps()) | TYPERS if sentence}


def raised() -> set[str]:
    """What the program's errors say, with {0}, {1} ... for what stands in them."""
    found = set()
    for path in ROOT.rglob("*.py"):
        inside = path.relative_to(ROOT).parts
        if inside[0] == "tests" or inside[0].startswith("."):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.JoinedStr):
                numbers = iter(range(100))
                found.add(
                    "".join(
                        str(part.value) if isinstance(part, ast.Constant) else f"{{{next(numbers)}}}"
                        for part in node.values
                    )
                )
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in tongue.VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("code", SPOKEN)
def test_every_sentence_is_said_in_it_and_none_is_dead(code: str) -> None:
    catalogue = tongue.messages(code)
    known = {
        each.id[0] if isinstance(each.id, tuple) else each.id for each in catalogue if each.id and not each.context
    }
    assert known ^ said() == set()
    assert not [each.id for each in catalogue if each.id and (each.fuzzy or not each.string)]


@pytest.mark.parametrize("code", SPOKEN)
def test_a_translation_has_the_same_places(code: str) -> None:
    for each in tongue.messages(code):
        assert {_places(form) for form in forms(each.string)} <= {_places(form) for form in forms(each.id)}, each.id


def forms(sentence: str | Sequence[str] | None) -> list[str]:
    """A sentence, or its singular and plurals."""
    return [sentence or ""] if isinstance(sentence, str | None) else list(sentence)


def _places(sentence: str) -> frozenset[str]:
    try:
        return frozenset(name for _, name, _, _ in string.Formatter().parse(sentence) if name)
    except ValueError:
        return frozenset()


@pytest.mark.parametrize("code", SPOKEN)
def test_each_failure_is_one_that_the_program_tells(code: str) -> None:
    told = raised()
    for each in tongue.messages(code):
        if each.context == "error":
            loose = re.sub(r"\{\d\}", "{}", str(each.id))
            assert loose in {re.sub(r"\{\d+\}", "{}", words) for words in told}, each.id


@pytest.mark.parametrize("code", SPOKEN)
def test_no_line_of_the_list_of_commands_is_cut(code: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKRZYNKA_LANGUAGE", code)
    shown = run("--help").out
    assert all(tongue.say(lazy.help) in shown for lazy in COMMANDS.values())


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, "en"),
        ({"LANG": "pl_PL.UTF-8"}, "pl"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "pl_PL.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LANGUAGE": "xx:pl:en"}, "pl"),
        ({"LANG": "pl_PL.UTF-8", "SKRZYNKA_LANGUAGE": "en"}, "en"),
        ({"SKRZYNKA_LANGUAGE": "../../etc/passwd"}, "en"),
    ],
)
def test_the_language_is_chosen_by_a_setting_or_by_the_locale(
    variables: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert tongue.language() == expected


def test_a_failure_and_a_help_are_told_in_polish(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "pl_PL.UTF-8")
    assert run("show", "17").err.startswith("skrzynka: nie ma tu config.toml: ")
    shown = run("show", "--help").out
    assert "Przykład: skrzynka show 17" in shown
    assert "Opcje:" in shown


@pytest.mark.parametrize(
    ("number", "noun"), [(1, "opinia"), (3, "opinie"), (5, "opinii"), (22, "opinie"), (112, "opinii")]
)
def test_a_number_has_its_noun_in_the_right_form(number: int, noun: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKRZYNKA_LANGUAGE", "pl")
    assert tongue.count(number, "opinion", "opinions") == f"{number} {noun}"
