"""Commands that are loaded when they are called: each needs other libraries, and none should wait for all."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup


@dataclass(frozen=True, slots=True)
class Lazy:
    """Where a command is, and what the list of commands says of it.

    Attributes:
        where: ``module:name`` in this folder; the name of a function, or of a Typer of several commands.
        help: short enough for one line of a terminal, for it is cut otherwise.
    """

    where: str
    help: str

    def load(self, name: str) -> Any:  # noqa: ANN401  # Typer's class of commands has no public name
        """The command itself, by the name that a person calls it."""
        module, _, thing = self.where.partition(":")
        found = getattr(import_module(f"skrzynka.commands.{module}"), thing)
        if isinstance(found, typer.Typer):
            return typer.main.get_command(found)
        alone = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
        alone.command(name)(found)
        return typer.main.get_command(alone)


def group_of(commands: dict[str, Lazy]) -> type[TyperGroup]:
    """A group of commands, for ``typer.Typer(cls=...)``, that knows their names and short helps before it loads one."""

    class Group(TyperGroup):
        def __init__(self, **attributes: Any) -> None:  # noqa: ANN401  # Typer's own face
            super().__init__(**attributes)
            self.commands.update({name: TyperCommand(name, help=lazy.help) for name, lazy in commands.items()})

        def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:  # noqa: ANN401
            name, named, rest = super().resolve_command(ctx, args)
            return name, named and commands[str(name)].load(str(name)), rest

    return Group
