"""Remembers how the service's work goes, and tells an administrator once when it fails and once when it works again."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from skrzynka import SkrzynkaError
from skrzynka.digest.alarm import Notices, alarm_due, recovery_due
from skrzynka.digest.failures import failure_of
from skrzynka.digest.send import Sender, SendError
from skrzynka.settings import Settings
from skrzynka.store import StoreError
from skrzynka.store.door import GoneError
from skrzynka.store.health import Activity, Failure, Health
from skrzynka.store.ledger import Ledger
from skrzynka.store.outgoing import Outgoing

log = logging.getLogger("skrzynka.vigil")

_CERTIFICATE_EVERY = timedelta(days=1)


class Vigil:
    """What is known stands in the store; while that cannot be written, this object knows it, and no storm begins."""

    def __init__(self, ledger: Ledger, settings: Settings, sender: Sender) -> None:
        self._ledger = ledger
        self._sender = sender
        self._notices = Notices(settings)
        self._after = settings.alarm.after_failed_polls
        self._known: dict[Activity, Health] = {activity: ledger.health(activity) for activity in Activity}
        self._lines: dict[Activity, str] = {}
        self._untold: set[Activity] = set()

    @property
    def untold(self) -> bool:
        """Whether a trouble lasts of which nobody could be told by mail: then the exit status tells."""
        return bool(self._untold)

    def fails(self, activity: Activity) -> bool:
        """Whether the activity failed the last time."""
        return self._known[activity].failures > 0

    def succeeded(self, activity: Activity, now: datetime) -> None:
        """Note that it went well."""
        self._note(self._shared(activity).succeeded(now))

    def failed(self, activity: Activity, error: Exception, now: datetime) -> None:
        """Note that it failed; the error's sentence is for a mail only, never for the store."""
        # The sentence of an error that is not ours may hold what a mail says.
        self._lines[activity] = str(error) if isinstance(error, SkrzynkaError) else type(error).__name__
        self._note(self._shared(activity).failed(failure_of(error), now))

    def wants_certificate(self, now: datetime) -> bool:
        """Whether the server should be asked how long its certificate lasts."""
        asked = self._known[Activity.POLL].certificate_asked_at
        return asked is None or not timedelta(0) <= now - asked < _CERTIFICATE_EVERY

    def certificate(self, ends: datetime | None, now: datetime) -> None:
        """Note when the mailbox server's certificate ends; None where it has none."""
        self._note(replace(self._known[Activity.POLL], certificate_ends=ends, certificate_asked_at=now))

    def tell(self, now: datetime) -> None:
        """Send what an administrator must be told now; what cannot be sent is told in the log, once."""
        for health in list(self._known.values()):
            if health.failure is Failure.GONE and self._gone_is_told:
                continue  # one store for both activities, so one mail for both
            if alarm_due(health, self._after, now):
                alarm = self._notices.alarm(health, self._lines.get(health.activity, ""), now)
                if self._sent(health, alarm):
                    self._note(replace(health, alarmed_at=now, alarm_open=True))
            elif recovery_due(health):
                if self._sent(health, self._notices.recovery(health, now)):
                    self._note(replace(health, alarm_open=False))
            elif not health.failures:
                self._untold.discard(health.activity)

    @property
    def _gone_is_told(self) -> bool:
        return any(each.alarm_open and each.failure is Failure.GONE for each in self._known.values())

    def _sent(self, health: Health, mail: Outgoing) -> bool:
        what = f"{health.activity.value} " + (f"fails ({health.failure})" if health.failures else "works again")
        try:
            self._sender.send(mail)
        except SendError as error:
            if health.failures and health.activity not in self._untold:
                log.critical("alarm: %s, and no mail can tell of it: %s", what, error)
                self._untold.add(health.activity)
            return False
        self._untold.discard(health.activity)
        log.warning("alarm: %s: told by mail", what)
        return True

    def _shared(self, activity: Activity) -> Health:
        """What is known of an activity, and when another worker of the same store told of it."""
        known = self._known[activity]
        try:
            told = self._ledger.health(activity).alarmed_at
        except StoreError:
            return known
        newer = told is not None and (known.alarmed_at is None or told > known.alarmed_at)
        return replace(known, alarmed_at=told) if newer else known

    def _note(self, health: Health) -> None:
        self._known[health.activity] = health
        try:
            self._ledger.record_health(health)
        except GoneError:
            pass  # the work itself says so in the log
        except StoreError as error:
            log.error("%s", error)
