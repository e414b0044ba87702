"""A filled sheet beside the ledger: what it changes, and what is refused. Pure."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple

from skrzynka.settings import DecisionSettings
from skrzynka.sheets.records import Change, Filled, Refused, Stand, Why
from skrzynka.store.decisions import Decision


def fingerprint(decided: Decision) -> str:
    """What stands of a decision, in a few letters: so a change meanwhile is seen."""
    return hashlib.sha256(repr(astuple(decided)).encode()).hexdigest()[:12]


def compare(
    rows: Iterable[Filled], stands: Mapping[str, Stand], decisions: Sequence[DecisionSettings]
) -> tuple[list[Change], list[Refused]]:
    """What filled rows change, in their order, and which of them are refused; a row that says what stands is neither.

    Args:
        rows: as they were filled in.
        stands: what may be decided on, by number.
        decisions: what may be decided; a row names one by its key or by a name in any language.
    """
    changes: list[Change] = []
    refused: list[Refused] = []
    seen: set[str] = set()
    for row in rows:
        found = Why.TWICE if row.number in seen else _decide(row, stands.get(row.number), decisions)
        seen.add(row.number)
        if isinstance(found, Change):
            changes.append(found)
        elif found:
            refused.append(Refused(row.line, row.number, found))
    return changes, refused


def _decide(row: Filled, stand: Stand | None, decisions: Sequence[DecisionSettings]) -> Change | str | None:
    if stand is None:
        return Why.NO_NUMBER
    if not row.decision:
        return Why.TAKEN_OUT if stand.decided.key and row.stood == fingerprint(stand.decided) else None
    decision = _named(row.decision, decisions)
    if decision is None:
        return Why.NO_DECISION.format(known=", ".join(one.key for one in decisions))
    after = Decision(decision.key, row.justification, row.unit)
    return None if after == stand.decided else _change(row, stand, after, decision)


def _change(row: Filled, stand: Stand, after: Decision, decision: DecisionSettings) -> Change | str:
    if row.stood != fingerprint(stand.decided):
        return Why.CHANGED.format(now=stand.decided.key or "not decided")
    if decision.why and not row.justification:
        return Why.NO_WHY
    return Change(stand.numbers, stand.decided, after)


def _named(said: str, decisions: Sequence[DecisionSettings]) -> DecisionSettings | None:
    wanted = said.casefold()
    return next(
        (one for one in decisions if wanted in {one.key, *(name.casefold() for name in one.names.values())}), None
    )
