"""What waits in the ledger is read, in the order of its numbers, and decided on."""

import logging
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, closing
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
from skrzynka.store.earlier import Sign
from skrzynka.store.ledger import Ledger
from skrzynka.store.orders import ORDERS_KEY
from skrzynka.store.records import Entry, PendingMail, State
from skrzynka.store.turns import Claim

log = logging.getLogger("skrzynka.intake")

_WAITING = 40
"""Raw mails that are read together and recorded at once; so many more are held in memory, being read meanwhile."""

_PATIENCE = 0.2
"""Seconds between two looks at whether another worker has recorded what comes first."""


@dataclass(frozen=True, slots=True)
class PollReport:
    """What one poll did, in mails."""

    new: int = 0
    opinions: int = 0
    other: int = 0
    duplicates: int = 0
    quarantined: int = 0
    handled: int = 0
    elsewhere: int = 0  # mailboxes that another worker polls now

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
    report = read_new(ledger, reader, settings, now, stop)
    # What a crash left, and what became an opinion in another way.
    _grouped(lambda: ledger.group(stop))
    return report


def read_new(
    ledger: Ledger,
    reader: Reader,
    settings: Settings,
    now: datetime,
    stop: Callable[[], bool] = lambda: False,
    more: Callable[[], bool] = lambda: False,
) -> PollReport:
    """The same, without a look at all opinions for such as were never put to others.

    ``more`` puts further mails into the ledger and says whether there were any: it is asked before those at hand are
    recorded, so that whoever reads never waits for them.
    """
    report = PollReport()
    clerk = _Clerk(ledger, reader, settings, now, stop)
    with closing(_batches(ledger, reader, stop, more)) as batches:
        for batch in batches:
            report += clerk.lower(batch.mails[0].number) + clerk.recorded(batch)
    return report


def _grouped(group: Callable[[], object]) -> None:
    try:
        group()
    except SkrzynkaError:
        raise
    except Exception as error:  # noqa: BLE001  # the mails are in; what is not grouped yet is so the next time
        log.warning("campaigns: %s", type(error).__name__)


@dataclass(frozen=True, slots=True)
class _Batch:
    """Mails that are being read, by number, and held so that no other worker reads them."""

    claim: Claim
    letters: Iterator[Letter | Failure]
    held: ExitStack

    @property
    def mails(self) -> Sequence[PendingMail]:
        """What is read."""
        return self.claim.mails


def _batches(
    ledger: Ledger, reader: Reader, stop: Callable[[], bool], more: Callable[[], bool]
) -> Generator[_Batch, None, None]:
    """What waits, in batches; the next one is read while one is recorded."""
    batch = _next(ledger, reader, 0, more)
    following: _Batch | None = None
    try:
        while batch.mails and not stop():
            following = _next(ledger, reader, batch.mails[-1].number, more)
            yield batch
            batch.held.close()
            # What was put back meanwhile stands further down.
            batch, following = (following, None) if following.mails else (_begun(ledger, reader), None)
    finally:
        batch.held.close()
        if following is not None:
            following.held.close()


def _next(ledger: Ledger, reader: Reader, after: int, more: Callable[[], bool]) -> _Batch:
    batch = _begun(ledger, reader, after)
    while not batch.mails:
        batch.held.close()  # before more is stored, which may fail
        if not more():
            break
        batch = _begun(ledger, reader, after)
    return batch


def _begun(ledger: Ledger, reader: Reader, after: int = 0, before: int | None = None) -> _Batch:
    with ExitStack() as held:
        claim = held.enter_context(ledger.claimed(_WAITING, after, before))
        return _Batch(claim, reader.letters([mail.content for mail in claim.mails]), held.pop_all())


@dataclass(frozen=True, slots=True)
class _Clerk:
    """Writes down what was read, in the order of the numbers."""

    ledger: Ledger
    reader: Reader
    settings: Settings
    now: datetime
    stop: Callable[[], bool]

    def lower(self, number: int) -> PollReport:
        """See that all mails below ``number`` are recorded first: whether it repeats one of them hangs on it.

        They are another worker's; where that one died, what it held is read here.
        """
        report = PollReport()
        while (first := self.ledger.first_pending()) is not None and first < number and not self.stop():
            batch = _begun(self.ledger, self.reader, before=number)
            with batch.held:
                if batch.mails:
                    report += self.lower(batch.mails[0].number) + self.recorded(batch)
                else:
                    time.sleep(_PATIENCE)
        return report

    def recorded(self, batch: _Batch) -> PollReport:
        """Commit what was read of a batch; what was read before a stop, of one that it ends."""
        read: list[tuple[PendingMail, Letter | Failure]] = []
        for one in zip(batch.mails, batch.letters, strict=False):
            read.append(one)
            if self.stop():
                break
        entries = self._decided(read)
        try:
            batch.claim.record(entries, self.now)
        except SkrzynkaError:
            raise  # the store itself fails; the mails wait
        except Exception:  # noqa: BLE001  # what cannot be written of one mail must not stop the others
            batch.held.close()
            entries = [self._alone(mail, letter) for mail, letter in read]
        # Here, where the next mails are being read meanwhile.
        if opinions := [found.number for found in entries if found.state is State.OPINION]:
            _grouped(lambda: self.ledger.group_these(opinions))
        return sum((_REPORTED[found.state] for found in entries), PollReport())

    def _alone(self, mail: PendingMail, letter: Letter | Failure) -> Entry:
        (found,) = self._decided([(mail, letter)])
        try:
            self.ledger.record([found], self.now)
        except SkrzynkaError:
            raise
        except Exception as error:  # noqa: BLE001
            why = f"cannot be recorded: {type(error).__name__}"
            found = quarantined(mail, why, self.settings.consultation)
            self.ledger.record([found], self.now)
        return found

    def _decided(self, read: Sequence[tuple[PendingMail, Letter | Failure]]) -> list[Entry]:
        signs = {mail.number: _sign(mail, letter) for mail, letter in read if isinstance(letter, Letter)}
        known = self.ledger.earlier(list(signs.values()))
        found: list[Entry] = []
        for mail, letter in read:
            if isinstance(letter, Failure):
                found.append(quarantined(mail, letter.reason, self.settings.consultation))
                continue
            whole = partial(letter) if mail.partial else letter
            original = known.original_of(signs[mail.number])
            ordered = _ordered(self.ledger, whole, self.settings, self.now)
            found.append(entry(mail, whole, original, self.settings.consultation, ordered))
            known.read(signs[mail.number], found[-1].state)
        return found


def _sign(mail: PendingMail, letter: Letter) -> Sign:
    read = (partial(letter) if mail.partial else letter).mail
    return Sign.of(mail.number, read.message_id, read.from_email, fingerprint(read))


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
