"""Which opinions are meant: a line of conditions, as staff write them."""

import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NoReturn

from skrzynka import SkrzynkaError
from skrzynka.commands import context
from skrzynka.commands.listing import channel_key, end_of, scope_key, start_of
from skrzynka.settings import Settings
from skrzynka.store.phrases import phrases
from skrzynka.store.questions import MailFilter
from skrzynka.store.records import Kind, Period, State

_NOTHING = MailFilter()


def conditions(text: str, chosen: Settings, wanted: MailFilter = _NOTHING) -> MailFilter:
    """What ``text`` asks for, beside what is ``wanted`` already. Raises SkrzynkaError, naming what is wrong."""
    for part in _parts(text):
        for field, value in _read(part, chosen).items():
            if field == "text":
                wanted = replace(wanted, text=f"{wanted.text} {value}".strip())
            elif getattr(wanted, field) not in (getattr(_NOTHING, field), value):
                raise SkrzynkaError(f"--where: {part!r} contradicts another condition; leave one out")
            else:
                wanted = replace(wanted, **{field: value})
    return wanted


def _parts(text: str) -> list[str]:
    try:
        parts = shlex.split(text)
    except ValueError as error:
        raise SkrzynkaError(f"--where {text!r}: a quote is not closed") from error
    if not parts:
        raise SkrzynkaError("--where: names no condition, and would mean all mails; write one, such as scope=2")
    return parts


def _read(part: str, chosen: Settings) -> dict[str, Any]:
    if part == "needs-review":
        return {"needs_review": True}
    for sign in _SIGNS:
        name, found, value = part.partition(sign)
        if found and value and (read := _CONDITIONS.get((name, sign))):
            return read(part, value, chosen)
    known = ", ".join(dict.fromkeys(f"{name}{sign}..." for name, sign in _CONDITIONS))
    raise SkrzynkaError(f"--where: {part!r} is no condition; write {known} or needs-review")


_Reader = Callable[[str, str, Settings], dict[str, Any]]
"""From a condition, its value and the settings to fields of the filter."""


def _wrong(part: str, mend: str) -> NoReturn:
    raise SkrzynkaError(f"--where: {part!r}: {mend}")


def _scope(name: str) -> _Reader:
    return lambda _, value, chosen: {name: scope_key(chosen, value)}


def _language(part: str, value: str, _: Settings) -> dict[str, Any]:
    if not _LANGUAGE.fullmatch(value):
        _wrong(part, "write a language of ISO 639-1, such as pl, or und")
    return {"language": value}


def _person(_: str, value: str, __: Settings) -> dict[str, Any]:
    return {"tagged_by": value}


def _campaign(part: str, value: str, _: Settings) -> dict[str, Any]:
    if not _NUMBER.fullmatch(value):
        _wrong(part, "write the campaign's number, as in `skrzynka campaigns`")
    return {"campaign": int(value)}


def _channel(_: str, value: str, chosen: Settings) -> dict[str, Any]:
    return {"channel": channel_key(chosen, value)}


def _words(part: str, value: str, _: Settings) -> dict[str, Any]:
    if not phrases(value):
        _wrong(part, "there is no word in it; write one at least, such as boisko or szko*")
    # Blanks are there because somebody quoted them: these words follow each other.
    return {"text": f'"{value}"' if " " in value and '"' not in value else value}


def _one_of(name: str, values: type[Kind] | type[State] | type[Period]) -> _Reader:
    def read(part: str, value: str, _: Settings) -> dict[str, Any]:
        if value not in list(values):
            _wrong(part, f"write one of: {', '.join(values)}")
        return {name: values(value)}

    return read


def _days(*names: str) -> _Reader:
    def read(part: str, value: str, chosen: Settings) -> dict[str, Any]:
        try:
            day = date.fromisoformat(value)
        except ValueError:
            _wrong(part, "write a day such as 2022-06-01")
        edges = {"received_from": start_of(chosen, day), "received_to": end_of(chosen, day)}
        return {name: edges[name] for name in names}

    return read


def _share(name: str) -> _Reader:
    def read(part: str, value: str, _: Settings) -> dict[str, Any]:
        try:
            share = float(value.removesuffix("%")) / (100 if value.endswith("%") else 1)
        except ValueError:
            share = -1
        if not 0 <= share <= 1:
            _wrong(part, "write a share such as 0.6 or 60%")
        return {name: share}

    return read


def _decision(_: str, value: str, chosen: Settings) -> dict[str, Any]:
    return {"decision": value if value == "open" else context.decision_of(chosen, value).key}


_CONDITIONS: Mapping[tuple[str, str], _Reader] = {
    ("text", "~"): _words,
    ("scope", "="): _scope("scope"),
    ("secondary", "="): _scope("secondary"),
    ("language", "="): _language,
    ("kind", "="): _one_of("kind", Kind),
    ("state", "="): _one_of("state", State),
    ("period", "="): _one_of("period", Period),
    ("tagged-by", "="): _person,
    ("decision", "="): _decision,
    ("campaign", "="): _campaign,
    ("channel", "="): _channel,
    ("day", "="): _days("received_from", "received_to"),
    ("since", "="): _days("received_from"),
    ("until", "="): _days("received_to"),
    ("confidence", "<"): _share("confidence_below"),
    ("confidence", ">="): _share("confidence_from"),
}
"""Each condition, and how its value becomes a part of the filter."""

_SIGNS = (">=", "<", "=", "~")
_LANGUAGE = re.compile("[a-z]{2}|und")
_NUMBER = re.compile("[0-9]{1,9}")
