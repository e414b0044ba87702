"""Commands that show or send the digest and the closing summary."""

from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from skrzynka import SkrzynkaError
from skrzynka.commands import context, output
from skrzynka.commands.accounts import sender
from skrzynka.commands.reporting import report_of
from skrzynka.digest import outbox
from skrzynka.digest.deliver import deliver
from skrzynka.digest.records import Rendered
from skrzynka.settings import Settings
from skrzynka.store.ledger import Ledger
from skrzynka.store.outgoing import Outgoing

_Send = Annotated[bool, typer.Option("--send", help="Send it; one that was sent already is not sent again.")]
_Out = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Write it to FILE: .html, or .txt for plain text.")
]


def digest(
    ctx: typer.Context,
    day: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The morning it is for; else today's.")
    ] = None,
    send: _Send = False,
    out: _Out = None,
    config: context.Config = None,
) -> None:
    """Show the daily digest, write it to a file, or send it.

    Example: skrzynka digest --day 2022-06-01 --out digest.html
    """
    with context.ledger(ctx, config) as (chosen, ledger):
        now = context.now()
        today = now.astimezone(chosen.consultation.zone).date()
        wanted = day.date() if day else today
        if not date(2000, 1, 1) <= wanted <= today:
            raise SkrzynkaError(f"--day {wanted}: has not come, or is too long ago; the latest is {today}")
        if send:
            _send(outbox.prepare_daily(ledger, chosen, wanted, now), chosen, ledger)
        else:
            _render(outbox.preview_daily(ledger, chosen, wanted, now), out)


def close(ctx: typer.Context, send: _Send = False, out: _Out = None, config: context.Config = None) -> None:
    """Show the closing summary, write it to a file, or send it.

    Example: skrzynka close --out closing.html
    """
    with context.ledger(ctx, config) as (chosen, ledger):
        now = context.now()
        if not send:
            _render(outbox.preview_closing(ledger, chosen, now), out)
            return
        _refuse_early(chosen, now)
        _send(outbox.prepare_closing(ledger, chosen, now, partial(report_of, chosen, ledger)), chosen, ledger)


def _refuse_early(chosen: Settings, now: datetime) -> None:
    if now < chosen.consultation.grace_ends_at:
        hours = chosen.consultation.grace_hours
        last = f"{chosen.consultation.closes}{f' and {hours} hours of grace' if hours else ''}"
        raise SkrzynkaError(f"the consultation is open until {last}; look at the summary without --send, or wait")


def _send(outgoing: Outgoing, chosen: Settings, ledger: Ledger) -> None:
    if outgoing.sent_at:
        output.text(f"already sent at {outgoing.sent_at:%Y-%m-%d %H:%M} UTC; nothing was sent")
        return
    deliver(ledger, chosen, sender(chosen), context.now(), at_once=True)
    output.text(f"sent to {len(outgoing.recipients)} recipients: {outgoing.message_id}")


def _render(rendered: Rendered, out: Path | None) -> None:
    if out is None:
        output.text(f"{rendered.subject}\n\n{rendered.text}")
        return
    if out.suffix not in (".html", ".txt"):
        raise SkrzynkaError(f"--out {out}: the ending tells the form; write .html or .txt")
    try:
        out.write_text(rendered.html if out.suffix == ".html" else rendered.text, "utf-8")
    except OSError as error:
        raise SkrzynkaError(f"--out {out}: cannot be written ({error.strerror}); choose another file") from error
    output.text(f"written: {out}")
