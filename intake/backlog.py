"""What waits in the ledger is read, in the order of its numbers, and decided on."""

import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime

from skrzynka import SkrzynkaError
from skrzynka.intake.duplicates import fingerprint
from skrzynka.intake.entry import entry, quarantined
from skrzynka.intake.orders import Desk, Refusal, orders
from skrzynka.intake.partial import partial
from skrzynka.intake.readers import Failure, Reader
from skrzynka.intake.records import Letter
from skrzynka.settings import Settings
from skrzynka.store.ledger import Ledger
from skrzynka.store.orders import ORDERS_KEY
from skrzynka.store.records import Entry, PendingMail, State

log = logging.getLogger("skrzynka.intake")

_WAITING = 20
"""Raw mails held in memory while they wait to be read."""


@dataclass(frozen=True, slots=True)
class PollReport:
    """What one poll did, in mails."""

    new: int = 0
    opinions: int = 0
    other: int = 0
    duplicates: int = 0
    quarantined: int = 0
    handled: int = 0

    def __add__(self, more: "PollReport") -> "PollReport":
        """Both together."""
        return PollReport(**{name: value + getattr(more, name) for name, value in asdict(self).items()})

    def __str__(self) -> str:
        """One line for a log: numbers only."""
        return " ".join(f"{name}={value}" for name, value in asdict(self).items())


def read_waiting(
    ledger: Ledger,
    reader: Reader,
    settings: Settings,
    now: datetime,
    stop: Callable[[], bool] = lambda: False,
) -> PollReport:
    """Read what waits, wherever it came from, and put each opinion to those it is like; several may do so at once.

    ``stop`` is asked between two mails.
    """
    report = _read(ledger, reader, settings, now, stop)
    try:
        ledger.group(stop)
    except SkrzynkaError:
        raise
    except Exception as error:  # noqa: BLE001  # the mails are in; what is not grouped yet is so the next time
        log.warning("campaigns: %s", type(error).__name__)
    return report


def _read(ledger: Ledger, reader: Reader, settings: Settings, now: datetime, stop: Callable[[], bool]) -> PollReport:
    report = PollReport()
    while not stop() and (waiting := ledger.pending(_WAITING)):
        letters = reader.letters([mail.content for mail in waiting])
        for mail, letter in zip(waiting, letters, strict=True):
            report += _REPORTED[_recorded(ledger, mail, letter, settings, now)]
            if stop():
                return report
    return report


def _recorded(ledger: Ledger, mail: PendingMail, letter: Letter | Failure, settings: Settings, now: datetime) -> State:
    found = _decided(ledger, mail, letter, settings, now)
    try:
        ledger.record([found], now)
    except SkrzynkaError:
        raise  # the store itself fails; the mail waits
    except Exception as error:  # noqa: BLE001  # what cannot be written of one mail must not stop the others
        found = quarantined(mail, f"cannot be recorded: {type(error).__name__}", settings.consultation)
        ledger.record([found], now)
    return found.state


def _decided(ledger: Ledger, mail: PendingMail, letter: Letter | Failure, settings: Settings, now: datetime) -> Entry:
    if isinstance(letter, Failure):
        return quarantined(mail, letter.reason, settings.consultation)
    if mail.partial:
        letter = partial(letter)
    author, words = letter.mail.from_email, fingerprint(letter.mail)
    original = ledger.original_of(letter.mail.message_id, author, words, mail.number)
    return entry(mail, letter, original, settings.consultation, _ordered(ledger, letter, settings, now))


def _ordered(ledger: Ledger, letter: Letter, settings: Settings, now: datetime) -> Refusal | bool:
    if not settings.orders.addresses:
        return False
    return orders(letter.mail, letter.decision.kind, Desk.of(settings, ledger.secret(ORDERS_KEY)), now)


_REPORTED = {
    State.OPINION: PollReport(opinions=1),
    State.OTHER: PollReport(other=1),
    State.DUPLICATE: PollReport(duplicates=1),
    State.QUARANTINED: PollReport(quarantined=1),
}
