"""The command that draws opinions to be tagged blind, and takes the tags in."""

import csv
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from skrzynka import SkrzynkaError
from skrzynka.commands import context, output
from skrzynka.neutral import neutral, one_line
from skrzynka.settings import Settings
from skrzynka.store.ledger import Ledger
from skrzynka.store.questions import MailFilter
from skrzynka.store.records import State

_COLUMNS = ("number", "language", "subject", "text", "scope", "secondary")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Tags = dict[int, tuple[str | None, str | None]]


def sample(
    ctx: typer.Context,
    count: Annotated[int | None, typer.Argument(metavar="[N]", min=1, max=100_000, help="So many opinions.")] = None,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where they are written, as CSV.")] = Path(
        "blind.csv"
    ),
    seed: Annotated[int, typer.Option(help="The same seed draws the same opinions.")] = 1,
    read: Annotated[
        Path | None, typer.Option("--read", metavar="FILE", help="Take in the tags of a filled FILE.")
    ] = None,
    by: Annotated[str | None, typer.Option(help="Who tagged; else your login name.")] = None,
    config: context.Config = None,
) -> None:
    """Draw a blind sample: opinions without their tags and senders, to be tagged by a second person.

    The person writes a scope's number or key, or none, into the column scope. `skrzynka evaluate --staff` then tells
    how far people agree with each other and with the machine (Cohen's kappa).

    Example: skrzynka sample 50 --out blind.csv
    """
    if (count is None) == (read is None):
        raise typer.BadParameter("say how many opinions are drawn, or name a filled file with --read", param_hint="N")
    with context.ledger(ctx, config) as (chosen, ledger):
        if read:
            name = by or context.login_name()
            output.text(f"{ledger.record_blind(_tags(read, chosen, ledger), name, context.now())} blind tags by {name}")
            return
        drawn = list(_drawn(ledger, count or 0, seed))
    try:
        with out.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows((_COLUMNS, *drawn))
    except OSError as error:
        raise SkrzynkaError(f"--out {out}: cannot be written ({error.strerror}); choose another file") from error
    output.text(f"{len(drawn)} opinions in {out}; fill the column scope, then `skrzynka sample --read {out} --by NAME`")


def _drawn(ledger: Ledger, count: int, seed: int) -> Iterator[tuple[object, ...]]:
    rows = [row for row in ledger.rows(MailFilter(state=State.OPINION)) if not row.erased]
    # No secret hangs on it: a seed makes the sample one that can be drawn again.
    for row in random.Random(seed).sample(rows, min(count, len(rows))):  # noqa: S311
        mail = ledger.mail(row.number)
        yield row.number, row.language, _cell(row.subject), _cell(mail.text or mail.attachment_text), "", ""


def _cell(text: str) -> str:
    """What a stranger wrote, so that no spreadsheet takes it for a formula (OWASP, CSV injection)."""
    shown = neutral(text)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown


def _tags(file: Path, chosen: Settings, ledger: Ledger) -> Tags:
    found: Tags = {}
    known = {row.number for row in ledger.rows(MailFilter(state=State.OPINION))}
    for line, row in enumerate(_rows(file), start=2):
        if not (row.get("scope") or "").strip():
            continue
        where = f"{one_line(str(file))}, line {line}"
        number = (row.get("number") or "").strip()
        if not number.isdecimal() or int(number) not in known:
            raise SkrzynkaError(f"{where}: no opinion has the number {one_line(number)!r}; nothing was taken in")
        found[int(number)] = _scope(where, row["scope"], chosen), _scope(where, row.get("secondary") or "none", chosen)
    if not found:
        raise SkrzynkaError(f"{one_line(str(file))}: its column scope is empty; nothing was taken in")
    return found


def _scope(where: str, said: str, chosen: Settings) -> str | None:
    try:
        scope = context.scope_of(chosen, said.strip())
    except SkrzynkaError as error:
        raise SkrzynkaError(f"{where}: {error}; nothing was taken in") from error
    return scope.key if scope else None


def _rows(file: Path) -> list[dict[str, str]]:
    try:
        text = file.read_text("utf-8-sig")
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(text.partition("\n")[0], ",;\t")
        rows = list(csv.DictReader(text.splitlines(keepends=True), dialect=dialect))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        why = getattr(error, "strerror", None) or "it is no CSV in UTF-8"
        raise SkrzynkaError(f"{one_line(str(file))}: cannot be read ({why}); save it as CSV UTF-8") from error
    if not rows or not {"number", "scope"} <= rows[0].keys():
        raise SkrzynkaError(f"{one_line(str(file))}: lacks the columns number and scope; fill a drawn sample")
    return rows
