"""The command that draws opinions to be tagged blind, and takes the tags in."""

import os
import random
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skrzynka import SkrzynkaError
from skrzynka.commands import context, output
from skrzynka.neutral import one_line
from skrzynka.settings import Settings
from skrzynka.store.ledger import Ledger
from skrzynka.store.questions import MailFilter
from skrzynka.store.records import State
from skrzynka.tongue import count as counted
from skrzynka.tongue import say

if TYPE_CHECKING:
    from skrzynka.sheets.judged import Tags


def sample(
    ctx: typer.Context,
    count: Annotated[int | None, typer.Argument(metavar="[N]", min=1, max=100_000, help="So many opinions.")] = None,
    file: Annotated[Path, typer.Argument(metavar="[FILE]", help="Where they are written: .xlsx or .csv.")] = Path(
        "blind.xlsx"
    ),
    seed: Annotated[int, typer.Option(help="The same seed draws the same opinions.")] = 1,
    read: Annotated[
        Path | None, typer.Option("--read", metavar="FILE", help="Take in the tags of a filled FILE.")
    ] = None,
    by: Annotated[str | None, typer.Option(help="Who tagged; else your login name.")] = None,
    config: context.Config = None,
) -> None:
    """Draw a blind sample: opinions without their tags and senders, to be tagged by people who see no other's tags.

    Each chooses a scope, or no topic, in the column scope. `skrzynka evaluate --staff` then tells how far people agree
    with each other and with the machine (Cohen's kappa).

    Example: skrzynka sample 50 blind.xlsx
    """
    if (count is None) == (read is None):
        raise typer.BadParameter("say how many opinions are drawn, or name a filled file with --read", param_hint="N")
    with context.ledger(ctx, config) as (chosen, ledger):
        if read:
            name = by or context.login_name()
            taken = ledger.record_blind(_tags(read, chosen, ledger), name, context.now())
            output.text(say("{tags} by {name}", tags=counted(taken, "blind tag", "blind tags"), name=one_line(name)))
        else:
            _draw(chosen, ledger, count or 0, file, seed)


def _draw(chosen: Settings, ledger: Ledger, count: int, file: Path, seed: int) -> None:
    from skrzynka.digest.words import words
    from skrzynka.sheets.blind import as_csv, as_xlsx, drawn

    numbers = sorted(row.number for row in ledger.rows(MailFilter(state=State.OPINION)) if not row.erased)
    # No secret hangs on it: a seed makes the sample one that can be drawn again.
    wanted = random.Random(seed).sample(numbers, min(count, len(numbers)))  # noqa: S311
    found = [drawn(ledger.mail(number)) for number in wanted]
    match file.suffix.casefold():
        case ".xlsx":
            _write(file, as_xlsx(found, chosen.scope_records, words(chosen.digest.language)))
        case ".csv":
            _write(file, as_csv(found))
        case _:
            raise SkrzynkaError(f"{one_line(str(file))}: give the file a name that ends with .xlsx or .csv")
    output.text(
        say(
            "{opinions} in {file}; give it to a person, then `skrzynka sample --read {file} --by NAME`",
            opinions=counted(len(found), "opinion", "opinions"),
            file=file,
        )
    )


def _write(file: Path, content: bytes) -> None:
    """Write a new file, for its owner only: it holds what people wrote. One that is there may be filled already."""
    try:
        with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as written:
            written.write(content)
    except OSError as error:
        why = "it is there already" if isinstance(error, FileExistsError) else error.strerror
        raise SkrzynkaError(f"{one_line(str(file))}: cannot be written ({why}); choose another name") from error


def _tags(file: Path, chosen: Settings, ledger: Ledger) -> "Tags":
    from skrzynka.intake.rows import read
    from skrzynka.sheets.judged import JudgedError, columns, judged

    table = read(file)
    opinions = {row.number for row in ledger.rows(MailFilter(state=State.OPINION))}
    try:
        places = columns(table.headings)
        rows = ((line, {key: str(cells[at]) for key, at in places.items()}) for line, cells in table.rows)
        return judged(rows, opinions, chosen.scope_records)
    except JudgedError as error:
        raise SkrzynkaError(f"{one_line(str(file))}: {error}; nothing was taken in") from error
