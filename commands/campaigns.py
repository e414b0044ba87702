"""The command about letters that many people sent."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from textwrap import shorten
from typing import Annotated, Any

import typer

from skrzynka import SkrzynkaError
from skrzynka.classify.additions import added, common
from skrzynka.commands import complete, context, output
from skrzynka.neutral import one_line
from skrzynka.store.ledger import Ledger
from skrzynka.store.questions import Campaign
from skrzynka.tongue import count, say

_WORDS = 70
"""Letters of a campaign's text that the table shows."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A campaign, its text, and what each letter adds to it, by number."""

    campaign: Campaign
    text: str
    added: Mapping[int, list[str]]


def campaigns(
    ctx: typer.Context,
    number: Annotated[int | None, complete.optional("The campaign of this mail, whole.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, max=10**9, help="Only so many, the largest.")] = None,
    as_json: context.Json = False,
    config: context.Config = None,
) -> None:
    """List letters that many people sent with small changes; or show one such campaign, and what each person added.

    Each letter counts for itself: they are told of together, and stored, tagged and listed one by one.

    Example: skrzynka campaigns 17
    """
    with context.ledger(ctx, config) as (_, ledger):
        if number is not None:
            _show(_told(ledger, _campaign_of(ledger, number)), as_json=as_json)
            return
        found = ledger.campaigns()[:limit]
        texts = {each.number: common(ledger.examples(each)) for each in found}
    if as_json:
        for each in found:
            output.json_line({**_counted(each), "text": texts[each.number]})
    else:
        _table(found, texts)


def _campaign_of(ledger: Ledger, number: int) -> Campaign:
    ledger.mail(number)  # a number that no mail has is told as such
    for campaign in ledger.campaigns():
        if number in campaign.numbers:
            return campaign
    raise SkrzynkaError(f"mail {number} is of no campaign; `skrzynka campaigns` lists those there are")


def _told(ledger: Ledger, campaign: Campaign) -> _Told:
    text, texts = common(ledger.examples(campaign)), ledger.texts(campaign.numbers)
    own = {letter.number: added(texts[letter.number], text, letter.name) for letter in campaign.letters}
    return _Told(campaign, text, own)


def _table(found: list[Campaign], texts: Mapping[int, str]) -> None:
    output.table(
        ("N", say("letters"), say("senders"), say("texts"), say("lang"), say("scope"), say("words")),
        (
            (
                each.number,
                len(each.letters),
                each.senders,
                each.texts,
                ", ".join(each.languages),
                ", ".join(scope or say("no topic") for scope in each.scopes),
                shorten(one_line(texts[each.number]), _WORDS, placeholder="…"),
            )
            for each in found
        ),
    )


def _counted(campaign: Campaign) -> dict[str, Any]:
    return {
        "number": campaign.number,
        "letters": len(campaign.letters),
        "senders": campaign.senders,
        "texts": campaign.texts,
        "languages": campaign.languages,
        "scopes": {scope or "none": count for scope, count in campaign.scopes.items()},
    }


def _show(told: _Told, *, as_json: bool) -> None:
    if as_json:
        each = [
            {
                "number": letter.number,
                "language": letter.language,
                "scope": letter.scope,
                "added": told.added[letter.number],
            }
            for letter in told.campaign.letters
        ]
        output.json_line({**_counted(told.campaign), "text": told.text, "each": each})
        return
    for line in _page(told):
        output.text(line)


def _page(told: _Told) -> Iterator[str]:
    counted = _counted(told.campaign)
    yield say("Campaign {number}", number=told.campaign.number)
    letters = say(
        "{letters}, from {senders}; different texts: {texts}",
        letters=counted["letters"],
        senders=count(counted["senders"], "sender", "senders"),
        texts=counted["texts"],
    )
    yield f"{say('Letters'):<12}{letters}"
    for label, counts in ((say("Languages"), counted["languages"]), (say("Scopes"), counted["scopes"])):
        yield f"{label:<12}{', '.join(f'{key} {count}' for key, count in counts.items())}"
    yield from ("", told.text, "")
    nothing = [number for number, passages in told.added.items() if not passages]
    if nothing:
        yield from (f"── {say('Nothing added')}", ", ".join(map(str, nothing)), "")
    if len(nothing) < len(told.added):
        yield f"── {say('Added')}"
    for number, passages in told.added.items():
        if passages:
            yield f"{number:>6}  {' … '.join(map(one_line, passages))}"
