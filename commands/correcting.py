"""Commands that correct tags and decide, one opinion or many at once."""

from collections.abc import Callable, Sequence
from textwrap import shorten
from typing import Annotated

import typer

from skrzynka import SkrzynkaError
from skrzynka.commands import context, output
from skrzynka.commands.page import tag_words
from skrzynka.commands.where import rows_where
from skrzynka.neutral import one_line
from skrzynka.settings import Settings
from skrzynka.store.decisions import Decision
from skrzynka.store.ledger import Ledger
from skrzynka.store.records import Kind, MailRow, State

_SHOWN = 10

_Where = Annotated[
    str | None,
    typer.Option(
        "--where", metavar="CONDITIONS", help='All mails that fulfil them, such as "scope=2 language=uk text~flat".'
    ),
]
_Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking; for scripts.")]
_DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")]
_By = Annotated[str | None, typer.Option(help="Who does it; else your login name.")]
_Why = Annotated[str, typer.Option(help="The reason, for the record.")]


def retag(
    ctx: typer.Context,
    first: Annotated[str, typer.Argument(metavar="N", help="The mail's number; with --where the scope itself.")],
    scope: Annotated[
        str | None, typer.Argument(metavar="SCOPE", help="The right scope: its key or number, or none for no topic.")
    ] = None,
    secondary: Annotated[str | None, typer.Option(help="A second scope, where the text asks for two things.")] = None,
    where: _Where = None,
    why: _Why = "",
    by: _By = None,
    yes: _Yes = False,
    dry_run: _DryRun = False,
    config: context.Config = None,
) -> None:
    """Correct a tag, or those of many mails at once; the machine's own stay in the history.

    Example: skrzynka retag 17 konflikty --why "asks for mediation"
    """
    with context.ledger(ctx, config) as (chosen, ledger):
        wanted = _second(scope, "SCOPE") if where is None else _many(first, scope)
        primary, second = _scopes(chosen, wanted, secondary)
        name, now = by or context.login_name(), context.now()
        if where is not None:
            rows = _chosen(
                rows_where(where, chosen, ledger), lambda row: not (row.erased or row.state is State.PENDING)
            )
            if not _agreed(rows, f"to {_named(primary, second)}", yes=yes, dry_run=dry_run):
                return
            batch = ledger.retag_all([row.number for row in rows], primary, second, why, name, now)
            output.text(
                f"{len(rows)} mails → {_named(primary, second)}; `skrzynka undo --batch {batch}` takes all back"
            )
            return
        number = _number(first)
        before = ledger.mail(number).row
        ledger.retag(number, primary, second, why, name, now)
        after = ledger.mail(number).row
    output.text(f"{number}: {tag_words(before)} → {tag_words(after)}; `skrzynka undo {number}` takes it back")


def decide(
    ctx: typer.Context,
    first: Annotated[
        str, typer.Argument(metavar="N", help="The mail's number; with --where or --campaign the decision.")
    ],
    decision: Annotated[
        str | None, typer.Argument(metavar="DECISION", help="taken, partly, not, out-of-scope, or your own.")
    ] = None,
    why: Annotated[str, typer.Option(help="The justification, as the report gives it.")] = "",
    unit: Annotated[str, typer.Option(help="Who carries it out.")] = "",
    campaign: Annotated[int | None, typer.Option(min=1, metavar="C", help="All letters of campaign C.")] = None,
    where: _Where = None,
    by: _By = None,
    yes: _Yes = False,
    dry_run: _DryRun = False,
    config: context.Config = None,
) -> None:
    """Decide on an opinion, on a campaign, or on all that fulfil conditions: what the report says of them, and why.

    Example: skrzynka decide 17 partly --why "Two of the three playgrounds are in the budget." --unit "Zarząd Zieleni"
    """
    with context.ledger(ctx, config) as (chosen, ledger):
        conditions = f"campaign={campaign}" if campaign else where
        key = _second(decision, "DECISION") if conditions is None else _many(first, decision)
        made = Decision(_justified(chosen, key, why), why.strip(), unit.strip())
        name, now = by or context.login_name(), context.now()
        if conditions is not None:
            rows = _chosen(rows_where(conditions, chosen, ledger), lambda row: row.kind is Kind.OPINION)
            if not _agreed(rows, f"{made.key}: {one_line(made.why)}", yes=yes, dry_run=dry_run):
                return
            batch = ledger.decide([(row.number, made) for row in rows], name, now)
            output.text(f"{len(rows)} opinions: {made.key}; `skrzynka undo --batch {batch}` takes all back")
            return
        number = _number(first)
        ledger.decide([(number, made)], name, now)
    output.text(f"{number}: {made.key}; `skrzynka undo {number}` takes it back")


