"""What commands that list mails share: which are wanted, and how a line is given to programs."""

from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any

import typer

from skrzynka import SkrzynkaError
from skrzynka.commands import complete, context
from skrzynka.settings import Settings
from skrzynka.store.records import EMAIL, MailRow

ScopeOption = Annotated[
    str | None, typer.Option(autocompletion=complete.scopes, help="A scope's key or number, or none for no topic.")
]
ChannelOption = Annotated[
    str | None,
    typer.Option(autocompletion=complete.channels, help="By which channel it came: email, or one of [[channels]]."),
]
LanguageOption = Annotated[str | None, typer.Option(help="ISO 639-1, such as pl, or und.")]


def scope_key(chosen: Settings, text: str | None) -> str | None:
    """The scope of a filter, as the store knows it."""
    if text is None:
        return None
    scope = context.scope_of(chosen, text)
    return scope.key if scope else "none"


def channel_key(chosen: Settings, text: str | None) -> str | None:
    """The channel of a filter, as the store knows it."""
    return text if text in (None, EMAIL) else context.channel_of(chosen, text).key


def start_of(chosen: Settings, day: date | None) -> datetime | None:
    """When a day begins in the consultation's time zone."""
    if day is None:
        return None
    try:
        return datetime.combine(day, time(), chosen.consultation.zone).astimezone(UTC)
    except OverflowError as error:
        raise _out_of_range(day) from error


def end_of(chosen: Settings, day: date | None) -> datetime | None:
    """When the next day begins."""
    try:
        return start_of(chosen, day + timedelta(days=1)) if day else None
    except OverflowError as error:
        raise _out_of_range(day) from error


def listed(row: MailRow, campaign: int | None) -> dict[str, Any]:
    """A line of a list, for programs; with the campaign that the mail is of."""
    return {key: value for key, value in asdict(row).items() if key not in ("archived_at", "period")} | {
        "period": row.period,
        "archived_at": row.archived_at,
        "campaign": campaign,
    }


def _out_of_range(day: date | None) -> SkrzynkaError:
    return SkrzynkaError(f"day {day}: is out of range; write a day such as 2022-06-01")
