"""The command that gets a token in the place of a password."""

from typing import Annotated

import typer

from skrzynka import SkrzynkaError
from skrzynka.commands import context, output
from skrzynka.commands.accounts import logged_in
from skrzynka.intake.connection import drop
from skrzynka.oauth import Dialogue, Tokens
from skrzynka.settings import Flow, ImapSettings, Settings

_NEEDED = {
    Flow.PERSON: "A browser, on any machine, and the login of somebody who may use the mailbox of {user}.",
    Flow.PROGRAM: "Nobody is asked: the application itself may use the mailbox of {user}.",
}


def login(
    ctx: typer.Context,
    account: Annotated[
        str | None, typer.Option("--account", metavar="N|USER", help="Which account, by its place or its name.")
    ] = None,
    config: context.Config = None,
) -> None:
    """Log an account in by token: shows what to open and to enter, waits, keeps the token, and tries it at the server.

    Needed once, and again where the token has died; until then it is renewed by itself.

    Example: skrzynka login --account 2
    """
    chosen = context.own_settings(ctx, config)
    imap = _account(chosen, account)
    tokens = Tokens.of(chosen, imap)
    if imap.oauth:
        output.text(
            f"{imap.account}: token of {imap.oauth.provider}. {_NEEDED[imap.oauth.flow].format(user=imap.user)}"
        )
    tokens.log_in(Dialogue(output.text, typer.prompt), context.now())
    drop(logged_in(chosen, imap))
    output.text(f"{imap.user} is let in at {imap.host}; the token is kept in {tokens.file.path} and renewed by itself")


def _account(chosen: Settings, named: str | None) -> ImapSettings:
    """The account that is named, or the only one that logs in by token, or the only one."""
    if named:
        found = [
            account for account in chosen.accounts if named in (str(account.number), account.account, account.user)
        ]
    else:
        found = [account for account in chosen.accounts if account.oauth] or [*chosen.accounts]
    if len(found) == 1:
        return found[0]
    known = ", ".join(f"{account.number} {account.account}" for account in chosen.accounts)
    raise SkrzynkaError(f"--account {named or ''}: which one is meant? write one of the numbers: {known}")
