"""Commands that put the service under systemd's care."""

import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from skrzynka import SkrzynkaError
from skrzynka.commands import context, output
from skrzynka.settings import Settings

app = typer.Typer(
    add_completion=False, help="Put the service under systemd's care.", no_args_is_help=True, rich_markup_mode=None
)

_UNITS = Path("/etc/systemd/system")
_MARK = "# Written by `skrzynka service install`"

_Name = Annotated[str, typer.Option("--name", help="The unit's name; one for each consultation.")]


@app.command()
def install(
    ctx: typer.Context,
    user: Annotated[str, typer.Option("--user", help="Who the service runs as; else the owner of its folder.")] = "",
    name: _Name = "skrzynka",
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write the unit there instead.")] = None,
    config: context.Config = None,
) -> None:
    """Write a unit for systemd that gives the service its folder, the network, and no right beyond.

    Example: skrzynka service install --user skrzynka
    """
    chosen = context.own_settings(ctx, config)
    target = out or _UNITS / f"{name}.service"
    _write(target, unit(chosen, context.own_file(ctx, config).resolve(), user or _owner(chosen.folder), name))
    output.text(f"written: {target}\nNext: systemctl daemon-reload && systemctl enable --now {name}")


@app.command()
def status(name: _Name = "skrzynka") -> None:
    """Show what systemd knows of the service; exit code 1 if it does not run. `skrzynka status` tells if it is well.

    Example: skrzynka service status
    """
    command = shutil.which("systemctl")
    if command is None:
        raise SkrzynkaError("systemctl is not here; run the service by `skrzynka run`, under what supervises yours")
    wanted = "LoadState,ActiveState,SubState,ActiveEnterTimestamp,NRestarts,Result"
    asked = subprocess.run(  # noqa: S603  # systemd's own program
        [command, "show", f"{name}.service", f"--property={wanted}"], capture_output=True, text=True, check=False
    )
    if asked.returncode:
        raise SkrzynkaError(f"systemctl fails ({asked.stderr.strip().splitlines()[:1]}); is systemd running here?")
    found = dict(line.split("=", 1) for line in asked.stdout.splitlines() if "=" in line)
    if found.get("LoadState") != "loaded":
        raise SkrzynkaError(f"systemd knows no {name}.service; run `skrzynka service install`")
    output.table(("what", "how it stands"), found.items())
    if found.get("ActiveState") != "active":
        raise typer.Exit(1)


def unit(settings: Settings, config: Path, user: str, name: str) -> str:
    """The unit's text."""
    text = files("skrzynka").joinpath("templates", "skrzynka.service").read_text("utf-8")
    folder = str(settings.folder)
    for value in (folder, str(config), user, name):
        if not value.isprintable() or any(sign in value for sign in '"\\ $%'):
            raise SkrzynkaError(f"{value}: has signs that a unit gives a meaning; choose another folder or name")
    return text.format(name=name, folder=folder, program=_program(), config=config, user=user)


def _program() -> Path:
    beside = Path(sys.executable).with_name("skrzynka")
    found = beside if beside.exists() else shutil.which("skrzynka")
    if found is None:
        raise SkrzynkaError("the program `skrzynka` is not found; install Skrzynka with pip, and run it from there")
    return Path(found).absolute()


def _owner(folder: Path) -> str:
    try:
        owner = folder.owner()
    except KeyError:
        owner = "root"
    if owner == "root":
        raise SkrzynkaError(
            f"{folder} belongs to root, whose rights the service must not have; make a user (useradd --system skrzynka)"
            f" and give it the folder (chown -R skrzynka {folder}), or name one with --user"
        )
    return owner


def _write(target: Path, text: str) -> None:
    try:
        if target.exists() and not target.read_text("utf-8", "replace").startswith(_MARK):
            raise SkrzynkaError(f"{target}: was written by somebody else and stays; choose another --name or --out")
        target.write_text(text, "utf-8")
    except OSError as error:
        raise SkrzynkaError(
            f"{target}: cannot be written ({error.strerror}); run this as root, or use --out"
        ) from error