def undo(
    ctx: typer.Context,
    number: Annotated[int | None, typer.Argument(min=1, max=2**31, metavar="[N]", help="The mail's number.")] = None,
    batch: Annotated[int | None, typer.Option(min=1, help="All that was changed at once, by its number.")] = None,
    why: _Why = "",
    by: _By = None,
    config: context.Config = None,
) -> None:
    """Take back the last change of a tag or a decision, or all that were made at once.

    Example: skrzynka undo 17
    """
    if (number is None) == (batch is None):
        raise typer.BadParameter("name a mail, or a batch with --batch", param_hint="N")
    with context.ledger(ctx, config) as (_, ledger):
        name, now = by or context.login_name(), context.now()
        if batch is not None:
            back = ledger.undo_batch(batch, name, now, why)
            output.text(f"{len(back.numbers)} mails are as before")
            if back.changed:
                output.text(f"changed since, and left as they are: {', '.join(map(str, back.changed))}")
            return
        _undo_one(ledger, number or 0, name, why)


def _undo_one(ledger: Ledger, number: int, by: str, why: str) -> None:
    before, batch = ledger.mail(number), ledger.batch_of(number)
    ledger.undo(number, by, context.now(), why)
    after = ledger.mail(number)
    if before.row.decision != after.row.decision or before.justification != after.justification:
        output.text(f"{number}: {before.row.decision or 'not decided'} → {after.row.decision or 'not decided'}")
    else:
        output.text(f"{number}: {tag_words(before.row)} → {tag_words(after.row)}")
    if batch:
        output.text(
            f"it was one of {batch[1]} changed at once; `skrzynka undo --batch {batch[0]}` takes the others back"
        )


def _second(second: str | None, name: str) -> str:
    if second is None:
        raise typer.BadParameter(f"write a mail's number and then {name}, or --where", param_hint=name)
    return second


def _many(first: str, second: str | None) -> str:
    if second is not None:
        raise typer.BadParameter("with --where or --campaign, no mail is named beside it", param_hint="N")
    return first


def _number(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= 2**31:
        raise typer.BadParameter(f"{text!r} is no mail's number", param_hint="N")
    return int(text)


def _scopes(chosen: Settings, scope: str, secondary: str | None) -> tuple[str | None, str | None]:
    primary, second = context.scope_of(chosen, scope), context.scope_of(chosen, secondary or "none")
    if second and (primary is None or primary == second):
        raise SkrzynkaError(f"--secondary {secondary}: a second scope needs another first one; leave it out")
    return primary.key if primary else None, second.key if second else None


def _named(scope: str | None, secondary: str | None) -> str:
    return " + ".join(filter(None, (scope or "none", secondary)))


def _justified(chosen: Settings, key: str, why: str) -> str:
    decision = context.decision_of(chosen, key)
    if decision.why and not why.strip():
        raise SkrzynkaError(f"decision {key}: wants a justification; give it with --why")
    return decision.key


def _chosen(rows: Sequence[MailRow], fits: Callable[[MailRow], bool]) -> list[MailRow]:
    found = [row for row in rows if fits(row)]
    if not found:
        raise SkrzynkaError("--where: no mail that may be changed fulfils it; `skrzynka list` shows what there is")
    return found


def _agreed(rows: Sequence[MailRow], to: str, *, yes: bool, dry_run: bool) -> bool:
    """Show what would change, and ask."""
    output.table(
        ("N", "lang", "scope", "decision", "subject"),
        [
            (
                row.number,
                row.language,
                tag_words(row),
                row.decision or "",
                shorten(one_line(row.subject), 60, placeholder="…"),
            )
            for row in rows[:_SHOWN]
        ],
    )
    if len(rows) > _SHOWN:
        output.text(f"... and {len(rows) - _SHOWN} more")
    if dry_run:
        output.text(f"{len(rows)} would change {to}; nothing was written")
        return False
    return yes or typer.confirm(f"Change {len(rows)} {to}?")
