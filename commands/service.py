"""Commands that do the service's work: poll once, run for years."""

import logging
import sys
from contextlib import closing
from dataclasses import asdict
from functools import partial

import typer

from skrzynka.commands import context, output
from skrzynka.digest.send import SmtpSender
from skrzynka.intake.mailbox import ImapMailbox
from skrzynka.intake.poll import poll as poll_once
from skrzynka.settings import IMAP_PASSWORD, Settings, secret
from skrzynka.store.lock import single_instance
from skrzynka.worker import Worker
from skrzynka.worker import run as work


def poll(ctx: typer.Context, as_json: context.Json = False, config: context.Config = None) -> None:
    """Take in what is new in the mailbox, once.

    Example: skrzynka poll --json
    """
    with context.ledger(ctx, config) as (chosen, ledger), single_instance(chosen.store_url):
        with closing(_mailbox(chosen)) as mailbox:
            report = poll_once(mailbox, ledger, context.classifier(chosen), chosen, context.now())
        total = ledger.sum()
    if as_json:
        output.json_line(asdict(report) | {"sum": asdict(total) | {"unexplained": total.unexplained}})
    else:
        output.table(("what", "mails"), asdict(report).items())
        output.text(output.ledger_sum(total))


def run(ctx: typer.Context, config: context.Config = None) -> None:
    """Run the service: poll, send the daily digest and the closing summary, until stopped.

    Example: skrzynka run
    """
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    with context.ledger(ctx, config) as (chosen, ledger):
        open_mailbox, sender = partial(_mailbox, chosen), SmtpSender.of(chosen)
        worker = Worker(chosen, ledger, context.classifier(chosen), open_mailbox, sender, context.now())
        work(chosen, worker, context.now)


def _mailbox(chosen: Settings) -> ImapMailbox:
    password = secret(chosen.imap.password_file, IMAP_PASSWORD, chosen.folder)
    return ImapMailbox.open(chosen.imap, password, chosen.folder)
