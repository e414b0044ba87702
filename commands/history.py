"""Commands about what was done to a mail."""

from dataclasses import asdict
from typing import Annotated

import typer

from skrzynka.commands import complete, context, output
from skrzynka.commands.page import event_line
from skrzynka.tongue import say


def history(
    ctx: typer.Context, number: complete.Number, as_json: context.Json = False, config: context.Config = None
) -> None:
    """Show what was done to a mail, oldest first: when, who, what, why.

    Example: skrzynka history 17
    """
    with context.ledger(ctx, config) as (chosen, ledger):
        events = ledger.events(number)
    for event in events:
        if as_json:
            output.json_line(asdict(event))
        else:
            output.text(event_line(event, chosen.consultation.zone))
    if not events and not as_json:
        output.text(say("{number}: nothing was done to it since it was read", number=number))


def note(
    ctx: typer.Context,
    number: complete.Number,
    words: Annotated[str, typer.Argument(metavar="TEXT", help="What is to be kept, for the record.")],
    by: Annotated[str | None, typer.Option(help="Who writes it; else your login name.")] = None,
    config: context.Config = None,
) -> None:
    """Add a note to a mail's history. It changes no tag, and stays: `skrzynka undo` does not take it back.

    Example: skrzynka note 17 "asked the school board on the telephone"
    """
    with context.ledger(ctx, config) as (chosen, ledger):
        added = ledger.note(number, words, by or context.login_name(), context.now())
    output.text(event_line(added, chosen.consultation.zone))
