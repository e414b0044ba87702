"""Opinions from another channel, taken in as mails are: each row becomes a small letter, archived first, then read.

A letter of RFC 5322 is what the store keeps, hashes, reads again and gives back; a second way beside it would have to
do all of that once more. The same row gives the same bytes, so a table that is added twice adds nothing.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.message import EmailMessage
from email.policy import SMTP
from zoneinfo import ZoneInfo

from skrzynka.intake.rows import Cell, Table, TableError
from skrzynka.neutral import one_line
from skrzynka.settings import GUESSED, ChannelSettings
from skrzynka.store.records import CHANNEL, RawMail
from skrzynka.store.series import LastSeen

_BATCH = 200
_FORMS = (
    "%Y-%m-%d",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%d.%m.%Y",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y %H:%M:%S",
    "%Y/%m/%d %H:%M:%S",
)


@dataclass(frozen=True, slots=True)
class Voice:
    """One row as it is understood; ``line`` is its number in the file."""

    line: int
    text: str
    title: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Understood:
    """What a table says: voices, and the numbers of rows without words."""

    voices: tuple[Voice, ...]
    empty: tuple[int, ...]
    columns: Mapping[str, str]


def understood(table: Table, channel: ChannelSettings, zone: ZoneInfo, day: date | None) -> Understood:
    """The rows of ``table``; ``day`` dates those without a date. Raises TableError, naming the row or the columns."""
    places = {field: _place(table, field, getattr(channel, field)) for field in GUESSED}
    text = places["text"]
    if text is None:
        known = ", ".join(one_line(heading) for heading in table.headings)
        raise TableError(f'no column holds the opinions; there are: {known}; name it in [[channels]]: text = ["..."]')
    if places["date"] is None and day is None:
        raise TableError("no column holds the day; say it with --day 2022-06-02, or name the column in [[channels]]")

    def cell(row: Sequence[Cell], field: str) -> Cell:
        place = places[field]
        return "" if place is None else row[place]

    voices: list[Voice] = []
    empty: list[int] = []
    for line, row in table.rows:
        words = str(row[text]).strip()
        if not words:
            empty.append(line)
            continue
        at = _moment(cell(row, "date"), zone, day, line)
        voices.append(Voice(line, words, str(cell(row, "title")).strip(), str(cell(row, "author")).strip(), at))
    columns = {field: table.headings[place] for field, place in places.items() if place is not None}
    return Understood(tuple(voices), tuple(empty), columns)


class ChannelMailbox:
    """The rows of a table as a folder of mails, whose UIDs are the next numbers after the ledger's."""

    uidvalidity = 1

    def __init__(self, channel: str, voices: Sequence[Voice], held: Callable[[str, Collection[str]], set[str]]) -> None:
        self.name = f"{CHANNEL}{channel}"
        seen: Counter[tuple[str, str, str]] = Counter()
        self._letters: list[tuple[Voice, bytes]] = []
        for voice in voices:
            same = (voice.text, voice.author, voice.title)
            seen[same] += 1
            self._letters.append((voice, letter(channel, voice, seen[same])))
        self._held = held
        self._waiting: dict[int, tuple[Voice, bytes]] = {}
        self.found = len(voices)
        self.known = 0

    def uids_above(self, uid: int) -> Iterator[int]:
        """A new UID for each row that the ledger does not hold."""
        hashes = [hashlib.sha256(content).hexdigest() for _, content in self._letters]
        known = self._held(self.name, set(hashes))
        for one, sha256 in zip(self._letters, hashes, strict=True):
            if sha256 in known:
                self.known += 1
                continue
            uid += 1
            self._waiting[uid] = one
            yield uid

    def fetch(self, uids: Sequence[int]) -> Iterator[list[RawMail]]:
        """The rows with these UIDs."""
        for start in range(0, len(uids), _BATCH):
            yield [
                RawMail(self.name, self.uidvalidity, uid, voice.at, content)
                for uid in uids[start : start + _BATCH]
                for voice, content in (self._waiting[uid],)
            ]

    def handle(self, uids: Sequence[int]) -> None:
        """The file stays as it is."""

    def gave(self, last: LastSeen) -> bool:  # noqa: ARG002  # the face of every mailbox
        """Numbers of ours are never given again."""
        return True

    def close(self) -> None:
        """Nothing to leave."""


def letter(channel: str, voice: Voice, nth: int) -> bytes:
    """A row as a letter; ``nth`` tells apart people who said the same words, such as at a meeting."""
    named = "\n".join((channel, voice.text, voice.title, voice.author, str(nth)))
    message = EmailMessage(policy=SMTP)
    if "@" in voice.author:
        message["From"] = one_line(voice.author)
    message["Subject"] = one_line(voice.title)
    message["Date"] = voice.at
    message["Message-ID"] = f"<{hashlib.sha256(named.encode()).hexdigest()[:32]}@{channel}.skrzynka.invalid>"
    message["X-Skrzynka-Channel"] = f"{channel}; {nth}"
    signed = voice.author and "@" not in voice.author
    message.set_content(f"{voice.text}\n\n-- \n{voice.author}" if signed else voice.text, cte="quoted-printable")
    return message.as_bytes()


def _place(table: Table, field: str, named: Sequence[str]) -> int | None:
    headings = [heading.casefold() for heading in table.headings]
    for name in named or GUESSED[field]:
        if name.casefold() in headings:
            return headings.index(name.casefold())
    if named:
        known = ", ".join(one_line(heading) for heading in table.headings)
        raise TableError(f"no column is called {', '.join(named)} ({field}); there are: {known}")
    return None


def _moment(cell: Cell, zone: ZoneInfo, day: date | None, line: int) -> datetime:
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=cell.tzinfo or zone).astimezone(UTC)
    if isinstance(cell, date):
        return _noon(cell, zone)
    if cell:
        for form in _FORMS:
            try:
                read = datetime.strptime(cell, form).replace(tzinfo=zone)
            except ValueError:
                continue
            return (read if "%H" in form else read.replace(hour=12)).astimezone(UTC)
        raise TableError(f"row {line}: {one_line(cell)!r} is no day; write it as 2022-06-02 or 02.06.2022")
    if day is None:
        raise TableError(f"row {line}: has no day; fill it, or say it for all with --day")
    return _noon(day, zone)


def _noon(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(12), zone).astimezone(UTC)
