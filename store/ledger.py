"""The ledger: every mail in exactly one state, with a reason; the only door to the store."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from skrzynka.store import again, archive, history, queries, raw, reading, rows, series
from skrzynka.store.acks import Acks
from skrzynka.store.answers import Answers
from skrzynka.store.blind import Blind
from skrzynka.store.campaigns import Campaigns
from skrzynka.store.claims import Claims
from skrzynka.store.decisions import Decisions
from skrzynka.store.erasing import Erasing
from skrzynka.store.kept import Kept
from skrzynka.store.lessons import Lessons
from skrzynka.store.orders import Orders
from skrzynka.store.outbox import Outbox
from skrzynka.store.packing import pack
from skrzynka.store.pseudonyms import Pseudonyms
from skrzynka.store.public import Public
from skrzynka.store.questions import Counts, LedgerSum, MailFilter
from skrzynka.store.records import Action, Event, MailRow, RawMail, State, StoredMail
from skrzynka.store.searching import Searching
from skrzynka.store.series import LastSeen, Line, Series
from skrzynka.store.tables import EventTable
from skrzynka.store.turns import Turns
from skrzynka.store.watched import Watched


class Ledger(
    Watched,
    Turns,
    Lessons,
    Kept,
    Searching,
    Campaigns,
    Outbox,
    Pseudonyms,
    Blind,
    Orders,
    Acks,
    Answers,
    Decisions,
    Erasing,
    Public,
    Claims,
):
    """One consultation's store. Times go in and come out aware; rows of the database stay inside."""

    # Taking mails in

    def cursor(self, mailbox: str, uidvalidity: int) -> int:
        """The highest UID archived from a mailbox, 0 if none."""
        with self._reading() as session:
            return archive.cursor(session, mailbox, uidvalidity)

    def archive(self, mails: Sequence[RawMail], now: datetime) -> int:
        """Commit raw mails, a pending line for each, and the cursor; returns how many were new.

        What is there already, by mailbox, UIDVALIDITY and UID, stays as it is.
        """
        packed = [(mail, pack(mail.content)) for mail in mails]  # before others have to wait for this
        with self._writing() as session:
            return archive.archive(session, packed, now)

    def missing(self, mailbox: str, uidvalidity: int) -> list[int]:
        """UIDs of mails that the server has not given yet; their lines are quarantined."""
        with self._reading() as session:
            return archive.missing(session, mailbox, uidvalidity)

    def fill(self, mails: Iterable[RawMail]) -> int:
        """Put the bytes to such lines, which are then pending; returns how many there were."""
        packed = [(mail, pack(mail.content)) for mail in mails]
        with self._writing() as session:
            return archive.fill(session, packed)

    def retry(self, number: int | None = None, *, unless_by: str | None = None) -> list[int]:
        """Let quarantined mails wait to be read again, and return their numbers.

        Args:
            number: only this one. Raises StoreError where it is not quarantined.
            unless_by: the version of a reader; what broke that one stays.
        """
        with self._reading() as session:
            if number is not None:
                again.check(self._whole(session, number))
            numbers = again.quarantined(session, unless_by) if number is None else [number]
        if numbers:
            with self._writing() as session:
                again.put_back(session, numbers)
        return numbers

    def unhandled(self, mailbox: str, uidvalidity: int) -> list[int]:
        """UIDs of mails that were read, but whose copies on the server were not flagged or moved yet."""
        with self._reading() as session:
            return reading.unhandled(session, mailbox, uidvalidity)

    def mark_handled(self, mailbox: str, uidvalidity: int, uids: Sequence[int], now: datetime) -> None:
        """Note that the server's copies were flagged or moved."""
        with self._writing() as session:
            reading.mark_handled(session, mailbox, uidvalidity, uids, now)

    # What came from which mailbox

    def held(self, mailbox: str, hashes: Collection[str]) -> set[str]:
        """Which of these contents, by SHA-256, came from a mailbox, or were erased."""
        with self._reading() as session:
            return series.held(session, mailbox, hashes)

    def lines(self, mailbox: str, uidvalidity: int, upto: int) -> Iterator[Line]:
        """What is known of each UID up to ``upto``, ascending."""
        with self._reading() as session:
            yield from series.lines(session, mailbox, uidvalidity, upto)

    def series(self) -> list[Series]:
        """Every mailbox and UIDVALIDITY that mails came from."""
        with self._reading() as session:
            return series.series(session)

    def generation(self, mailbox: str, uidvalidity: int) -> int:
        """How often the server gave UIDs again under this UIDVALIDITY."""
        with self._reading() as session:
            return series.generation(session, mailbox, uidvalidity)

    def last_seen(self, mailbox: str, uidvalidity: int) -> LastSeen | None:
        """The mail with the highest UID, None before the first."""
        with self._reading() as session:
            return series.last_seen(session, mailbox, uidvalidity)

    def states(self, mailbox: str, uidvalidity: int, above: int) -> Mapping[State, int]:
        """How many mails with UIDs above ``above`` stand in each state."""
        with self._reading() as session:
            return series.states(session, mailbox, uidvalidity, above)

    # Showing them

    def rows(self, wanted: MailFilter, limit: int | None = None) -> list[MailRow]:
        """A line for each mail, by number; with a ``limit``, of the latest."""
        with self._reading() as session:
            return queries.rows(session, wanted, limit)

    def mails(self, wanted: MailFilter) -> list[StoredMail]:
        """Mails whole, by number."""
        with self._reading() as session:
            return [rows.stored_mail(mail) for mail in queries.mails(session, wanted)]

    def pages(self, wanted: MailFilter, size: int = 500) -> Iterator[list[StoredMail]]:
        """The same, so many at a time: nothing grows with the store."""
        last = 0
        while True:
            with self._reading() as session:
                page = [rows.stored_mail(mail) for mail in queries.mails(session, wanted, last, size)]
            if not page:
                return
            yield page
            last = page[-1].row.number

    def mail(self, number: int) -> StoredMail:
        """One mail whole. Raises NotFoundError."""
        with self._reading() as session:
            return rows.stored_mail(self._mail(session, number))

    def raw(self, number: int) -> bytes:
        """The mail as the server held it, byte for byte. Raises StoreError."""
        with self._reading() as session:
            return raw.content(session, self._whole(session, number).sha256)

    def events(self, number: int) -> list[Event]:
        """A mail's history, oldest first. Raises NotFoundError."""
        with self._reading() as session:
            self._mail(session, number)
            return history.events(session, number)

    def changes(self, after: datetime | None, until: datetime) -> list[Event]:
        """Corrections that were made and taken back after ``after`` (None: ever) and up to ``until``, oldest first."""
        with self._reading() as session:
            return history.changes(session, after, until)

    def sum(self, until: datetime | None = None) -> LedgerSum:
        """The ledger's sum over what was archived up to and including ``until``."""
        with self._reading() as session:
            return queries.ledger_sum(session, until)

    def counts(self, wanted: MailFilter, zone: ZoneInfo) -> Counts:
        """How many mails there are by scope, language, kind, state and day; days are those of ``zone``."""
        with self._reading() as session:
            return queries.counts(session, wanted, zone)

    def first_archived(self) -> datetime | None:
        """When the first mail was taken in."""
        with self._reading() as session:
            return queries.first_archived(session)

    def has_archived_after(self, moment: datetime | None) -> bool:
        """Whether a mail was taken in after ``moment`` (None: ever)."""
        with self._reading() as session:
            return bool(queries.rows(session, MailFilter(archived_from=moment), limit=1))

    # Correcting tags

    def retag(self, number: int, scope: str | None, secondary: str | None, why: str, by: str, now: datetime) -> Event:
        """Add a correction. A mail that was no opinion becomes one by being given a scope. Raises StoreError."""
        event = EventTable(number=number, at=now, by=by, action=Action.RETAG, scope=scope, secondary=secondary, why=why)
        with self._writing() as session:
            return history.add(session, [self._mail(session, number)], [event])[0]

    def undo(self, number: int, by: str, now: datetime, why: str = "") -> Event:
        """Take back the latest correction; what stood before stands again. Raises StoreError."""
        with self._writing() as session:
            return history.undo(session, self._mail(session, number), by, now, why)
