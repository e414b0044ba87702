"""The command that plays the sample consultation."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from shutil import which
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from skrzynka.commands import context, output
from skrzynka.demo import Outcome, Stage, play, stage
from skrzynka.worker import run

_LIVE_POLL = timedelta(seconds=3)


def demo(
    folder: Annotated[Path, typer.Option("--dir", metavar="DIR", help="Where to leave everything.")] = Path("demo"),
    mails: Annotated[
        Path | None, typer.Option(metavar="DIR", help="A folder of raw mails (.eml); else the sample.")
    ] = None,
    live: Annotated[
        bool, typer.Option("--live", help="Then keep the servers and a worker running until Ctrl-C.")
    ] = False,
) -> None:
    """Play a whole consultation with sample mails on embedded servers.

    Example: skrzynka demo --dir demo
    """
    with stage(folder, mails) as running:
        with _bar() as bar:
            task = bar.add_task("", total=1.0)
            outcome = play(running, lambda now, share: bar.update(task, completed=share, description=_clock(now)))
        _report(outcome)
        if live:
            _live(running)


@contextmanager
def _bar() -> Iterator[Progress]:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        yield bar


def _clock(now: datetime) -> str:
    return f"{now:%d %B %Y}"


def _report(outcome: Outcome) -> None:
    groups = (
        ("state", outcome.counts.by_state),
        ("kind", outcome.counts.by_kind),
        ("language of opinions", outcome.counts.by_language),
        ("scope of opinions", outcome.counts.by_scope),
    )
    for title, numbers in groups:
        output.table((title, "mails"), ((key or "no topic", value) for key, value in numbers.items()))
        output.text("")
    output.text(output.ledger_sum(outcome.sum))
    folder = outcome.folder
    output.text(
        f"\n{folder / 'config.toml'}: the configuration"
        f"\n{folder / 'skrzynka.db'}: the store"
        f"\n{folder / 'received'}: {outcome.received} mails received over SMTP"
        f"\n{outcome.pages[0]}: open this in a browser"
        f"\n\nNow try: cd {folder} && {_command()} list"
    )


def _live(running: Stage) -> None:
    chosen = running.settings
    address = chosen.consultation.address
    output.text(
        f"\nLive until Ctrl-C. SMTP on 127.0.0.1:{running.smtp_port}, IMAP on 127.0.0.1:{running.imap.port}."
        f"\nThe consultation ended on {chosen.consultation.closes}, so a mail of today is marked late."
        "\nSend a first mail, in another terminal:\n"
        f"\n  python3 -c \"import smtplib; smtplib.SMTP('127.0.0.1', {running.smtp_port}).sendmail("
        f"'anna@example.org', '{address}', 'From: Anna <anna@example.org>\\nTo: {address}\\nSubject: opinia\\n\\n"
        "Na naszym podworku potrzebny jest plac zabaw.')\"\n"
        f"\nand read it: cd {running.folder} && {_command()} list --state opinion"
    )
    sys.stdout.flush()  # it is read while this goes on, through a pipe too
    run(chosen, running.worker, context.now, every=_LIVE_POLL)


def _command() -> str:
    """How this program is called from another folder: by its name only where the shell would find it."""
    name = Path(sys.argv[0])
    return name.name if which(name.name) else str(name.resolve())
