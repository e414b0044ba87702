from pathlib import Path

from skrzynka.cli import COMMANDS

README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")


def commands() -> dict[str, str]:
    """Each command's name and docstring."""
    return {name: lazy.load(name).help for name, lazy in COMMANDS.items() if name != "service"}


def test_every_command_is_documented() -> None:
    assert [name for name in commands() if f"`skrzynka {name}" not in README] == []


def test_every_command_shows_an_example() -> None:
    assert [
        name for name, doc in commands().items() if "Example: skrzynka" not in doc and "| skrzynka" not in doc
    ] == []


def test_the_two_commands_open_the_readme() -> None:
    opening = README.split("## ")[0]
    assert "make demo" in opening
    assert "make test" in opening
