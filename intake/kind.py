"""What sort of mail it is: a table of signs, the first that holds decides."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from skrzynka.intake.records import Defect, KindDecision, Mail
from skrzynka.intake.tables import table
from skrzynka.store.records import Kind

_ANY_WORD = re.compile(r"\w")
_MAX_TEXT = 5000


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of kinds.toml."""

    kind: Kind
    name: str
    field: str
    pattern: re.Pattern[str]
    also: tuple[tuple[str, re.Pattern[str]], ...]
    unless: tuple[tuple[str, re.Pattern[str]], ...]
    source: str


def decide(mail: Mail) -> KindDecision:
    """The kind of a mail and the rule that says so. What no rule speaks against is an opinion."""
    if Defect.ENCRYPTED in mail.defects and not _ANY_WORD.search(mail.text):
        return KindDecision(Kind.UNREADABLE, "encrypted")
    for rule in rules():
        if _holds(rule, mail):
            return KindDecision(rule.kind, rule.name)
    if not _ANY_WORD.search(f"{mail.subject}{mail.text}{mail.attachment_text}"):
        return KindDecision(Kind.UNREADABLE, "no words")
    return KindDecision(Kind.OPINION, "a person's words")


@cache
def rules() -> Sequence[Rule]:
    """The table, in its order."""
    return tuple(
        Rule(
            kind=Kind(row["kind"]),
            name=row["name"],
            field=row["field"],
            pattern=_pattern(row["pattern"]),
            also=_conditions(row.get("also", {})),
            unless=_conditions(row.get("unless", {})),
            source=row["source"],
        )
        for row in table("kinds")["rule"]
    )


def _conditions(row: Mapping[str, str]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((field, _pattern(pattern)) for field, pattern in row.items())


def _pattern(pattern: str) -> re.Pattern[str]:
    # Long rows are broken over lines; a line end in the table is no part of the pattern.
    return re.compile(pattern.replace("\n", ""), re.IGNORECASE | re.MULTILINE | re.DOTALL)


def _holds(rule: Rule, mail: Mail) -> bool:
    return (
        _found(rule.field, rule.pattern, mail)
        and all(_found(field, pattern, mail) for field, pattern in rule.also)
        and not any(_found(field, pattern, mail) for field, pattern in rule.unless)
    )


def _found(field: str, pattern: re.Pattern[str], mail: Mail) -> bool:
    values = _FIELDS[field](mail) if field in _FIELDS else mail.all(field)
    return any(pattern.search(value) for value in values)


def _report(mail: Mail) -> Sequence[str]:
    return [value for value in mail.all("content-type") if value.lower().startswith("multipart/report")]


_FIELDS: Mapping[str, Callable[[Mail], Sequence[str]]] = {
    "address": lambda mail: [mail.from_email],
    "subject": lambda mail: [mail.subject],
    "text": lambda mail: [mail.text[:_MAX_TEXT]],
    "types": lambda mail: ["\n".join(mail.content_types)],
    "report": _report,
}
