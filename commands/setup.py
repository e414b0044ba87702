"""The command that writes a configuration for a new consultation."""

from datetime import date
from pathlib import Path
from typing import Annotated

import tomlkit
import typer
from tomlkit import TOMLDocument
from tomlkit.items import AoT

from skrzynka import SkrzynkaError
from skrzynka.commands import output
from skrzynka.settings import parse, shipped

_QUESTIONS: tuple[tuple[str, str, str], ...] = (
    ("consultation", "name", "Name of the consultation"),
    ("consultation", "subject", "What is consulted"),
    ("consultation", "organiser", "Who runs it"),
    ("consultation", "opens", "First day (YYYY-MM-DD)"),
    ("consultation", "closes", "Last day, included (YYYY-MM-DD)"),
    ("consultation", "time_zone", "Time zone"),
    ("consultation", "address", "Address that residents write to"),
    ("consultation", "languages", "Languages people write in, the likeliest first"),
    ("imap", "host", "IMAP server of that mailbox"),
    ("imap", "user", "Login name there"),
    ("smtp", "host", "SMTP server that sends the digests"),
    ("smtp", "user", "Login name there"),
    ("smtp", "sender", "Address that digests come from"),
    ("digest", "recipients", "Who gets the digests"),
    ("digest", "language", "Language of the digests (pl, uk, en)"),
)
"""What a new consultation must say: section, setting, question."""


def init(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where config.toml is written.")] = Path(),
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing: take the shipped consultation's answers.")] = False,
) -> None:
    """Write a commented config.toml for a new consultation; nothing is overwritten.

    Example: skrzynka init my-consultation
    """
    path = folder / "config.toml"
    if path.exists():
        raise SkrzynkaError(f"{path}: is there already and stays as it is; name another folder")
    document = tomlkit.parse(shipped())
    if not yes:
        _ask(document)
    text = tomlkit.dumps(document)
    parse(text, "your answers", folder)
    _write(path, text)
    output.text(f"written: {path}\nNext: set the passwords (its first lines say how), then `skrzynka poll`.")


def _ask(document: TOMLDocument) -> None:
    for section, key, question in _QUESTIONS:
        table = document[section]
        table[key] = _answer(question, table[key])
    scopes = _asked_scopes(document["consultation"]["languages"][0])
    if scopes:
        document["scopes"] = scopes


def _answer(question: str, default: object) -> object:
    if isinstance(default, list):
        text = typer.prompt(question, default=", ".join(default))
        return [part.strip() for part in text.split(",") if part.strip()]
    if isinstance(default, date):
        return typer.prompt(question, default=default.isoformat(), value_proc=_day)
    return typer.prompt(question, default=str(default))


def _asked_scopes(language: str) -> AoT:
    output.text("The scopes, one a line as `key: official name`; an empty line ends the list.")
    output.text("No scope at all keeps the seven that ship.")
    scopes = tomlkit.aot()
    while answer := typer.prompt(f"Scope {len(scopes) + 1}", default="", show_default=False):
        key, _, name = answer.partition(":")
        scopes.append(tomlkit.item({"key": key.strip(), "names": {language: (name or key).strip()}}))
    return scopes


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no day; write it as 2022-05-26") from error


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # what residents write will lie here
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise SkrzynkaError(f"{path}: cannot be written ({error.strerror}); choose another folder") from error
