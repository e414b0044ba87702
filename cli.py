"""The command line: puts the commands together and turns every failure into one clear line."""

import os
import sys
from typing import Annotated

import typer

from skrzynka import SkrzynkaError, __version__
from skrzynka.commands import (
    backup,
    campaigns,
    comparing,
    correcting,
    doctor,
    erasing,
    evaluating,
    health,
    history,
    kept,
    learning,
    login,
    mails,
    outbox,
    reading,
    redacting,
    reporting,
    sampling,
    searching,
    sending,
    service,
    setup,
    sheet,
    showcase,
    subject,
    systemd,
    taking,
)
from skrzynka.commands.context import Config

_DEBUG = "SKRZYNKA_DEBUG"

app = typer.Typer(
    name="skrzynka",
    help="Takes public opinions in by ordinary e-mail, tags them and reports on them.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:  # noqa: FBT001  # the face that Typer asks of a callback
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _options(
    config: Config = None,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show it.")] = False,
) -> None:
    """Options that every command shares; commands find ``config`` in the root context."""


app.command()(setup.init)
app.command()(login.login)
app.command()(service.run)
app.command()(service.poll)
app.command()(health.status)
app.command()(doctor.doctor)
app.add_typer(systemd.app, name="service")
app.command()(backup.backup)
app.command()(backup.restore)
app.command()(backup.upgrade)
app.command()(kept.verify)
app.command("import")(taking.import_files)
app.command()(taking.add)
app.command()(taking.retry)
app.command()(comparing.reconcile)
app.command("list")(mails.list_mails)
app.command()(searching.search)
app.command()(campaigns.campaigns)
app.command()(mails.show)
app.command()(kept.raw)
app.command()(correcting.retag)
app.command()(correcting.decide)
app.command()(correcting.undo)
app.command()(sheet.sheet)
app.command()(redacting.redact)
app.command()(history.note)
app.command()(history.history)
app.command()(learning.reclassify)
app.command()(erasing.erase)
app.command()(erasing.purge)
app.command("subject-data")(subject.subject_data)
app.command()(mails.stats)
app.command()(sending.digest)
app.command()(sending.close)
app.command()(outbox.outbox)
app.command()(reporting.report)
app.command()(reading.inspect)
app.command()(reading.classify)
app.command()(evaluating.evaluate)
app.command()(sampling.sample)
app.command()(showcase.demo)


def main() -> None:
    """The entry point: exit code 0, 1 with a line on stderr, or 2 for wrong usage."""
    _utf8()
    try:
        app()
    except SkrzynkaError as error:
        for line in str(error).splitlines():
            sys.stderr.write(f"skrzynka: {line}\n")
        sys.exit(1)
    except Exception as error:
        if os.environ.get(_DEBUG):
            raise
        kind = type(error).__name__  # its words may hold what a mail says
        sys.stderr.write(f"skrzynka: a fault of the program ({kind}); set {_DEBUG}=1 to see where, and report it\n")
        sys.exit(1)


def _utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A path need not be UTF-8 on POSIX; its odd bytes are escaped instead of failing.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
