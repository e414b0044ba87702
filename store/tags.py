"""Which tag stands: pure functions over a mail's events."""

from collections.abc import Sequence

from skrzynka.store.records import Action, Event


def standing(events: Sequence[Event]) -> Event | None:
    """The event whose tag stands: the latest correction that was not taken back, else the machine's latest tag."""
    live = _live(events)
    corrections = [event for event in live if event.action is Action.RETAG]
    candidates = corrections or live
    return candidates[-1] if candidates else None


def revocable(events: Sequence[Event]) -> Event | None:
    """The correction that an undo takes back, if there is one."""
    event = standing(events)
    return event if event and event.action is Action.RETAG else None


def _live(events: Sequence[Event]) -> list[Event]:
    undone = {event.undoes for event in events}
    return [event for event in events if event.action is not Action.UNDO and event.id not in undone]
