"""How the service's two activities went: what a status is read from, and what keeps an alarm from repeating itself.

Classes of failure and instants only: what a server said may name a person, so it is not kept.
"""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from skrzynka.store.tables import HealthTable


class Activity(StrEnum):
    """What the service does against somebody else's server."""

    POLL = "poll"
    SEND = "send"


class Failure(StrEnum):
    """What sort of thing failed; each has its own mend."""

    CONFIGURATION = "configuration"
    ADDRESS = "address"
    NETWORK = "network"
    TIMEOUT = "timeout"
    CERTIFICATE = "certificate"
    TLS = "tls"
    LOGIN = "login"
    TOKEN = "token"
    REFUSED = "refused"
    SERVER = "server"
    STORE = "store"
    GONE = "gone"
    PROGRAM = "program"


@dataclass(frozen=True, slots=True)
class Health:
    """One activity: when it was last tried and last went well, and since when it fails.

    ``alarmed_at`` is when a person was last told that it fails; ``alarm_open`` says that nobody was told yet that it
    works again.
    """

    activity: Activity
    tried_at: datetime | None = None
    succeeded_at: datetime | None = None
    failures: int = 0
    failing_since: datetime | None = None
    failure: Failure | None = None
    certificate_ends: datetime | None = None
    certificate_asked_at: datetime | None = None
    alarmed_at: datetime | None = None
    alarm_open: bool = False

    def succeeded(self, now: datetime) -> "Health":
        """It went well now."""
        return replace(self, tried_at=now, succeeded_at=now, failures=0, failing_since=None, failure=None)

    def failed(self, failure: Failure, now: datetime) -> "Health":
        """It failed now, once more or for the first time."""
        since = self.failing_since or now
        return replace(self, tried_at=now, failures=self.failures + 1, failing_since=since, failure=failure)


def load(session: Session, activity: Activity) -> Health:
    """What is known of an activity; nothing of one that was never tried."""
    row = session.get(HealthTable, activity.value)
    if row is None:
        return Health(activity)
    values = {name: getattr(row, name) for name in Health.__dataclass_fields__}
    failure = Failure(row.failure) if row.failure else None
    return Health(**{**values, "activity": activity, "failure": failure})


def save(session: Session, health: Health) -> None:
    """Put what is known of an activity in the place of what was."""
    session.merge(HealthTable(**{**asdict(health), "failure": health.failure.value if health.failure else ""}))
