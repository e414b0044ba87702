"""The command that finds mails by their words."""

from datetime import datetime
from typing import Annotated

import typer

from skrzynka.commands import context, output
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
from skrzynka.commands.page import tag_words
from skrzynka.commands.where import conditions
from skrzynka.neutral import one_line
from skrzynka.store.phrases import Excerpt
from skrzynka.store.questions import MailFilter
from skrzynka.tongue import say

_LIMIT = 20


def search(
    ctx: typer.Context,
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help="All are wanted; bois* is a beginning.")],
    scope: ScopeOption = None,
    language: LanguageOption = None,
    channel: ChannelOption = None,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The first day.")] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day.")] = None,
    where: WhereOption = None,
    limit: Annotated[int, typer.Option(min=1, max=10**9, help="So many at most, the latest first.")] = _LIMIT,
    as_json: context.Json = False,
    config: context.Config = None,
) -> None:
    """Find mails by words of their subject, text, attachments or sender's name.

    Capitals and diacritics make no difference: lodz finds Łódź. Phrases stand in quotes within the shell's quotes.

    Example: skrzynka search 'boisk* "plac zabaw"' --scope 5 --since 2022-06-01
    """
    with context.ledger(ctx, config) as (chosen, ledger):
        wanted = MailFilter(
            scope=scope_key(chosen, scope),
            language=language,
            channel=channel_key(chosen, channel),
            received_from=start_of(chosen, since.date() if since else None),
            received_to=end_of(chosen, until.date() if until else None),
        )
        wanted = wanted if where is None else conditions(where, chosen, wanted)
        found = ledger.search(" ".join(words), wanted, limit + 1)
        campaigns = ledger.campaign_numbers() if as_json else {}
    shown = found[:limit]
    if as_json:
        for each in shown:
            output.json_line(
                {
                    **listed(each.row, campaigns.get(each.row.number)),
                    "excerpt": _marked(each.excerpt),
                    "hits": _hits(each.excerpt),
                }
            )
        return
    zone = chosen.consultation.zone
    for each in shown:
        row = each.row
        sender = one_line(row.from_name or row.from_email)
        output.text(f"{row.number}  {row.received_at.astimezone(zone):%Y-%m-%d}  {tag_words(row)}  {sender}")
        output.text(f"    {one_line(row.subject)}")
        output.text(f"    {_marked(each.excerpt)}")
    output.text(_end(len(found), limit))


def _marked(excerpt: Excerpt) -> str:
    return one_line("".join(f"[{text}]" if hit else text for text, hit in excerpt.parts))


def _hits(excerpt: Excerpt) -> list[str]:
    return [one_line(text) for text, hit in excerpt.parts if hit]


def _end(found: int, limit: int) -> str:
    if found > limit:
        return say("the latest {limit}; there are more: --limit {more} shows them", limit=limit, more=limit * 10)
    return say("{number} found", number=found) if found else say("nothing found; a beginning such as szkol* finds more")
