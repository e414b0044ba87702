"""Commands that are loaded when they are called: each needs other libraries, and none should wait for all."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from skrzynka.tongue import say

EXAMPLE = "Example: "


@dataclass(frozen=True, slots=True)
class Lazy:
    """Where a command is, and what the list of commands says of it.

    Attributes:
        where: ``module:name`` in this folder; the name of a function, or of a Typer of several commands.
        paged: what it prints may be longer than a terminal, and is to be read at leisure.
        help: short enough for one line of a terminal, for it is cut otherwise.
    """

    where: str
    help: str
    paged: bool = False

    def load(self, name: str) -> Any:  # noqa: ANN401  # Typer's class of commands has no public name
        """The command itself, by the name that a person calls it."""
        module, _, thing = self.where.partition(":")
        found = getattr(import_module(f"skrzynka.commands.{module}"), thing)
        if self.paged:
            found = paged(found)
        if not isinstance(found, typer.Typer):
            alone = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
            alone.command(name)(found)
            found = alone
        command = typer.main.get_command(found)
        explain(command)
        return command


def group_of(commands: dict[str, Lazy]) -> type[TyperGroup]:
    """A group of commands, for ``typer.Typer(cls=...)``, that knows their names and short helps before it loads one."""

    class Group(TyperGroup):
        def __init__(self, **attributes: Any) -> None:  # noqa: ANN401  # Typer's own face
            super().__init__(**attributes)
            # Typer takes its headings from the catalogues of the system, which hold none of them.
            vars(typer.core)["_"] = say
            self.commands.update({name: TyperCommand(name, help=lazy.help) for name, lazy in commands.items()})
            explain(self)

        def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:  # noqa: ANN401
            name, named, rest = super().resolve_command(ctx, args)
            return name, named and commands[str(name)].load(str(name)), rest

    return Group


def paged(command: Callable[..., None]) -> Callable[..., None]:
    """A command whose output is shown by a pager where it is too long for the terminal."""

    @wraps(command)
    def shown(*given: Any, **options: Any) -> None:  # noqa: ANN401  # whatever the command takes
        from skrzynka.commands import output

        with output.paged():
            command(*given, **options)

    return shown


def explain(command: Any) -> None:  # noqa: ANN401  # Typer's class of commands has no public name
    """Put the help of a command, its options and its own commands into the language of whoever reads it."""
    command.help = "\n\n".join(map(_paragraph, (command.help or "").split("\n\n")))
    for option in (*command.params, command.get_help_option(typer.Context(command))):
        if getattr(option, "help", None):
            option.help = say(option.help)
    for each in getattr(command, "commands", {}).values():
        explain(each)


def _paragraph(text: str) -> str:
    line = " ".join(text.split())
    return f"{say('Example')}: {line.removeprefix(EXAMPLE)}" if line.startswith(EXAMPLE) else say(line)
