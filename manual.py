"""A page for each command, made of what the command says of itself: ``python -m skrzynka.manual [DIR]``.

The pages in ``docs/commands`` are its output; a test fails where they are not.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from unittest.mock import patch

import typer
from typer.testing import CliRunner

from skrzynka.cli import COMMANDS, app
from skrzynka.commands.lazy import Lazy
from skrzynka.tongue import VARIABLES

HEADER = "<!-- Made by `python -m skrzynka.manual`: change the command's own words instead. -->\n\n"
_COLUMNS = "100"


def pages(program: typer.Typer, commands: dict[str, Lazy]) -> dict[str, str]:
    """The text of each page, in English, by its file's name; first the list of all."""
    listed = "".join(f"| [`{name}`]({name}.md) | {lazy.help} |\n" for name, lazy in commands.items())
    found = {"README.md": f"{HEADER}# Commands\n\n| command | what it does |\n|---|---|\n{listed}"}
    english = dict.fromkeys(VARIABLES, "en") | {"COLUMNS": _COLUMNS, "TERMINAL_WIDTH": _COLUMNS, "NO_COLOR": "1"}
    with patch.dict(os.environ, english):
        for name in commands:
            found[f"{name}.md"] = HEADER + "\n\n".join(_page(program, [name])) + "\n"
    return found


def _page(program: typer.Typer, path: Sequence[str]) -> Iterator[str]:
    said = CliRunner().invoke(program, [*path, "--help"], prog_name="skrzynka").stdout.strip()
    yield f"{'#' * len(path)} skrzynka {' '.join(path)}"
    yield f"```\n{said}\n```"
    if "COMMAND [ARGS]" in said:
        for line in said.partition("Commands:")[2].splitlines():
            if line.startswith("  ") and not line.startswith("   "):
                yield from _page(program, [*path, line.split()[0]])


def main(folder: Path) -> None:
    """Write all pages, and take away those of commands that are no more."""
    folder.mkdir(parents=True, exist_ok=True)
    made = pages(app, COMMANDS)
    for name, text in made.items():
        (folder / name).write_text(text, "utf-8")
    for stale in {path.name for path in folder.glob("*.md")} - set(made):
        (folder / stale).unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "docs" / "commands")
