"""The command that tags stored opinions anew, by what was learned since."""

from typing import Annotated, Any

import typer

from skrzynka.commands import context, output
from skrzynka.store.records import StoredMail, TagNote
from skrzynka.tongue import say


def reclassify(
    ctx: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,
    as_json: context.Json = False,
    config: context.Config = None,
) -> None:
    """Tag stored opinions anew, after corrections or with a new version; what staff tagged stays as it is.

    Each change is an event of the mail's history.

    Example: skrzynka reclassify --dry-run
    """
    from skrzynka.intake.lessons import changed

    with context.ledger(ctx, config) as (chosen, ledger):
        changes = list(changed(ledger, context.classifier(chosen, ledger)))
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
