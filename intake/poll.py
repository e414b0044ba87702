"""One poll: raw mails into the ledger first, then each read and decided, then the server told."""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from skrzynka import SkrzynkaError
from skrzynka.intake.ahead import ahead
from skrzynka.intake.backlog import PollReport, read_new, read_waiting
from skrzynka.intake.mailbox import Mailbox
from skrzynka.intake.readers import Reader
from skrzynka.intake.renumbered import in_its_generation
from skrzynka.intake.version import reader_version
from skrzynka.settings import Handled, Settings
from skrzynka.store.ledger import Ledger
from skrzynka.store.records import RawMail

_UIDS = 1000
"""UIDs looked at together, so that nothing grows with the backlog."""

_ASKED_AGAIN = 5
"""Mails that the server did not give, asked for again by each poll: each may cost a new connection."""


def poll(
    mailbox: Mailbox,
    ledger: Ledger,
    reader: Reader,
    settings: Settings,
    now: datetime,
    stop: Callable[[], bool] = lambda: False,
) -> PollReport:
    """Take in what is new; ``stop`` is asked between two mails. A crash anywhere repeats work and changes no result.

    Raises MailboxError where the server fails; what was stored until then stays.
    """
    mailbox = in_its_generation(mailbox, ledger)
    work = _Work(mailbox, ledger, settings, now, stop)
    work.fill()
    ledger.retry(unless_by=reader_version())  # what broke another version may be read by this one
    # What a crash left unread comes first: mails are decided on in the order of their numbers.
    report = read_waiting(ledger, reader, settings, now, stop)
    with closing(work.batches()) as batches:
        arriving = _Arriving(batches, ledger, now)
        report += read_new(ledger, reader, settings, now, stop, arriving.more)
    if arriving.failed:
        raise arriving.failed
    report += PollReport(new=arriving.new)
    # Last, so that a server that refuses to flag or move keeps no mail out of the store.
    return report + work.handle()


def poll_all(
    mailboxes: Iterable[Callable[[], Mailbox]],
    ledger: Ledger,
    reader: Reader,
    settings: Settings,
    now: datetime,
    stop: Callable[[], bool] = lambda: False,
) -> PollReport:
    """Poll one mailbox after the other. The failure of one is raised when the others are done.

    One that another worker polls is left to it; what it takes in is read here, too.
    """
    report = PollReport()
    failed: SkrzynkaError | None = None
    for opened in mailboxes:
        if stop():
            break
        try:
            with closing(opened()) as mailbox, ledger.polling(mailbox.name) as mine:
                report += (
                    poll(mailbox, ledger, reader, settings, now, stop)
                    if mine
                    else PollReport(elsewhere=1) + read_waiting(ledger, reader, settings, now, stop)
                )
        except SkrzynkaError as error:
            failed = failed or error
    if failed:
        raise failed
    return report


@dataclass(slots=True)
class _Arriving:
    """What is new in a mailbox, put into the ledger batch by batch while others are read.

    ``failed`` is why no more can be had: what has arrived by then is read all the same.
    """

    batches: Iterator[Sequence[RawMail]]
    ledger: Ledger
    now: datetime
    new: int = 0
    failed: SkrzynkaError | None = None

    def more(self) -> bool:
        """Whether another batch has arrived."""
        try:
            batch = next(self.batches, None)
        except SkrzynkaError as error:
            self.failed = error
            return False
        if batch is None:
            return False
        self.new += self.ledger.archive(batch, self.now)
        return True


@dataclass(frozen=True, slots=True)
class _Work:
    """The steps of one poll that need the mailbox."""

    mailbox: Mailbox
    ledger: Ledger
    settings: Settings
    now: datetime
    stop: Callable[[], bool]

    def batches(self) -> Generator[Sequence[RawMail], None, None]:
        """What the mailbox holds above the cursor, fetched ahead: close it before the mailbox is asked otherwise."""
        news = self.mailbox.uids_above(self.ledger.cursor(self.mailbox.name, self.mailbox.uidvalidity))
        while not self.stop() and (uids := list(islice(news, _UIDS))):
            with closing(ahead(self.mailbox.fetch(uids))) as fetched:
                for batch in fetched:
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
