"""The service: polls on its interval, tells the coordinator each morning, sums up after the close.

What is due is decided in digest/due.py; ``Worker`` does one step of it; ``run`` keeps doing so by APScheduler.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from threading import Event, Thread
from time import monotonic

from skrzynka import SkrzynkaError
from skrzynka.acks.acknowledge import acknowledge
from skrzynka.digest import outbox
from skrzynka.digest.deliver import deliver
from skrzynka.digest.due import Due, closing_due, daily_due, next_morning
from skrzynka.digest.enclosing import NOTHING, Enclosed
from skrzynka.digest.send import Sender
from skrzynka.digest.vigil import Vigil
from skrzynka.intake.backlog import PollReport
from skrzynka.intake.mailbox import Mailbox
from skrzynka.intake.poll import poll_all
from skrzynka.intake.readers import Reader
from skrzynka.intake.reconcile import compare_all
from skrzynka.intake.retention import purge
from skrzynka.orders.obey import obey_all
from skrzynka.settings import Settings
from skrzynka.stopping import on_signals
from skrzynka.store.door import GoneError
from skrzynka.store.health import Activity
from skrzynka.store.ledger import Ledger
from skrzynka.store.lock import one_worker
from skrzynka.store.outgoing import OutgoingKind

log = logging.getLogger("skrzynka.worker")

_ALIVE = 60.0
"""Seconds between two signs of life to who supervises the service."""

_TAKES_OVER = timedelta(seconds=10)
"""How soon it is looked again at a mailbox that another worker polled: that one may die, and is noticed within 20 s."""


class Worker:
    """One consultation's service. Effects come in from outside, and so does the clock."""

    def __init__(
        self,
        settings: Settings,
        ledger: Ledger,
        reader: Reader,
        mailboxes: Sequence[Callable[[], Mailbox]],
        sender: Sender,
        started: datetime,
        certificate_ends: Callable[[], datetime | None] = lambda: None,
        report: Callable[[datetime], Enclosed] = lambda _now: NOTHING,
        *,
        patient: bool = True,
    ) -> None:
        """Args: ``report`` makes what goes with the summary; ``patient``: what was not sent waits for its next try."""
        self._settings = settings
        self._ledger = ledger
        self._reader = reader
        self._taught = ledger.last_correction()
        self._mailboxes = mailboxes
        self._sender = sender
        self._started = started
        self._certificate_ends = certificate_ends
        self._report = report
        self._patient = patient
        self._shares = False
        self._vigil = Vigil(ledger, settings, sender)

    @property
    def untold(self) -> bool:
        """Whether a trouble lasts of which nobody could be told by mail."""
        return self._vigil.untold

    @property
    def shares(self) -> bool:
        """Whether another worker polled a mailbox when this one last looked."""
        return self._shares

    @property
    def fails(self) -> bool:
        """Whether the last poll or the last sending failed."""
        return any(self._vigil.fails(activity) for activity in Activity)

    def step(self, now: datetime, stop: Callable[[], bool] = lambda: False) -> None:
        """Poll, then send what is due. A failure of one is logged and does not keep the other from its work.

        Last, an administrator is told of what fails or works again.
        """
        for activity, work in ((Activity.POLL, lambda: self.poll(now, stop)), (Activity.SEND, lambda: self.send(now))):
            if stop():
                return
            try:
                work()
            except SkrzynkaError as error:
                log.error("%s", error)  # the next step tries again
                self._vigil.failed(activity, error, now)
                if isinstance(error, GoneError):
                    break  # nothing else can be done without a store
            except Exception as error:
                self._vigil.failed(activity, error, now)
                self._vigil.tell(now)
                raise
        else:
            self._purge(now)
        self._vigil.tell(now)

    def poll(self, now: datetime, stop: Callable[[], bool] = lambda: False) -> PollReport:
        """Take in what is new in the mailboxes."""
        self._learn()
        report = poll_all(self._mailboxes, self._ledger, self._reader, self._settings, now, stop)
        self._shares = report.elsewhere > 0
        if not stop():
            self._vigil.succeeded(Activity.POLL, now)
            self._ask_certificate(now)
        log.info("poll: %s", report)
        return report

    def send(self, now: datetime) -> int:
        """Record what is due, then send whatever is recorded and unsent; returns how many mails went out.

        Of several workers one does so at a time, and the others leave it to that one.
        """
        with self._ledger.on_duty() as mine:
            return self._send(now) if mine else 0

    def _send(self, now: datetime) -> int:
        if due := self._daily_due(now):
            self._compare(now)
            outbox.prepare_daily(self._ledger, self._settings, due.day, now, late=due.late)
        obey_all(self._ledger, self._settings, now)
        acknowledge(self._ledger, self._settings, now)
        closes, read_at = self._settings.consultation.closes, self._ledger.health(Activity.POLL).succeeded_at
        # One for each last day: a consultation that is prolonged is summed up again.
        if closing_due(self._settings, read_at, now) and not self._ledger.outgoing(OutgoingKind.CLOSING, closes):
            outbox.prepare_closing(self._ledger, self._settings, now, self._report)
        delivery = deliver(self._ledger, self._settings, self._sender, now, at_once=not self._patient)
        if delivery.sent or (self._vigil.fails(Activity.SEND) and not delivery.waiting):
            self._vigil.succeeded(Activity.SEND, now)
        if delivery.sent:
            log.info("sent: %d", delivery.sent)
        return delivery.sent

    def _compare(self, now: datetime) -> None:
        """Hold the server's list against the ledger for the digest, which goes out without it where that fails."""
        if self._vigil.fails(Activity.POLL):
            return  # the digest says so; a server that does not answer would only keep it waiting
        try:
            self._ledger.record_comparison(compare_all(self._mailboxes, self._ledger, self._settings, now))
        except Exception as error:  # noqa: BLE001  # the digest is worth more
            log.warning("comparison: %s", error if isinstance(error, SkrzynkaError) else type(error).__name__)

    def _purge(self, now: datetime) -> None:
        try:
            purge(self._ledger, self._settings, now)
        except SkrzynkaError as error:
            log.error("%s", error)  # what is due stays so

    def _learn(self) -> None:
        """Let the reader begin anew where staff corrected something since: it learns from it as it starts."""
        if (last := self._ledger.last_correction()) != self._taught:
            self._reader.close()
            self._taught = last

    def _ask_certificate(self, now: datetime) -> None:
        if self._vigil.wants_certificate(now):
            try:
                self._vigil.certificate(self._certificate_ends(), now)
            except SkrzynkaError as error:
                log.warning("%s", error)  # the mails are in; it is asked again

    def _daily_due(self, now: datetime) -> Due | None:
        last = self._ledger.last_outgoing(OutgoingKind.DAILY)
        first = self._ledger.first_archived()
        since = min(self._started, first) if first else self._started
        news = self._ledger.has_archived_after(last.covers_to if last else None)
        return daily_due(self._settings, last.day if last else None, since, news=news, now=now)


