"""Which tag and which decision stand: pure functions over a mail's events."""

from collections.abc import Sequence
from dataclasses import dataclass

from skrzynka.store.records import Action, Event, Kind, State


@dataclass(frozen=True, slots=True)
class Found:
    """What the machine took a mail for; what stands again where no correction does."""

    kind: Kind
    state: State
    needs_review: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How a mail stands after all its events."""

    kind: Kind
    state: State
    needs_review: bool
    scope: str | None
    secondary: str | None
    confidence: float
    tagged_by: str | None
    decision: str | None
    justification: str
    unit: str


def fold(found: Found, events: Sequence[Event]) -> Standing:
    """How a mail stands: by the latest correction that was not taken back, else by the machine's latest tag."""
    standing = corrections(events)
    tags = standing or [event for event in events if event.action is Action.TAG]
    tag = tags[-1] if tags else None
    # A person who gives a mail a scope says that it is an opinion, whatever the machine took it for; it stays one
    # when a later correction takes the scope away.
    opinion = any(event.scope is not None for event in standing)
    decided = next((event for event in reversed(changes(events)) if event.action is Action.DECIDE), None)
    return Standing(
        kind=Kind.OPINION if opinion else found.kind,
        state=State.OPINION if opinion else found.state,
        needs_review=found.needs_review and not standing,
        scope=tag.scope if tag else None,
        secondary=tag.secondary if tag else None,
        confidence=tag.confidence if tag else 0.0,
        tagged_by=tag.by if tag else None,
        decision=decided.decision if decided else None,
        justification=decided.why if decided else "",
        unit=decided.unit if decided else "",
    )


def corrections(events: Sequence[Event]) -> list[Event]:
    """The corrections of the tag that were not taken back, oldest first."""
    return [event for event in changes(events) if event.action is Action.RETAG]


def changes(events: Sequence[Event]) -> list[Event]:
    """All that people changed and did not take back, oldest first; an undo takes the last of it."""
    undone = {event.undoes for event in events}
    return [event for event in events if event.action in _CHANGES and event.id not in undone]


_CHANGES = (Action.RETAG, Action.DECIDE)
