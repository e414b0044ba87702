"""Mails from files, taken in as those of a mailbox are: archived first, then read; the files stay as they are."""

import os
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from itertools import islice
from pathlib import Path

from skrzynka.intake.batches import LARGE, batches
from skrzynka.intake.dates import written_date
from skrzynka.intake.places import Place, places
from skrzynka.store.packing import Spool
from skrzynka.store.records import RawMail
from skrzynka.store.series import LastSeen

_CHUNK = 200
"""Mails that the ledger is asked about together."""

_HEAD = 100_000
_HEAD_END = re.compile(rb"\r?\n\r?\n")


class FileMailbox:
    """What lies below one path.

    A mail is known by its SHA-256, under this path's name: files have no UIDs that stay. The UIDs given here are only
    numbers, the next after the ledger's cursor for each mail that it does not hold; thus no two mails can have one,
    which no number made from a hash or from a place in a changing folder could promise. Two imports of one path at once
    would count from the same cursor, so an import is alone.
    """

    uidvalidity = 1

    def __init__(
        self,
        path: Path,
        held: Callable[[str, Collection[str]], set[str]],
        progress: Callable[[int], None] = lambda _size: None,
    ) -> None:
        """Args: ``held`` tells which hashes came from a mailbox; ``progress`` is told the bytes that are done."""
        self._path = path
        self._held = held
        self._progress = progress
        self._waiting: dict[int, Place] = {}
        self.found = 0
        self.known = 0

    @property
    def name(self) -> str:
        """The path. No user of a mailbox has such a name."""
        return "import:" + os.fsencode(self._path).decode("utf-8", "backslashreplace")

    def uids_above(self, uid: int) -> Iterator[int]:
        """A new UID for each mail that the ledger does not hold."""
        found = places(self._path)
        while chunk := list(islice(found, _CHUNK)):
            self.found += len(chunk)
            # What was handed out and not fetched yet is not in the ledger either.
            known = self._held(self.name, {place.sha256 for place in chunk})
            known |= {place.sha256 for place in self._waiting.values()}
            for place in chunk:
                if place.sha256 in known:
                    self.known += 1
                    self._progress(place.size)
                    continue
                known.add(place.sha256)
                uid += 1
                self._waiting[uid] = place
                yield uid

    def fetch(self, uids: Sequence[int]) -> Iterator[list[RawMail]]:
        """The mails with these UIDs; one that does not lie there any more is left out."""
        for batch in batches(uids, lambda uid: self._waiting[uid].size):
            mails = [raw for uid in batch if (raw := self._raw(uid))]
            if mails:
                yield mails
            for uid in batch:  # they are archived now
                self._progress(self._waiting.pop(uid).size)

    def handle(self, uids: Sequence[int]) -> None:
        """Nothing: files stay as they are."""

    def gave(self, last: LastSeen) -> bool:  # noqa: ARG002  # the face of every mailbox
        """Numbers of ours are never given again."""
        return True

    def close(self) -> None:
        """Nothing to leave."""

    def _raw(self, uid: int) -> RawMail | None:
        place = self._waiting[uid]
        content = place.spooled() if place.size > LARGE else place.read()
        if content is None:
            return None
        start = content.start() if isinstance(content, Spool) else content
        return RawMail(self.name, self.uidvalidity, uid, received_at(start) or place.changed_at, content)


def received_at(content: bytes) -> datetime | None:
    """When a mail was received: by the server that wrote the topmost Received (RFC 5321, 4.4), else by its Date."""
    start = content[:_HEAD].lstrip()
    head = message_from_bytes(
        start[: end.start()] if (end := _HEAD_END.search(start)) else start, policy=policy.compat32
    )
    received, written = str(head.get("Received", "")).rpartition(";")[2], str(head.get("Date", ""))
    return _date(received) or _date(written) or _utc(written_date(written, UTC))


def _date(text: str) -> datetime | None:
    """The moment that a header says, in UTC; one without a zone is taken for UTC."""
    try:
        return _utc(parsedate_to_datetime(text[:200].strip()))
    except (ValueError, TypeError, IndexError):
        return None


def _utc(date: datetime | None) -> datetime | None:
    try:
        return date and date.replace(tzinfo=date.tzinfo or UTC).astimezone(UTC)
    except OverflowError:  # the year 1, or 9999
        return None
