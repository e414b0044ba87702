"""What sort of mail it is: a table of signs, the first that holds decides."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

from skrzynka.intake.records import Defect, KindDecision, Mail
from skrzynka.intake.says import says_anything
from skrzynka.intake.tables import table
from skrzynka.store.records import Kind

_MAX_TEXT = 5000
_MAX_OPENING = 1500
_MAX_FIELD = 2000
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s<>\"',;]{1,64}@[^\s<>\"',;]{1,255}")

_Condition: TypeAlias = tuple[str, re.Pattern[str]]


@dataclass(frozen=True, slots=True)
class Sign:
    """What a row of kinds.toml looks for: a pattern in one of some fields, with and without others."""

    name: str
    fields: tuple[str, ...]
    pattern: re.Pattern[str]
    also: tuple[_Condition, ...]
    unless: tuple[_Condition, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Rule(Sign):
    """A sign that decides, and the kind of mail it speaks for."""

    kind: Kind


def decide(mail: Mail) -> KindDecision:
    """The kind of a mail and the rule that says so. What no rule speaks against is an opinion."""
    if Defect.ENCRYPTED in mail.defects and not says_anything(mail.text):
        return KindDecision(Kind.UNREADABLE, "encrypted")
    seen = _Seen(mail)
    for rule in rules():
        if _holds(rule, seen):
            return KindDecision(rule.kind, rule.name)
    if not says_anything(f"{mail.subject}{mail.text}{mail.attachment_text}"):
        return KindDecision(Kind.UNREADABLE, "no words")
    return KindDecision(Kind.OPINION, "a person's words")


def may_be_to_many(mail: Mail) -> bool:
    """Whether more than its words speaks for an offer: it answers nobody, and has a link or a weak sign."""
    if mail.header("in-reply-to") or mail.header("references"):
        return False
    return bool(_LINK.search(mail.text)) or any(_holds(sign, _Seen(mail)) for sign in weak_signs())


@cache
def rules() -> Sequence[Rule]:
    """The rules of the table, in its order."""
    return tuple(Rule(**_row(row), kind=Kind(row["kind"])) for row in table("kinds")["rule"])


@cache
def weak_signs() -> Sequence[Sign]:
    """The signs that decide nothing by themselves: a rule may ask for one of them beside another sign."""
    return tuple(Sign(**_row(row)) for row in table("kinds")["weak"])


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": row["name"],
        "fields": (row["field"],) if isinstance(row["field"], str) else tuple(row["field"]),
        "pattern": _pattern(row["pattern"], row.get("shape", "{}")),
        "also": _conditions(row.get("also", {})),
        "unless": _conditions(row.get("unless", {})),
        "source": row["source"],
    }


def _conditions(row: Mapping[str, str]) -> tuple[_Condition, ...]:
    return tuple((field, _pattern(pattern)) for field, pattern in row.items())


def _pattern(pattern: str | Sequence[str], shape: str = "{}") -> re.Pattern[str]:
    """One pattern, or any of several; ``shape`` holds ``{}`` where it stands."""
    one = pattern if isinstance(pattern, str) else f"(?:{'|'.join(pattern)})"
    # Long rows are broken over lines; a line end in the table is no part of the pattern.
    return re.compile(shape.replace("{}", one).replace("\n", ""), re.IGNORECASE | re.MULTILINE | re.DOTALL)


class _Seen:
    """The fields of one mail, each looked up once."""

    def __init__(self, mail: Mail) -> None:
        self.mail = mail
        self._values: dict[str, list[str]] = {}
        for name, value in mail.headers:
            if name not in _FIELDS:
                self._values.setdefault(name, []).append(value[:_MAX_FIELD])

    def values(self, field: str) -> Sequence[str]:
        if field in _FIELDS and field not in self._values:
            self._values[field] = list(_FIELDS[field](self))
        return self._values.get(field, ())


def _holds(sign: Sign, seen: _Seen) -> bool:
    # Hardly any sign holds of a mail, so that nothing more is looked at.
    if not any(_found(field, sign.pattern, seen) for field in sign.fields):
        return False
    return all(_found(field, pattern, seen) for field, pattern in sign.also) and not any(
        _found(field, pattern, seen) for field, pattern in sign.unless
    )


def _found(field: str, pattern: re.Pattern[str], seen: _Seen) -> bool:
    values = seen.values(field)
    return bool(values) and any(pattern.search(value) for value in values)


def _report(seen: _Seen) -> Sequence[str]:
    return [value for value in seen.values("content-type") if value.lower().startswith("multipart/report")]


def _elsewhere(seen: _Seen) -> Sequence[str]:
    """Where to answer, if that is another domain: a form on a web site names the person who filled it in."""
    answers = [address for value in seen.values("reply-to") for address in _ADDRESS.findall(value)]
    own = _domain(seen.mail.from_email)
    return [one for one in answers if _domain(one) != own and not one.casefold().startswith(("noreply", "no-reply"))]


def _domain(address: str) -> str:
    """The last two names, as in ``city.example``."""
    return ".".join(address.casefold().rpartition("@")[2].split(".")[-2:])


def _weak(seen: _Seen) -> Sequence[str]:
    return [sign.name for sign in weak_signs() if _holds(sign, seen)]


_FIELDS: Mapping[str, Callable[[_Seen], Sequence[str]]] = {
    "address": lambda seen: [seen.mail.from_email[:_MAX_FIELD]],
    "writer": lambda seen: [seen.mail.from_name[:_MAX_FIELD]],
    "subject": lambda seen: [seen.mail.subject[:_MAX_FIELD]],
    "text": lambda seen: [seen.mail.text[:_MAX_TEXT]],
    "opening": lambda seen: [" ".join(seen.mail.text[:_MAX_OPENING].split())],
    "types": lambda seen: ["\n".join(seen.mail.content_types)],
    "report": _report,
    "elsewhere": _elsewhere,
    "weak": _weak,
}
