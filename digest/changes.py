"""What people corrected."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from skrzynka.digest.insights import Change
from skrzynka.digest.opinions import line, scopes
from skrzynka.settings import Settings
from skrzynka.store.records import Action, Event


def changes(settings: Settings, events: Iterable[Event]) -> tuple[Change, ...]:
    """The last change of each mail, by number: what was corrected twice is told once, what was done at once as one."""
    last = {event.number: event for event in events}
    together: dict[object, list[Event]] = defaultdict(list)
    for number, event in sorted(last.items()):
        together[event.batch or f"alone {number}"].append(event)
    return tuple(_change(settings, same) for same in together.values())


def _change(settings: Settings, same: Sequence[Event]) -> Change:
    scope, event = scopes(settings), same[0]
    return Change(
        number=event.number,
        by=line(event.by),
        scope=scope(event.scope),
        secondary=scope(event.secondary),
        why=line(event.why),
        undone=event.action is Action.UNDO,
        more=len(same) - 1,
    )
