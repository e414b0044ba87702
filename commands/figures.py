"""Figures of the service in Prometheus' form: numbers and instants, no addresses and no words.

Needs the extra ``skrzynka[metrics]``. Names: https://prometheus.io/docs/practices/naming/.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from prometheus_client import CollectorRegistry, MetricsHandler
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from skrzynka import SkrzynkaError, __version__
from skrzynka.commands import context
from skrzynka.commands.health import examined
from skrzynka.settings import Settings
from skrzynka.store.health import Activity
from skrzynka.store.ledger import Ledger
from skrzynka.store.questions import MailFilter

_SECONDS = 3
"""For one look at the store: a scrape has ten by default."""


def answers(settings: Settings) -> type[MetricsHandler]:
    """What answers a scrape."""
    registry = CollectorRegistry()
    registry.register(Figures(settings))

    class Answers(MetricsHandler):
        timeout = 5  # who connects and says nothing holds its thread no longer

        def do_GET(self) -> None:  # noqa: N802  # the base class's name
            try:
                super().do_GET()
            except SkrzynkaError:
                self.send_error(503, "The store cannot be read now; skrzynka status says why")

    Answers.registry = registry
    return Answers


@dataclass(frozen=True, slots=True, eq=False)
class Figures(Collector):
    """Looks at the store when it is asked, over a connection of its own: the worker does not notice."""

    settings: Settings

    def collect(self) -> Iterator[Metric]:
        """Everything at once. Raises StoreError where the store does not answer in time."""
        with Ledger.look(self.settings.store_url, _SECONDS) as ledger:
            yield from _figures(ledger, self.settings, context.now())


def _figures(ledger: Ledger, settings: Settings, now: datetime) -> Iterator[Metric]:
    poll, send, compared = ledger.health(Activity.POLL), ledger.health(Activity.SEND), ledger.comparison()
    found, total = examined(ledger, settings, poll.certificate_ends, now), ledger.sum()
    states = {
        "opinion": total.opinions, "other": total.other, "duplicate": total.duplicates,
        "quarantined": total.quarantined, "pending": total.pending,
    }  # fmt: skip
    failures = {activity.value: health.failures for activity, health in ((Activity.POLL, poll), (Activity.SEND, send))}
    yield InfoMetricFamily("skrzynka_build", "The version that runs.", {"version": __version__})
    yield _gauge("well", "Whether `skrzynka status` finds nothing stale: 1 or 0.", found.ok)
    yield _labelled("mails", "Mails in the ledger, each in one state.", "state", states)
    yield _gauge("mails_unexplained", "Mails in no state; anything but 0 is a fault.", total.unexplained)
    to_review = len(ledger.rows(MailFilter(needs_review=True)))
    yield _gauge("mails_to_review", "Mails that wait for a person's decision.", to_review)
    yield _gauge("outbox_mails", "Digests that are written and not sent yet.", found.queue)
    yield _labelled("failures_in_a_row", "Failures since it last went well.", "activity", failures)
    yield from _instant("last_poll", "When the mailbox was last read.", found.last_poll)
    yield from _instant("last_digest", "When a daily digest last went out.", found.last_digest)
    yield from _instant("certificate_end", "When the mailbox server's certificate ends.", found.certificate_ends)
    if compared:
        yield from _instant("last_comparison", "When the server's list was last compared.", compared.at)
        yield _gauge("server_mails", "Mails on the server at the last comparison.", compared.on_server)
        passed = "Mails on the server that polls have passed over; anything but 0 is a fault."
        yield _gauge("server_mails_unexplained", passed, compared.unexplained)


def _gauge(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(f"skrzynka_{name}", told, value)


def _labelled(name: str, told: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(f"skrzynka_{name}", told, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


def _instant(name: str, told: str, at: datetime | None) -> Iterator[Metric]:
    """Nothing where it is not known: 0 would be 1970."""
    if at:
        yield _gauge(f"{name}_timestamp_seconds", told, at.timestamp())
