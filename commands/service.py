"""Commands that do the service's work: poll once, run for years."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from typing import Annotated

import typer

from skrzynka import SkrzynkaError
from skrzynka.commands import context, logs, output
from skrzynka.commands.accounts import certificates_end, opened, sender
from skrzynka.commands.metrics import served
from skrzynka.commands.notify import notify
from skrzynka.commands.reporting import report_of
from skrzynka.digest.failures import failure_of
from skrzynka.intake.mailbox import ImapMailbox
from skrzynka.intake.poll import poll_all
from skrzynka.intake.watch import watch
from skrzynka.settings import Settings
from skrzynka.store.health import Activity
from skrzynka.store.ledger import Ledger
from skrzynka.store.lock import one_worker
from skrzynka.worker import Worker
from skrzynka.worker import run as work


def poll(ctx: typer.Context, as_json: context.Json = False, config: context.Config = None) -> None:
    """Take in what is new in the mailbox, once.

    Example: skrzynka poll --json
    """
    with context.ledger(ctx, config) as (chosen, ledger), one_worker(chosen.store_url):
        with _noted(ledger), context.reader(chosen, ledger) as reader:
            report = poll_all(mailboxes(chosen), ledger, reader, chosen, context.now())
        total = ledger.sum()
    if as_json:
        output.json_line(asdict(report) | {"sum": asdict(total) | {"unexplained": total.unexplained}})
    else:
        shown = {name: number for name, number in asdict(report).items() if number or name != "elsewhere"}
        output.table(("what", "mails"), shown.items())
        output.text(output.ledger_sum(total))


def run(
    ctx: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="Poll and send what is due once, then end.")] = False,
    log_format: Annotated[logs.LogFormat, typer.Option(help="Lines for people, or JSON.")] = logs.LogFormat.PLAIN,
    config: context.Config = None,
) -> None:
    """Run the service: poll, send the daily digest and the closing summary, until stopped.

    An administrator is told by mail of what fails and when it works again; where no mail can tell, the exit code does.
    With --once it is 1 where anything failed.

    Example: skrzynka run --log-format json
    """
    logs.start(log_format)
    with context.ledger(ctx, config) as (chosen, ledger), context.reader(chosen, ledger) as reader:
        folders, outgoing = mailboxes(chosen), sender(chosen)
        ends = partial(certificates_end, chosen)
        report = partial(report_of, chosen, ledger)
        worker = Worker(chosen, ledger, reader, folders, outgoing, context.now(), ends, report, patient=not once)
        if once:
            with one_worker(chosen.store_url):
                worker.step(context.now())
        else:
            watches = [partial(watch, one) for one, imap in zip(folders, chosen.mailboxes, strict=True) if imap.idle]
            work(chosen, worker, context.now, watches=watches, tell=notify, beside=served(chosen))
    if worker.untold or (once and worker.fails):
        raise typer.Exit(1)


@contextmanager
def _noted(ledger: Ledger) -> Iterator[None]:
    """A poll by hand, or by cron, counts for ``skrzynka status`` as the service's own do."""
    try:
        yield
    except SkrzynkaError as error:
        ledger.record_health(ledger.health(Activity.POLL).failed(failure_of(error), context.now()))
        raise
    ledger.record_health(ledger.health(Activity.POLL).succeeded(context.now()))


def mailboxes(chosen: Settings) -> list[Callable[[], ImapMailbox]]:
    """What opens each folder that is read."""
    return [partial(opened, chosen, imap) for imap in chosen.mailboxes]
