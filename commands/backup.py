"""Commands that copy the store, put a copy back, and bring an older store up."""

from pathlib import Path
from typing import Annotated

import typer

from skrzynka.commands import context, output
from skrzynka.commands.erasing import repeated
from skrzynka.settings import Handled, Settings
from skrzynka.store import backup as copies
from skrzynka.store import upgrading
from skrzynka.store.database import SCHEMA
from skrzynka.store.examine import found_schema
from skrzynka.store.ledger import Ledger

_File = Annotated[Path, typer.Argument(metavar="FILE", help="The backup.")]


def backup(
    ctx: typer.Context,
    file: _File,
    force: Annotated[bool, typer.Option("--force", help="Write over FILE if it is there.")] = False,
    config: context.Config = None,
) -> None:
    """Copy the store to a file, while the service runs. The configuration and the passwords are not in it.

    Example: skrzynka backup /backups/skrzynka-2022-06-01.db
    """
    chosen = context.own_settings(ctx, config)
    copies.back_up(chosen.store_url, file, force=force)
    output.text(f"written: {file} ({file.stat().st_size:,} bytes, whole and readable by its owner only)")


def restore(ctx: typer.Context, file: _File, config: context.Config = None) -> None:
    """Put a backup in the store's place. The service must not run; the old store is kept beside the new one.

    Mails that came after the backup are taken in by the next poll; a digest that was sent after it is sent again; what
    was erased since is erased again.

    Example: skrzynka restore /backups/skrzynka-2022-06-01.db
    """
    chosen = context.own_settings(ctx, config)
    old = copies.restore(chosen.store_url, file, context.now())
    found = found_schema(chosen.store_url)
    if found == SCHEMA:
        with Ledger.open(chosen.store_url) as ledger:
            output.text(f"restored: {output.ledger_sum(ledger.sum())}")
            _erased_again(chosen, ledger)
    else:
        output.text(f"restored; it has the schema {found} of an older version: run `skrzynka upgrade`")
    if old:
        output.text(f"the old store is kept: {old}")
    for imap in chosen.mailboxes:
        if imap.handled is Handled.MOVE:
            target, folder = imap.handled_folder, imap.ledger_name
            output.text(f"mails that came after the backup lie in {target}: move them back to {folder} to take them in")


def upgrade(
    ctx: typer.Context,
    backup_to: Annotated[
        Path | None, typer.Option("--backup", metavar="FILE", help="The backup; else it is made beside the store.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="PostgreSQL: a backup was made by pg_dump.")] = False,
    config: context.Config = None,
) -> None:
    """Bring the store of an older version to this one's schema, after a backup. The service must not run.

    Broken off, it leaves the store as it was.

    Example: skrzynka upgrade
    """
    chosen = context.own_settings(ctx, config)
    url = chosen.store_url
    found = upgrading.older_schema(url)
    if found is None:
        output.text(f"the store has the schema {SCHEMA}, this program's; nothing is to be done")
        return
    copy = upgrading.upgrade(url, found, context.now(), backup_to, backed_up=yes)
    if copy:
        output.text(f"backup: {copy} ({copy.stat().st_size:,} bytes)")
    with Ledger.open(url) as ledger:
        output.text(f"upgraded from schema {found} to {SCHEMA}: {output.ledger_sum(ledger.sum())}")
        _erased_again(chosen, ledger)


def _erased_again(chosen: Settings, ledger: Ledger) -> None:
    """A backup of before an erasure must not bring back what was erased."""
    if said := repeated(chosen, ledger):
        output.text(said)
