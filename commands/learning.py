"""Commands about what the machine knows: how well it does, and what it says of stored mails now."""

from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated, Any

import typer

from skrzynka import SkrzynkaError
from skrzynka.commands import context, output
from skrzynka.neutral import one_line
from skrzynka.store.records import StoredMail, TagNote


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
        output.table(("number", "scope", "confidence", "to scope", "confidence"), [_shown(line) for line in lines])
    output.text(f"{len(lines)} would change; nothing was written" if dry_run else f"{written} changed")


def evaluate(
    ctx: typer.Context,
    expected: Annotated[
        Path | None,
        typer.Option(help="Mails and how a person reads them, as JSON lines; else the samples that ship."),
    ] = None,
    config: context.Config = None,
) -> None:
    """Show how well the shipped model reads mails that it was not trained on, by language and scope.

    A line holds lang, kind, scope, secondary, subject, text.

    Example: skrzynka evaluate --expected ours.jsonl
    """
    from skrzynka.classify import evaluate as evaluation

    context.settings(ctx, config)  # a wrong configuration is told by every command
    try:
        if expected:
            known = evaluation.expected(expected)
        else:
            with as_file(files("skrzynka").joinpath("samples", "expected.jsonl")) as file:
                known = evaluation.expected(file)
    except OSError as error:
        raise SkrzynkaError(f"{one_line(str(expected))}: cannot be read ({error.strerror}); check the path") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SkrzynkaError(
            f"{one_line(str(expected))}: a line is no mail as JSON ({type(error).__name__}); see --help"
        ) from error
    if not known:
        raise SkrzynkaError(f"{one_line(str(expected))}: holds no opinion, question or thanks; name another file")
    for line in (*evaluation.report(evaluation.shipped(known)), *evaluation.languages(known)):
        output.text(line)


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
