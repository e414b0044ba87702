"""The command that shows mails of our own, and what became of them."""

from typing import Annotated, Any

import typer

from skrzynka import SkrzynkaError
from skrzynka.commands import context, output
from skrzynka.store.outgoing import Outgoing
from skrzynka.tongue import say

_ALL = "all"


def outbox(
    ctx: typer.Context,
    retry: Annotated[
        str | None, typer.Option(metavar="N", help="Try mail N, or all, again at once with the next step.")
    ] = None,
    drop: Annotated[int | None, typer.Option(metavar="N", min=1, help="Never send mail N.")] = None,
    waiting: Annotated[bool, typer.Option("--waiting", help="Only what was not sent.")] = False,
    as_json: context.Json = False,
    config: context.Config = None,
) -> None:
    """Show mails of our own: sent, waiting for their next try, or given up after a day; try one again, or drop it.

    Example: skrzynka outbox --retry all
    """
    with context.ledger(ctx, config) as (chosen, ledger):
        mails = list(enumerate(ledger.outbox(), start=1))
        if retry is not None:
            wanted = None if retry == _ALL else _of(mails, retry).message_id
            number = ledger.retry_outgoing(wanted)
            output.text(say("tried again by the next step of the service: {number}", number=number))
            return
        if drop is not None:
            why = f"dropped by {context.login_name()}"
            ledger.drop_outgoing(_of(mails, str(drop)).message_id, why, context.now())
            output.text(say("{number}: dropped; `skrzynka outbox --retry {number}` takes that back", number=drop))
            return
    shown = [(number, mail) for number, mail in mails if not (waiting and mail.sent_at)]
    if as_json:
        for number, mail in shown:
            output.json_line(_listed(number, mail))
        return
    zone = chosen.consultation.zone
    output.table(
        ("N", say("kind"), say("day"), say("recorded"), say("state"), say("tries"), say("last failure")),
        [
            (
                number,
                mail.kind,
                mail.day,
                mail.created_at.astimezone(zone),
                _state(mail),
                mail.tries or "",
                mail.failure,
            )
            for number, mail in shown
        ],
    )


def _of(mails: list[tuple[int, Outgoing]], number: str) -> Outgoing:
    for at, mail in mails:
        if str(at) == number:
            return mail
    raise SkrzynkaError(f"outbox {number}: there is no such mail; `skrzynka outbox` shows their numbers")


def _state(mail: Outgoing) -> str:
    if mail.sent_at:
        return "sent"
    return "given up" if mail.given_up_at else "waiting"


def _listed(number: int, mail: Outgoing) -> dict[str, Any]:
    return {
        "number": number,
        "kind": mail.kind,
        "day": mail.day,
        "message_id": mail.message_id,
        "recorded_at": mail.created_at,
        "state": _state(mail),
        "sent_at": mail.sent_at,
        "tries": mail.tries,
        "next_try_at": mail.next_try_at,
        "failure": mail.failure,
    }
