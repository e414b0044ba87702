"""The command that tags stored opinions anew, by what was learned since."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skrzynka.commands import context, output
from skrzynka.settings import Settings
from skrzynka.store.ledger import Ledger
from skrzynka.store.records import StoredMail, TagNote
from skrzynka.tongue import say

if TYPE_CHECKING:
    from skrzynka.intake.lessons import Classify

_MANY = 2000


def reclassify(
    ctx: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,
    scheduler: context.SchedulerOption = None,
    as_json: context.Json = False,
    config: context.Config = None,
) -> None:
    """Tag stored opinions anew, after corrections or with a new version; what staff tagged stays as it is.

    Each change is an event of the mail's history.

    Example: skrzynka reclassify --dry-run
    """
    from skrzynka.intake.lessons import changed

    with context.ledger(ctx, config) as (chosen, ledger), _classify(chosen, ledger, scheduler) as classify:
        changes = list(changed(ledger, classify))
        written = 0 if dry_run else ledger.reclassify({mail.row.number: tag for mail, tag in changes}, context.now())
    lines = [_change(mail, tag) for mail, tag in changes]
    if as_json:
        for line in lines:
            output.json_line(line)
        return
    if lines:
        columns = ("N", say("scope"), say("sure"), say("to scope"), say("sure"))
        output.table(columns, [_shown(line) for line in lines])
    would = say("{number} would change; nothing was written", number=len(lines))
    output.text(would if dry_run else say("changed: {number}", number=written))


@contextmanager
def _classify(chosen: Settings, ledger: Ledger, scheduler: str | None) -> "Iterator[Classify]":
    """Few opinions are classified here; very many by processes, which take a second to start, or by a cluster."""
    from skrzynka.intake.lessons import classify_by, classify_here

    if scheduler is None and ledger.sum().opinions < _MANY:
        yield classify_here(context.classifier(chosen, ledger))
        return
    with context.readers(chosen, ledger, scheduler) as executor:
        yield classify_by(executor)


def _change(mail: StoredMail, tag: TagNote) -> dict[str, Any]:
    return {
        "number": mail.row.number,
        "from": {"scope": mail.row.scope, "secondary": mail.row.secondary, "confidence": mail.row.confidence},
        "to": {"scope": tag.scope, "secondary": tag.secondary, "confidence": tag.confidence},
        "needs_review": tag.needs_review,
        "model": tag.model,
    }


def _shown(change: dict[str, Any]) -> tuple[object, ...]:
    each = [
        (" + ".join(filter(None, (side["scope"] or "none", side["secondary"]))), output.percent(side["confidence"]))
        for side in (change["from"], change["to"])
    ]
    return (change["number"], *each[0], *each[1])