def run(
    settings: Settings,
    worker: Worker,
    clock: Callable[[], datetime],
    *,
    every: timedelta | None = None,
    watches: Sequence[Callable[[Callable[[], None], Event], None]] = (),
    tell: Callable[[str], None] = lambda _state: None,
    beside: AbstractContextManager[object] = nullcontext(),  # noqa: B008  # it holds nothing
) -> None:
    """Work until SIGTERM or SIGINT, which let the mail in hand be finished.

    A store in a file has one worker, a database on a server may have several.

    Args:
        settings: the dates, the time zone and the hour.
        worker: does the steps.
        clock: gives the present instant.
        every: the time between two polls, else the configured one.
        watches: each waits for new mail in a thread of its own until its event is set, and calls back for each.
        beside: lasts as long as the work does.
        tell: passes READY=1, WATCHDOG=1 and STOPPING=1 on to who supervises the service.
    """
    from apscheduler.schedulers.background import BackgroundScheduler

    every = every or timedelta(minutes=settings.poll_minutes)
    stop = Event()
    with one_worker(settings.store_url), on_signals(stop), beside:
        # One thread: a poll and a digest never run at once, and a slow one delays the next instead of doubling it.
        scheduler = BackgroundScheduler(
            executors={"default": {"type": "threadpool", "max_workers": 1}},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone=settings.consultation.zone,
        )

        def alive() -> bool:
            # Asked between two mails, too: a long backlog is no standstill.
            tell("WATCHDOG=1")
            return stop.is_set()

        def step() -> None:
            worker.step(clock(), alive)

        def step_now() -> None:
            # One step that runs and one that waits: it sees whatever came since, so a third would find nothing.
            scheduler.add_job(step, id="now", replace_existing=True, max_instances=2)

        def pause() -> float:
            now = clock()
            soon = _TAKES_OVER if worker.shares else every
            return min(soon, every, next_morning(settings, now) - now).total_seconds()

        step_now()
        scheduler.start()
        tell("READY=1")
        log.info("working: a poll every %s", every)
        watchers = [Thread(target=watch, args=(step_now, stop), name="watch") for watch in watches]
        for watcher in watchers:
            watcher.start()
        # QUIRK: no triggers of the scheduler. They go by the machine's clock: where that is set back by a day, none
        # fires for a day. And its CronTrigger (3.11) never comes back from the hour that is there twice in autumn.
        due = monotonic() + pause()
        while not stop.wait(min(_ALIVE, max(0.0, due - monotonic()))):
            scheduler.add_job(alive, id="alive", replace_existing=True)  # on the same thread: what hangs tells nothing
            if monotonic() >= due:
                step_now()
                due = monotonic() + pause()
        tell("STOPPING=1")
        for watcher in watchers:
            watcher.join()
        scheduler.shutdown(wait=True)
    log.info("stopped")
