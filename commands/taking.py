"""Commands that take mails in by another way than polls: from files, or once more."""

from collections import Counter
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from textwrap import shorten
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from skrzynka.commands import complete, context, output
from skrzynka.commands.progress import progress
from skrzynka.intake.backlog import read_waiting
from skrzynka.intake.channel import ChannelMailbox, Understood, understood
from skrzynka.intake.files import FileMailbox
from skrzynka.intake.places import survey
from skrzynka.intake.poll import poll as take_in
from skrzynka.intake.readers import Reader
from skrzynka.intake.rows import read
from skrzynka.neutral import one_line
from skrzynka.settings import Settings
from skrzynka.store.ledger import Ledger
from skrzynka.store.lock import single_import
from skrzynka.store.records import State, StoredMail
from skrzynka.tongue import count, say

_STATES = {
    "opinions": State.OPINION,
    "other": State.OTHER,
    "duplicates": State.DUPLICATE,
    "quarantined": State.QUARANTINED,
    "pending": State.PENDING,
}
"""As `skrzynka poll` calls them."""


def import_files(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="A Maildir, an mbox, .eml, or a folder.")],
    scheduler: context.SchedulerOption = None,
    as_json: context.Json = False,
    config: context.Config = None,
) -> None:
    """Take mails in from files: Maildir, mbox, .eml, or folders of them. The files stay as they are.

    What is stored already is not stored again, so an import that was broken off is simply repeated.

    Example: skrzynka import ~/Maildir archive.mbox letters/
    """
    with context.ledger(ctx, config) as (chosen, ledger), single_import(chosen.store_url):
        resolved = list(dict.fromkeys(path.expanduser().resolve() for path in paths))
        found = [survey(path) for path in resolved]  # before anything is stored: all of it can be read
        counts: Counter[str] = Counter({"found": 0, "known": 0, "new": 0, **dict.fromkeys(_STATES, 0)})
        with progress() as bar, context.reader(chosen, ledger, scheduler) as reader:
            task = bar.add_task("", total=sum(each.size for each in found))
            for path in resolved:
                mailbox = FileMailbox(path, ledger.held, lambda size: bar.advance(task, size))
                counts.update(_taken(mailbox, ledger, reader, chosen))
        total = ledger.sum()
    others = sum(each.others for each in found)
    if as_json:
        output.json_line(dict(counts) | {"no_mail": others, "sum": asdict(total) | {"unexplained": total.unexplained}})
        return
    output.table((say("what"), say("mails")), counts.items())
    if others:
        output.text(say("files without a mail, left alone: {number}", number=others))
    output.text(output.ledger_sum(total))


def add(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or a spreadsheet, with headings in its first row.")],
    channel: Annotated[
        str,
        typer.Option(
            "--channel", metavar="KEY", autocompletion=complete.channels, help="form, table, workshop, or your own."
        ),
    ],
    day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day of rows without one.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show how the table is understood.")] = False,
    as_json: context.Json = False,
    config: context.Config = None,
) -> None:
    """Add opinions of another channel from a table: same reading, same numbers, marked by their channel.

    A table that is added again adds only its new rows.

    Example: skrzynka add --channel table --day 2022-06-02 notes.xlsx
    """
    with context.ledger(ctx, config) as (chosen, ledger), single_import(chosen.store_url):
        named = context.channel_of(chosen, channel)
        found = understood(read(file), named, chosen.consultation.zone, day.date() if day else None)
        counts: Counter[str] = Counter(
            {"rows": len(found.voices) + len(found.empty), "without words": len(found.empty)}
        )
        if dry_run:
            _preview(found, chosen.consultation.zone)
            return
        with context.reader(chosen, ledger) as reader:
            counts.update(_taken(ChannelMailbox(named.key, found.voices, ledger.held), ledger, reader, chosen))
        total = ledger.sum()
    if as_json:
        output.json_line(dict(counts) | {"empty_rows": found.empty})
        return
    output.table((say("what"), say("rows")), counts.items())
    if found.empty:
        output.text(say("rows without words: {rows}", rows=", ".join(map(str, found.empty[:20]))))
    output.text(output.ledger_sum(total))


def _preview(found: Understood, zone: ZoneInfo) -> None:
    output.table((say("column"), say("holds")), [(heading, field) for field, heading in found.columns.items()])
    shown = [
        (
            voice.line,
            voice.at.astimezone(zone),
            one_line(voice.author),
            shorten(one_line(voice.text), 70, placeholder="…"),
        )
        for voice in found.voices[:10]
    ]
    output.table((say("row"), say("day"), say("author"), say("opinion")), shown)
    opinions, empty = count(len(found.voices), "opinion", "opinions"), len(found.empty)
    output.text(say("{opinions}; rows without words: {empty}; nothing was written", opinions=opinions, empty=empty))


def retry(
    ctx: typer.Context,
    number: Annotated[
        int | None,
        typer.Argument(min=1, max=2**31, metavar="[N]", help="Only this mail; else all of them."),
    ] = None,
    as_json: context.Json = False,
    config: context.Config = None,
) -> None:
    """Read quarantined mails again, and show what became of them.

    Example: skrzynka retry 17
    """
    with context.ledger(ctx, config) as (chosen, ledger):
        numbers = ledger.retry(number)
        if numbers:
            with context.reader(chosen, ledger) as reader:
                read_waiting(ledger, reader, chosen, context.now())
        mails = [ledger.mail(each) for each in numbers]
    if as_json:
        for mail in mails:
            output.json_line(_outcome(mail))
    elif mails:
        columns = ("N", say("state"), say("kind"), say("scope"), say("reason"))
        output.table(columns, [tuple(_outcome(mail).values()) for mail in mails])
    else:
        output.text(say("nothing is quarantined"))


def _taken(mailbox: FileMailbox | ChannelMailbox, ledger: Ledger, reader: Reader, chosen: Settings) -> Counter[str]:
    """What became of the mails of one path, whoever read them: a worker may run beside."""
    before = ledger.cursor(mailbox.name, mailbox.uidvalidity)
    take_in(mailbox, ledger, reader, chosen, context.now())
    states = ledger.states(mailbox.name, mailbox.uidvalidity, before)
    return Counter(
        {"found": mailbox.found, "known": mailbox.known, "new": sum(states.values())}
        | {name: states.get(state, 0) for name, state in _STATES.items()}
    )


def _outcome(mail: StoredMail) -> dict[str, Any]:
    row = mail.row
    return {
        "number": row.number,
        "state": row.state,
        "kind": row.kind,
        "scope": row.scope,
        "reason": mail.reason,
    }
