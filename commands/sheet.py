"""The command for the round trip of decisions through a spreadsheet."""

from collections.abc import Sequence
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Annotated

import typer

from skrzynka import SkrzynkaError
from skrzynka.commands import context, output
from skrzynka.commands.where import conditions
from skrzynka.neutral import one_line
from skrzynka.settings import Settings
from skrzynka.store.ledger import Ledger
from skrzynka.store.questions import MailFilter
from skrzynka.store.records import State
from skrzynka.tongue import count, say

if TYPE_CHECKING:
    from skrzynka.sheets.records import Change, Refused, Stand


def sheet(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="The spreadsheet.")],
    read: Annotated[bool, typer.Option("--read", help="Show what a filled one changes, and take it in.")] = False,
    where: Annotated[
        str | None, typer.Option(metavar="CONDITIONS", help='Only opinions that fulfil them, such as "decision=open".')
    ] = None,
    by: Annotated[str | None, typer.Option(help="Who decided; else your login name.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Take it in without asking; for scripts.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,
    config: context.Config = None,
) -> None:
    """Write opinions and campaigns into a spreadsheet for decisions, or read a filled one.

    Rows with an unknown number, without a justification, or decided otherwise meanwhile are refused; the rest is taken
    in at once. The exit code is 1 where a row was refused.

    Example: skrzynka sheet decisions.xlsx && skrzynka sheet --read decisions.xlsx
    """
    with context.ledger(ctx, config) as (chosen, ledger):
        if not read:
            _write(file, _stands(chosen, ledger, where), chosen)
            return
        refused = _read(file, chosen, ledger, by or context.login_name(), yes=yes, dry_run=dry_run)
    if refused:
        raise typer.Exit(1)


def _stands(chosen: Settings, ledger: Ledger, where: str | None = None) -> "list[Stand]":
    from skrzynka.sheets.stands import stands

    wanted = MailFilter(state=State.OPINION)
    wanted = wanted if where is None else conditions(where, chosen, wanted)
    return stands(chosen, ledger.mails(wanted), ledger.campaigns())


def _write(file: Path, stands: "Sequence[Stand]", chosen: Settings) -> None:
    from skrzynka.digest.words import words
    from skrzynka.sheets.write import written

    if file.suffix.casefold() != ".xlsx":
        raise SkrzynkaError(f"{one_line(str(file))}: give the file a name that ends with .xlsx")
    content = written(stands, chosen.decisions, chosen.sheet.columns, words(chosen.digest.language))
    try:
        file.write_bytes(content)
    except OSError as error:
        raise SkrzynkaError(
            f"{one_line(str(file))}: cannot be written ({error.strerror}); choose another file"
        ) from error
    letters = sum(len(stand.numbers) for stand in stands)
    output.text(
        say(
            "{rows} for {opinions} in {file}; fill it, then `skrzynka sheet --read {file}`",
            rows=count(len(stands), "row", "rows"),
            opinions=_opinions(letters),
            file=file,
        )
    )


def _read(file: Path, chosen: Settings, ledger: Ledger, by: str, *, yes: bool, dry_run: bool) -> "list[Refused]":
    from skrzynka.sheets.compare import compare
    from skrzynka.sheets.read import read

    rows = read(file)
    seen = ledger.last_event()
    by_number = {str(stand.number): stand for stand in _stands(chosen, ledger)}
    changes, refused = compare(rows, by_number, chosen.decisions)
    _show(changes, refused)
    letters = sum(len(change.numbers) for change in changes)
    if not changes or dry_run:
        output.text(
            say("{number} would change; nothing was written", number=_opinions(letters))
            if changes
            else say("nothing to take in")
        )
    elif yes or typer.confirm(say("Take {opinions} in?", opinions=_opinions(letters))):
        made = [(number, change.after) for change in changes for number in change.numbers]
        batch = ledger.decide(made, by, context.now(), seen)
        output.text(
            say(
                "{opinions} decided; `skrzynka undo --batch {batch}` takes all back",
                opinions=_opinions(letters),
                batch=batch,
            )
        )
    return refused


def _show(changes: "Sequence[Change]", refused: "Sequence[Refused]") -> None:
    if changes:
        output.table(
            ("N", say("letters"), say("before"), say("after"), say("justification"), say("unit")),
            [
                (
                    change.numbers[0],
                    len(change.numbers),
                    change.before.key or "–",
                    change.after.key,
                    shorten(one_line(change.after.why), 60, placeholder="…"),
                    one_line(change.after.unit),
                )
                for change in changes
            ],
        )
    for each in refused:
        output.text(
            say("row {row}, number {number}: refused: {why}", row=each.line, number=one_line(each.number), why=each.why)
        )


def _opinions(number: int) -> str:
    return count(number, "opinion", "opinions")
