"""Which opinions are meant: a line of conditions, as staff write them."""

import shlex
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NoReturn

from skrzynka import SkrzynkaError
from skrzynka.commands import context
from skrzynka.commands.listing import end_of, scope_key, start_of
from skrzynka.settings import Settings
from skrzynka.store.ledger import Ledger
from skrzynka.store.questions import MailFilter
from skrzynka.store.records import Kind, MailRow, Period, State

_MOST = 1_000_000


def rows_where(text: str, chosen: Settings, ledger: Ledger) -> list[MailRow]:
    """The mails that fulfil all conditions of ``text``, by number. Raises SkrzynkaError, naming what is wrong."""
    wanted, words, campaign = MailFilter(), "", None
    for part in _parts(text):
        if part == "needs-review":
            wanted = replace(wanted, needs_review=True)
            continue
        name, sign, value = _split(part)
        if (name, sign) == ("text", "~"):
            words = f"{words} {value}"
        elif (name, sign) == ("campaign", "="):
            campaign = _number(part, value)
        else:
            wanted = _with(wanted, (name, sign, value), chosen)
    if campaign is not None:
        wanted = replace(wanted, numbers=_of_campaign(campaign, ledger))
    if not words:
        return ledger.rows(wanted)
    return sorted((found.row for found in ledger.search(words, wanted, _MOST)), key=lambda row: row.number)


def _parts(text: str) -> list[str]:
    try:
        parts = shlex.split(text)
    except ValueError as error:
        raise SkrzynkaError(f"--where {text!r}: a quote is not closed") from error
    if not parts:
        raise SkrzynkaError("--where: names no condition, and would mean all mails; write one, such as scope=2")
    return parts


def _split(part: str) -> tuple[str, str, str]:
    for sign in (">=", "<", "=", "~"):
        name, found, value = part.partition(sign)
        if found and name and value:
            return name, sign, value
    return _wrong(part)


def _with(wanted: MailFilter, condition: tuple[str, str, str], chosen: Settings) -> MailFilter:
    name, sign, value = condition
    read = _CONDITIONS.get((name, sign))
    if read is None:
        _wrong(f"{name}{sign}{value}")
    return replace(wanted, **read(f"{name}{sign}{value}", value, chosen))


def _wrong(part: str) -> NoReturn:
    known = ", ".join(sorted({f"{name}{sign}..." for name, sign in (*_CONDITIONS, ("text", "~"), ("campaign", "="))}))
    raise SkrzynkaError(f"--where: {part!r} is no condition; write {known} or needs-review")


_Read = Callable[[str, str, Settings], dict[str, Any]]


def _scope(name: str) -> _Read:
    return lambda _, value, chosen: {name: scope_key(chosen, value)}


def _plain(name: str) -> _Read:
    return lambda _, value, __: {name: value}


def _one_of(name: str, values: type[Kind] | type[State] | type[Period]) -> _Read:
    def read(part: str, value: str, _: Settings) -> dict[str, Any]:
        if value not in list(values):
            raise SkrzynkaError(f"--where: {part!r}: write one of: {', '.join(values)}")
        return {name: values(value)}

    return read


def _days(*names: str) -> _Read:
    def read(part: str, value: str, chosen: Settings) -> dict[str, Any]:
        try:
            day = date.fromisoformat(value)
        except ValueError as error:
            raise SkrzynkaError(f"--where: {part!r}: write a day such as 2022-06-01") from error
        edges = {"received_from": start_of(chosen, day), "received_to": end_of(chosen, day)}
        return {name: edges[name] for name in names}

    return read


def _share(name: str) -> _Read:
    def read(part: str, value: str, _: Settings) -> dict[str, Any]:
        try:
            return {name: float(value.removesuffix("%")) / (100 if value.endswith("%") else 1)}
        except ValueError as error:
            raise SkrzynkaError(f"--where: {part!r}: write a share such as 0.6 or 60%") from error

    return read


def _decision(_: str, value: str, chosen: Settings) -> dict[str, Any]:
    return {"decision": value if value == "open" else context.decision_of(chosen, value).key}


_CONDITIONS: Mapping[tuple[str, str], _Read] = {
    ("scope", "="): _scope("scope"),
    ("secondary", "="): _scope("secondary"),
    ("language", "="): _plain("language"),
    ("kind", "="): _one_of("kind", Kind),
    ("state", "="): _one_of("state", State),
    ("period", "="): _one_of("period", Period),
    ("tagged-by", "="): _plain("tagged_by"),
    ("decision", "="): _decision,
    ("day", "="): _days("received_from", "received_to"),
    ("since", "="): _days("received_from"),
    ("until", "="): _days("received_to"),
    ("confidence", "<"): _share("confidence_below"),
    ("confidence", ">="): _share("confidence_from"),
}
"""Each condition, and how its value becomes a part of the filter."""


def _number(part: str, value: str) -> int:
    if not value.isdecimal():
        raise SkrzynkaError(f"--where: {part!r}: write the campaign's number, as in `skrzynka campaigns`")
    return int(value)


def _of_campaign(number: int, ledger: Ledger) -> tuple[int, ...]:
    for campaign in ledger.campaigns():
        if number in campaign.numbers:
            return tuple(campaign.numbers)
    raise SkrzynkaError(f"campaign {number}: there is none; `skrzynka campaigns` shows those there are")
