"""The server's list beside the ledger's lines: every difference, and why it is no loss. Pure but for asking both."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from heapq import merge
from itertools import groupby

from skrzynka.intake.mailbox import Mailbox
from skrzynka.intake.renumbered import in_its_generation
from skrzynka.settings import Handled, Settings
from skrzynka.store.comparison import Comparison
from skrzynka.store.ledger import Ledger
from skrzynka.store.series import Line, Series


class Difference(StrEnum):
    """Why a mail is in one of the two only; a gap is the one that nothing explains."""

    NOT_POLLED = "not_polled"
    GAP = "gap"
    MOVED = "moved"
    GONE = "gone"


@dataclass(slots=True)
class Uids:
    """Ascending UIDs, kept as ranges."""

    count: int = 0
    ranges: list[tuple[int, int]] = field(default_factory=list)

    def add(self, uid: int) -> None:
        """One above all that are there."""
        self.count += 1
        if self.ranges and self.ranges[-1][1] == uid - 1:
            self.ranges[-1] = (self.ranges[-1][0], uid)
        else:
            self.ranges.append((uid, uid))

    def __str__(self) -> str:
        """As IMAP writes a set (RFC 3501, 9: sequence-set)."""
        return ",".join(f"{low}:{high}" if high > low else f"{low}" for low, high in self.ranges)


@dataclass(frozen=True, slots=True)
class Compared:
    """One folder: how many mails are on the server, in the ledger under this UIDVALIDITY, in both; and the others."""

    mailbox: str
    uidvalidity: int
    on_server: int
    in_ledger: int
    both: int
    differences: Mapping[Difference, Uids]

    @property
    def unexplained(self) -> int:
        """Mails that were passed over."""
        return self.differences[Difference.GAP].count


def compare(mailbox: Mailbox, ledger: Ledger, known: Sequence[Series], handled: Handled) -> Compared:
    """Compare one folder; ``known`` is what the ledger held before the mailbox was opened.

    Thus a worker may take mails in meanwhile: those above the last UID known then are looked at on the server only.
    """
    mailbox = in_its_generation(mailbox, ledger)
    name, uidvalidity = mailbox.name, mailbox.uidvalidity
    last = next((s.last_uid for s in known if (s.mailbox, s.uidvalidity) == (name, uidvalidity)), 0)
    found = {difference: Uids() for difference in Difference}
    on_server = in_ledger = both = 0
    for uid, there, line in _beside(mailbox.uids_above(0), ledger.lines(name, uidvalidity, last)):
        on_server, in_ledger, both = on_server + there, in_ledger + bool(line), both + (there and bool(line))
        if difference := _difference(uid, line, last, handled, there=there):
            found[difference].add(uid)
    return Compared(name, uidvalidity, on_server, in_ledger, both, found)


def compare_all(
    mailboxes: Iterable[Callable[[], Mailbox]], ledger: Ledger, settings: Settings, now: datetime
) -> Comparison:
    """Compare every folder, for the digest. Raises MailboxError where a server fails: a part would be no answer."""
    known = ledger.series()
    compared = []
    for opened in mailboxes:
        with closing(opened()) as mailbox:
            compared.append(compare(mailbox, ledger, known, settings.handled(mailbox.name)))
    return in_numbers(compared, known, now)


def in_numbers(compared: Iterable[Compared], known: Iterable[Series], now: datetime) -> Comparison:
    """All folders together, beside all that the ledger holds."""
    found = tuple(compared)
    return Comparison(
        at=now,
        on_server=sum(each.on_server for each in found),
        in_store=sum(series.mails for series in known),
        both=sum(each.both for each in found),
        unexplained=sum(each.unexplained for each in found),
    )


def elsewhere(compared: Iterable[Compared], known: Sequence[Series]) -> list[Series]:
    """What the ledger holds under other UIDVALIDITYs, of folders that are not configured now, or from files."""
    now = {(each.mailbox, each.uidvalidity) for each in compared}
    return [series for series in known if (series.mailbox, series.uidvalidity) not in now]


def _difference(uid: int, line: Line | None, last: int, handled: Handled, *, there: bool) -> Difference | None:
    if there and line:
        return None
    if line:
        return Difference.MOVED if line.handled_at and handled is Handled.MOVE else Difference.GONE
    return Difference.NOT_POLLED if uid > last else Difference.GAP


def _beside(uids: Iterator[int], lines: Iterator[Line]) -> Iterator[tuple[int, bool, Line | None]]:
    """(UID, whether the server has it, what the ledger says of it), ascending."""
    server: Iterator[tuple[int, Line | None]] = ((uid, None) for uid in uids)
    ledger: Iterator[tuple[int, Line | None]] = ((line.uid, line) for line in lines)
    for uid, same in groupby(merge(server, ledger, key=lambda pair: pair[0]), key=lambda pair: pair[0]):
        found = [line for _, line in same]
        yield uid, None in found, next((line for line in found if line), None)
