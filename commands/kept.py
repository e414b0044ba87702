"""Commands about raw mails: one as it came, and whether all are as they came."""

import sys
from dataclasses import asdict

import typer

from skrzynka import SkrzynkaError
from skrzynka.commands import complete, context, output
from skrzynka.commands.progress import progress
from skrzynka.store.kept import Damage

_SHOWN = 12
"""Letters of an address that people are shown."""


def raw(ctx: typer.Context, number: complete.Number, config: context.Config = None) -> None:
    """Print a mail as the server held it, byte for byte.

    Example: skrzynka raw 17 > mail.eml
    """
    with context.ledger(ctx, config) as (_, ledger):
        for piece in ledger.pieces(number):
            sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()


def verify(ctx: typer.Context, as_json: context.Json = False, config: context.Config = None) -> None:
    """Read all raw mails again, and check that each is what was stored and that no mail lacks its own.

    Example: skrzynka verify
    """
    damaged = 0
    with context.ledger(ctx, config) as (_, ledger):
        held = ledger.held_bytes()
        with progress() as bar:
            task = bar.add_task("", total=held.size)
            for damage in ledger.damages(lambda size: bar.advance(task, size)):
                output.json_line(asdict(damage)) if as_json else output.text(_sentence(damage))
                damaged += 1
    if as_json:
        output.json_line({**asdict(held), "damaged": damaged})
    elif not damaged:
        output.text(f"{held.contents} raw mails of {held.size:,} bytes are whole, for {held.mails} lines of the ledger")
    if damaged:
        raise SkrzynkaError(
            f"{damaged} raw mails are damaged; restore a backup (`skrzynka restore`), or import the mails where the"
            " mailbox still has them"
        )


def _sentence(damage: Damage) -> str:
    mails = ", ".join(map(str, damage.numbers)) or "none"
    return f"raw {damage.sha256[:_SHOWN]} (mail {mails}): {damage.what}"
