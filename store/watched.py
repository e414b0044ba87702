"""What is kept of the service itself beside the mails: how it goes, and what the last comparison found."""

from skrzynka.store import comparison, health
from skrzynka.store.comparison import Comparison
from skrzynka.store.door import Door
from skrzynka.store.health import Activity, Health


class Watched(Door):
    """A store that a service works on."""

    def health(self, activity: Activity) -> Health:
        """How an activity of the service went last."""
        with self._reading() as session:
            return health.load(session, activity)

    def record_health(self, found: Health) -> None:
        """Note how it went now."""
        with self._writing() as session:
            health.save(session, found)

    def comparison(self) -> Comparison | None:
        """What the last comparison with the server found."""
        with self._reading() as session:
            return comparison.load(session)

    def record_comparison(self, found: Comparison) -> None:
        """Note what one found now."""
        with self._writing() as session:
            comparison.save(session, found)
