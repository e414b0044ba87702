"""What people corrected."""

from collections.abc import Iterable

from skrzynka.digest.insights import Change
from skrzynka.digest.opinions import line, scopes
from skrzynka.settings import Settings
from skrzynka.store.records import Action, Event


def changes(settings: Settings, events: Iterable[Event]) -> tuple[Change, ...]:
    """The last change of each mail, in the order of their numbers: what was corrected twice is told once."""
    scope, last = scopes(settings), {event.number: event for event in events}
    return tuple(
        Change(
            number=event.number,
            by=line(event.by),
            scope=scope(event.scope),
            secondary=scope(event.secondary),
            why=line(event.why),
            undone=event.action is Action.UNDO,
        )
        for _, event in sorted(last.items())
    )
