"""Commands that show what is stored and correct it."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from textwrap import shorten
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from skrzynka.commands import complete, context, output
from skrzynka.commands.bulk import WhereOption
from skrzynka.commands.listing import (
    ChannelOption,
    LanguageOption,
    ScopeOption,
    channel_key,
    end_of,
    listed,
    scope_key,
    start_of,
)
from skrzynka.commands.page import deciding_of, page, tag_words
from skrzynka.commands.where import conditions
from skrzynka.neutral import one_line
from skrzynka.store.questions import MailFilter
from skrzynka.store.records import EMAIL, Kind, MailRow, State, StoredMail
from skrzynka.tongue import say

_SUBJECT = 70
"""Letters of a subject that a list shows."""

_Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day the server received it.")]


def list_mails(
    ctx: typer.Context,
    scope: ScopeOption = None,
    language: LanguageOption = None,
    kind: Annotated[Kind | None, typer.Option(help="What sort of mail.")] = None,
    state: Annotated[State | None, typer.Option(help="Where it stands in the ledger.")] = None,
    day: _Day = None,
    needs_review: Annotated[bool, typer.Option("--needs-review", help="Only what waits for a person.")] = False,
    channel: ChannelOption = None,
    decision: Annotated[
        str | None,
        typer.Option(autocompletion=complete.decisions, help="A decision's key, or open for what is not decided."),
    ] = None,
    where: WhereOption = None,
    limit: Annotated[int | None, typer.Option(min=1, max=10**9, help="Only the latest so many.")] = None,
    pseudonyms: Annotated[bool, typer.Option("--pseudonyms", help="In the place of senders' names.")] = False,
    as_json: context.Json = False,
    config: context.Config = None,
) -> None:
    """List what is stored.

    Example: skrzynka list --scope konflikty --needs-review
    """
    with context.ledger(ctx, config) as (chosen, ledger):
        wanted = MailFilter(
            scope=scope_key(chosen, scope),
            language=language,
            kind=kind,
            state=state,
            needs_review=needs_review,
            channel=channel_key(chosen, channel),
            decision=decision and (decision if decision == "open" else context.decision_of(chosen, decision).key),
            received_from=start_of(chosen, day.date() if day else None),
            received_to=end_of(chosen, day.date() if day else None),
        )
        rows = ledger.rows(wanted if where is None else conditions(where, chosen, wanted), limit)
        if pseudonyms:
            named = ledger.pseudonyms()
            rows = [replace(row, from_email=named(row.from_email), from_name="") for row in rows]
        campaigns = ledger.campaign_numbers() if as_json else {}
    if as_json:
        for row in rows:
            output.json_line(listed(row, campaigns.get(row.number)))
    else:
        _print_rows(rows, chosen.consultation.zone)


def show(
    ctx: typer.Context, number: complete.Number, as_json: context.Json = False, config: context.Config = None
) -> None:
    """Show one mail whole, with its history.

    Example: skrzynka show 17
    """
    with context.ledger(ctx, config) as (chosen, ledger):
        mail, events, campaign = ledger.mail(number), ledger.events(number), ledger.campaign_numbers().get(number)
    if as_json:
        history = [asdict(event) for event in events]
        output.json_line({**listed(mail.row, campaign), **_whole(mail), "history": history})
    else:
        own = (mail.text, mail.attachment_text)
        for line in page(mail, events, chosen.consultation.zone, campaign):
            output.text(line, mail.evidence if line in own else ())


def stats(ctx: typer.Context, as_json: context.Json = False, config: context.Config = None) -> None:
    """Count what is stored by scope, language, kind and day, with the ledger's sum.

    Example: skrzynka stats
    """
    with context.ledger(ctx, config) as (chosen, ledger):
        counts, total = ledger.counts(MailFilter(), chosen.consultation.zone), ledger.sum()
        decided = ledger.decided()
    groups: dict[str, dict[Any, int]] = {
        "scope": dict(counts.by_scope),
        "language": dict(counts.by_language),
        "kind": dict(counts.by_kind),
        "day": dict(sorted(counts.by_day.items())),
        **({"channel": dict(counts.by_channel)} if counts.by_channel.keys() - {EMAIL} else {}),
        **({"decision": decided} if decided else {}),
    }
    if as_json:
        for group, numbers in groups.items():
            for key, count in numbers.items():
                output.json_line({"by": group, "key": key, "count": count})
        output.json_line({"by": "sum", **asdict(total), "unexplained": total.unexplained})
        return
    headings = {
        "scope": say("scope"),
        "language": say("language"),
        "kind": say("kind"),
        "day": say("day"),
        "channel": say("channel"),
        "decision": say("decision"),
    }
    for group, numbers in groups.items():
        output.table((headings[group], say("mails") if group == "kind" else say("opinions")), _named(numbers))
        output.text("")
    output.text(output.ledger_sum(total))


def _whole(mail: StoredMail) -> dict[str, Any]:
    whole = asdict(mail)
    del whole["row"]
    return {**whole, "sentences": deciding_of(mail)}


def _print_rows(rows: Sequence[MailRow], zone: ZoneInfo) -> None:
    """Print the rows; what is decided only where anything is."""
    decided = any(row.decision for row in rows)
    last = (say("sure"), say("decision")) if decided else (say("sure"),)
    columns = ("N", say("received"), say("from"), say("subject"), say("lang"), say("scope"), *last, "")
    lines = (_line(row, zone, decided=decided) for row in rows)
    output.table(columns, lines, cut=(say("from"), say("subject"), say("scope")))


def _line(row: MailRow, zone: ZoneInfo, *, decided: bool) -> tuple[object, ...]:
    return (
        row.number,
        row.received_at.astimezone(zone).date(),
        row.from_name or row.from_email,
        say("(erased)") if row.erased else shorten(one_line(row.subject), _SUBJECT, placeholder="…"),
        row.language,
        tag_words(row),
        output.percent(row.confidence) if row.kind is Kind.OPINION else "",
        *([row.decision or ""] if decided else []),
        say("review") if row.needs_review else "",
    )


def _named(numbers: dict[Any, int]) -> list[tuple[object, int]]:
    return [(say("no topic") if key is None else key, count) for key, count in numbers.items()]
