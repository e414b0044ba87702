"""One poll: raw mails into the ledger first, then each read and decided, then the server told."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice

from skrzynka import SkrzynkaError
from skrzynka.classify.records import Classifier
from skrzynka.intake.duplicates import fingerprint
from skrzynka.intake.entry import entry, quarantined
from skrzynka.intake.letter import read
from skrzynka.intake.mailbox import Mailbox
from skrzynka.intake.reader import reader_version
from skrzynka.intake.rules import rules_of
from skrzynka.settings import Handled, Settings
from skrzynka.store.ledger import Ledger
from skrzynka.store.records import Entry, PendingMail, RawMail, State

_UIDS = 1000
"""UIDs looked at together, so that nothing grows with the backlog."""

_ASKED_AGAIN = 5
"""Mails that the server did not give, asked for again by each poll: each may cost a new connection."""

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


def poll(
    mailbox: Mailbox,
    ledger: Ledger,
    classifier: Classifier,
    settings: Settings,
    now: datetime,
    stop: Callable[[], bool] = lambda: False,
) -> PollReport:
    """Take in what is new; ``stop`` is asked between two mails. A crash anywhere repeats work and changes no result.

    Raises MailboxError where the server fails; what was stored until then stays.
    """
    work = _Work(ledger, classifier, settings, now, stop, mailbox)
    work.fill()
    ledger.retry(unless_by=reader_version())  # what broke another version may be read by this one
    # What a crash left unread comes first: mails are decided on in the order of their numbers.
    report = work.read_waiting()
    for batch in work.batches():
        report += PollReport(new=ledger.archive(batch, now)) + work.read_waiting()
    # Last, so that a server that refuses to flag or move keeps no mail out of the store.
    return report + work.handle()


def poll_all(
    mailboxes: Iterable[Callable[[], Mailbox]],
    ledger: Ledger,
    classifier: Classifier,
    settings: Settings,
    now: datetime,
    stop: Callable[[], bool] = lambda: False,
) -> PollReport:
    """Poll one mailbox after the other. The failure of one is raised when the others are done."""
    report = PollReport()
    failed: SkrzynkaError | None = None
    for opened in mailboxes:
        if stop():
            break
        try:
            with closing(opened()) as mailbox:
                report += poll(mailbox, ledger, classifier, settings, now, stop)
        except SkrzynkaError as error:
            failed = failed or error
    if failed:
        raise failed
    return report


def read_waiting(
    ledger: Ledger,
    classifier: Classifier,
    settings: Settings,
    now: datetime,
    stop: Callable[[], bool] = lambda: False,
) -> PollReport:
    """Read what waits in the ledger, wherever it came from; several may do so at once."""
    return _Reader(ledger, classifier, settings, now, stop).read_waiting()


@dataclass(frozen=True, slots=True)
class _Reader:
    """The steps that need no mailbox."""

    ledger: Ledger
    classifier: Classifier
    settings: Settings
    now: datetime
    stop: Callable[[], bool]

    def read_waiting(self) -> PollReport:
        """Read and decide on every mail that waits."""
        report = PollReport()
        while not self.stop() and (waiting := self.ledger.pending(_WAITING)):
            for mail in waiting:
                if self.stop():
                    break
                report += _REPORTED[self._recorded(mail, self._decided(mail))]
        return report

    def _recorded(self, mail: PendingMail, found: Entry) -> State:
        try:
            self.ledger.record([found], self.now)
        except SkrzynkaError:
            raise  # the store itself fails; the mail waits
        except Exception as error:  # noqa: BLE001  # what cannot be written of one mail must not stop the others
            found = quarantined(mail, error, self.settings.consultation)
            self.ledger.record([found], self.now)
        return found.state

    def _decided(self, mail: PendingMail) -> Entry:
        try:
            letter = read(mail.content, self.classifier, rules_of(self.settings))
        except Exception as error:  # noqa: BLE001  # one mail that breaks the reader must not stop the others
            return quarantined(mail, error, self.settings.consultation)
        author, words = letter.mail.from_email, fingerprint(letter.mail)
        original = self.ledger.original_of(letter.mail.message_id, author, words, mail.number)
        return entry(mail, letter, original, self.settings.consultation)


@dataclass(frozen=True, slots=True)
class _Work(_Reader):
    """The steps of one poll."""

    mailbox: Mailbox

    def batches(self) -> Iterator[Sequence[RawMail]]:
        """What the mailbox holds above the cursor."""
        news = self.mailbox.uids_above(self.ledger.cursor(self.mailbox.name, self.mailbox.uidvalidity))
        while not self.stop() and (uids := list(islice(news, _UIDS))):
            for batch in self.mailbox.fetch(uids):
                if self.stop():
                    return
                yield batch

    def fill(self) -> None:
        """Ask again for some of the mails that the server did not give before."""
        missing = self.ledger.missing(self.mailbox.name, self.mailbox.uidvalidity)
        for batch in self.mailbox.fetch(missing[:_ASKED_AGAIN]) if missing else ():
            self.ledger.fill(batch)

    def handle(self) -> PollReport:
        """Flag or move the server's copies of what is read, as configured; a crash here repeats it."""
        if self.settings.handled(self.mailbox.name) is Handled.LEAVE:
            return PollReport()
        name, uidvalidity = self.mailbox.name, self.mailbox.uidvalidity
        uids = self.ledger.unhandled(name, uidvalidity)
        for start in range(0, len(uids), _UIDS):
            some = uids[start : start + _UIDS]
            self.mailbox.handle(some)
            self.ledger.mark_handled(name, uidvalidity, some, self.now)
        return PollReport(handled=len(uids))


_REPORTED = {
    State.OPINION: PollReport(opinions=1),
    State.OTHER: PollReport(other=1),
    State.DUPLICATE: PollReport(duplicates=1),
    State.QUARANTINED: PollReport(quarantined=1),
}
