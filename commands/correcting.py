"""Commands that correct tags and decide, one opinion or many at once."""

from collections.abc import Sequence
from dataclasses import replace
from textwrap import shorten
from typing import Annotated

import typer

from skrzynka import SkrzynkaError
from skrzynka.commands import complete, context, output
from skrzynka.commands.bulk import DryRunOption, WhereOption, YesOption, many
from skrzynka.commands.page import tag_words
from skrzynka.commands.where import conditions
from skrzynka.neutral import one_line
from skrzynka.settings import Settings
from skrzynka.store.decisions import Decision, Tag
from skrzynka.store.ledger import Ledger
from skrzynka.store.questions import MailFilter
from skrzynka.store.records import State
from skrzynka.tongue import count, say

_By = Annotated[str | None, typer.Option(help="Who does it; else your login name.")]
_Why = Annotated[str, typer.Option(help="The reason, for the record.")]


def retag(
    ctx: typer.Context,
    first: Annotated[
        str,
        typer.Argument(
            metavar="N", autocompletion=complete.numbers, help="The mail's number; with --where the scope itself."
        ),
    ],
    scope: Annotated[
        str | None,
        typer.Argument(
            metavar="SCOPE",
            autocompletion=complete.scopes,
            help="The right scope: its key or number, or none for no topic.",
        ),
    ] = None,
    secondary: Annotated[
        str | None,
        typer.Option(autocompletion=complete.scopes, help="A second scope, where the text asks for two things."),
    ] = None,
    where: WhereOption = None,
    why: _Why = "",
    by: _By = None,
    yes: YesOption = False,
    dry_run: DryRunOption = False,
    config: context.Config = None,
) -> None:
    """Correct a tag, or those of many mails at once; the machine's own stay in the history.

    Example: skrzynka retag 17 konflikty --why "asks for mediation"
    """
    with context.ledger(ctx, config) as (chosen, ledger):
        tag = Tag(*_scopes(chosen, _second(scope, "SCOPE") if where is None else _many(first, scope), secondary), why)
        name = by or context.login_name()
        if where is None:
            _retag_one(ledger, _number(first), tag, name)
            return
        seen, wanted = ledger.last_event(), conditions(where, chosen)
        rows = ledger.rows(wanted if wanted.kind else _opinions(wanted))

        def change(numbers: Sequence[int]) -> int:
            return ledger.retag_all(numbers, tag, name, context.now(), seen)

        many([row for row in rows if not row.erased], _named(tag), change, yes=yes, dry_run=dry_run)


def decide(
    ctx: typer.Context,
    first: Annotated[
        str,
        typer.Argument(
            metavar="N",
            autocompletion=complete.numbers,
            help="The mail's number; with --where or --campaign the decision.",
        ),
    ],
    decision: Annotated[
        str | None,
        typer.Argument(
            metavar="DECISION", autocompletion=complete.decisions, help="taken, partly, not, out-of-scope, or your own."
        ),
    ] = None,
    why: Annotated[str, typer.Option(help="The justification, as the report gives it.")] = "",
    unit: Annotated[str, typer.Option(help="Who carries it out.")] = "",
    campaign: Annotated[int | None, typer.Option(min=1, metavar="C", help="All letters of campaign C.")] = None,
    where: WhereOption = None,
    by: _By = None,
    yes: YesOption = False,
    dry_run: DryRunOption = False,
    config: context.Config = None,
) -> None:
    """Decide on an opinion, on a campaign, or on all that fulfil conditions: what the report says of them, and why.

    Example: skrzynka decide 17 partly --why "Two of the three playgrounds are in the budget." --unit "Zarząd Zieleni"
    """
    with context.ledger(ctx, config) as (chosen, ledger):
        one = where is None and campaign is None
        key = _second(decision, "DECISION") if one else _many(first, decision)
        made = Decision(_justified(chosen, key, why), why.strip(), unit.strip())
        name = by or context.login_name()
        if one:
            _decide_one(ledger, _number(first), made, name)
            return
        seen, wanted = ledger.last_event(), MailFilter(campaign=campaign)
        rows = ledger.rows(_opinions(wanted if where is None else conditions(where, chosen, wanted)))

        def change(numbers: Sequence[int]) -> int:
            return ledger.decide([(number, made) for number in numbers], name, context.now(), seen)

        many(rows, _words(made), change, yes=yes, dry_run=dry_run)


def undo(
    ctx: typer.Context,
    number: Annotated[int | None, complete.optional("The mail's number.")] = None,
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
            output.text(say("{mails} as before", mails=count(len(back.numbers), "mail", "mails")))
            if back.changed:
                numbers = ", ".join(map(str, back.changed))
                output.text(say("changed or taken back since, and left as they are: {numbers}", numbers=numbers))
            return
        _undo_one(ledger, number or 0, name, why)


def _retag_one(ledger: Ledger, number: int, tag: Tag, by: str) -> None:
    before = ledger.mail(number).row
    ledger.retag(number, tag.scope, tag.secondary, tag.why, by, context.now())
    after = ledger.mail(number).row
    output.text(f"{number}: {tag_words(before)} → {tag_words(after)}; {_way_back(number)}")


def _undo_one(ledger: Ledger, number: int, by: str, why: str) -> None:
    before, batch = ledger.mail(number), ledger.batch_of(number)
    ledger.undo(number, by, context.now(), why)
    after = ledger.mail(number)
    if before.row.decision != after.row.decision or before.justification != after.justification:
        open_ = say("not decided")
        output.text(f"{number}: {before.row.decision or open_} → {after.row.decision or open_}")
    else:
        output.text(f"{number}: {tag_words(before.row)} → {tag_words(after.row)}")
    if batch:
        output.text(
            say(
                "it was one of {many} changed at once; `skrzynka undo --batch {batch}` takes the others back",
                many=batch[1],
                batch=batch[0],
            )
        )


def _decide_one(ledger: Ledger, number: int, made: Decision, by: str) -> None:
    ledger.decide([(number, made)], by, context.now())
    output.text(f"{number}: {made.key}; {_way_back(number)}")


def _way_back(number: int) -> str:
    return say("`skrzynka undo {number}` takes it back", number=number)


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


def _named(tag: Tag) -> str:
    return " + ".join(filter(None, (tag.scope or "none", tag.secondary)))


def _words(made: Decision) -> str:
    return f"{made.key} ({shorten(one_line(made.why), 60, placeholder='…')})" if made.why else made.key


def _justified(chosen: Settings, key: str, why: str) -> str:
    decision = context.decision_of(chosen, key)
    if decision.why and not why.strip():
        raise SkrzynkaError(f"decision {key}: wants a justification; give it with --why")
    return decision.key


def _opinions(wanted: MailFilter) -> MailFilter:
    """Opinions only, where no state is named: nobody means bounces and copies who writes a word or a day."""
    return wanted if wanted.state else replace(wanted, state=State.OPINION)
