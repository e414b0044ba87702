"""What the shell offers when a person presses Tab: scopes, decisions, channels, and mails by their numbers.

Nothing is said of a failure: the command itself tells it, once it is called.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from textwrap import shorten
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skrzynka import SkrzynkaError
from skrzynka.commands import context
from skrzynka.tongue import language, say

if TYPE_CHECKING:
    from skrzynka.classify.records import Scope
    from skrzynka.settings import ChannelSettings, DecisionSettings, Settings
    from skrzynka.store.records import MailRow

Offer = tuple[str, str]
"""A word, and what it is: zsh and fish show both."""

_LATEST = 1000
"""Mails that are looked through: who wants an older one knows its number."""

_OFFERED = 50
_WIDTH = 60


def scopes(ctx: typer.Context, incomplete: str) -> list[Offer]:
    """The keys of the scopes, and ``none``."""
    return _starting(ctx, incomplete, lambda chosen: [*_named(chosen.scope_records), ("none", say("no topic"))])


def decisions(ctx: typer.Context, incomplete: str) -> list[Offer]:
    """The keys of the decisions."""
    return _starting(ctx, incomplete, lambda chosen: _named(chosen.decisions))


def channels(ctx: typer.Context, incomplete: str) -> list[Offer]:
    """The keys of the channels other than e-mail."""
    return _starting(ctx, incomplete, lambda chosen: _named(chosen.channels))


def numbers(ctx: typer.Context, incomplete: str) -> list[Offer]:
    """The latest opinions that are kept."""
    return _starting(ctx, incomplete, _mails)[:_OFFERED]


Number = Annotated[
    int,
    typer.Argument(
        min=1, max=2**31, metavar="N", autocompletion=numbers, help="The mail's number, as in `skrzynka list`."
    ),
]
"""The mail that a command is about."""


def optional(help_text: str) -> Any:  # noqa: ANN401  # Typer's own face
    """The mail that a command is about, where it may be about others."""
    return typer.Argument(min=1, max=2**31, metavar="[N]", autocompletion=numbers, help=help_text)


def _starting(ctx: typer.Context, incomplete: str, offers: Callable[[Settings], list[Offer]]) -> list[Offer]:
    with suppress(SkrzynkaError):
        chosen = context.own_settings(ctx, ctx.params.get("config"))
        return [offer for offer in offers(chosen) if offer[0].startswith(incomplete)]
    return []


def _named(choices: Sequence[Scope | DecisionSettings | ChannelSettings]) -> list[Offer]:
    return [(each.key, each.names.get(language()) or next(iter(each.names.values()), "")) for each in choices]


def _mails(chosen: Settings) -> list[Offer]:
    from skrzynka.store.examine import found_schema
    from skrzynka.store.ledger import Ledger
    from skrzynka.store.questions import MailFilter
    from skrzynka.store.records import Kind

    # A store that is not there is not begun by pressing Tab.
    if found_schema(chosen.store_url) is None:
        return []
    with Ledger.open(chosen.store_url) as ledger:
        return [(str(row.number), _title(row)) for row in ledger.rows(MailFilter(kind=Kind.OPINION), _LATEST)]


def _title(row: MailRow) -> str:
    from skrzynka.neutral import one_line

    return f"{row.scope or say('no topic')}: {shorten(one_line(row.subject), _WIDTH, placeholder='…')}"
