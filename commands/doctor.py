"""The command that checks everything the service needs."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated

import typer

from skrzynka.commands import context, output
from skrzynka.commands.checks import Finding, failed, tried, waits
from skrzynka.commands.checks_imap import ImapChecks
from skrzynka.commands.checks_local import LocalChecks
from skrzynka.commands.checks_smtp import SmtpChecks, clock
from skrzynka.settings import ConfigError, Settings

_SIGNS = {True: "ok", False: "FAILS", None: "-"}
_REST = ("imap", "smtp", "store", "clock", "languages", "templates")


def doctor(
    ctx: typer.Context,
    send_test: Annotated[bool, typer.Option("--send-test", help="Send a test mail to who gets the digests.")] = False,
    as_json: context.Json = False,
    config: context.Config = None,
) -> None:
    """Check everything the service needs, one line each, with the mend beside what fails; exit code 1 if any does.

    Nothing is changed, in the mailbox or in the store. Without --send-test no mail is sent.

    Example: skrzynka doctor --send-test
    """
    well = True
    for found in _findings(ctx, send_test, config):
        well = well and found.ok is True
        if as_json:
            output.json_line(asdict(found))
        else:
            output.text(f"{_SIGNS[found.ok]:<6} {found.check:<14} {found.says}")
            if found.mend:
                output.text(f"{'':<6} {'':<14} mend: {found.mend}")
    if not well:
        raise typer.Exit(1)


def _findings(ctx: typer.Context, send_test: bool, config: context.Config) -> Iterator[Finding]:  # noqa: FBT001  # as the option is
    try:
        chosen = context.own_settings(ctx, config)
    except ConfigError as error:
        for line in str(error).splitlines():
            mend = "" if "; " in line else "; correct it there"  # some lines say what to write, and where
            yield failed("configuration", line + mend)
        yield from (waits(name, "configuration") for name in _REST)
        return
    yield Finding("configuration", ok=True, says=f"{chosen.folder / 'config.toml'}: {chosen.consultation.name}")
    yield from _checked(chosen, send_test)


def _checked(chosen: Settings, send_test: bool) -> Iterator[Finding]:  # noqa: FBT001  # as the option is
    now = context.now()
    accounts = [ImapChecks(chosen, account, now) for account in chosen.accounts]
    smtp, local = SmtpChecks(chosen, send_test, now), LocalChecks(chosen, now)
    every: list[ImapChecks | SmtpChecks | LocalChecks] = [*accounts, smtp, local]
    for checks in every:
        yield from checks.findings()
    newest = max((account.newest for account in accounts if account.newest), default=None)
    yield tried("clock", lambda: clock(smtp.skew, newest, local.last_poll(), now))
