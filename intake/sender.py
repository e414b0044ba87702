"""Who wrote a mail, when, and its number: read with mail-parser, checked against the bytes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import TypeAlias

import mailparser

from skrzynka.intake.dates import written_date
from skrzynka.intake.headers import decode_address, decode_header
from skrzynka.intake.records import Defect

_READ = ("from", "date")
_STANDARD = re.compile(
    # RFC 5322, 3.3, with the zones of 4.3 that say what they mean
    rb"\s*(?:[a-z]{3}\s*,)?\s*\d{1,2}\s+[a-z]{3}\s+\d{2,4}\s+\d{1,2}:\d{2}(?::\d{2})?\s+(?:[+-]\d{4}|gmt|utc?|z)"
    rb"\s*(?:\([^()]{0,100}\)\s*)?",
    re.IGNORECASE,
)
_Parser: TypeAlias = mailparser.MailParser | None
_SENDERS = ("sender", "reply-to", "return-path")


@dataclass(frozen=True, slots=True)
class Sender:
    """Who, when and which. ``date`` is aware, or None."""

    email: str
    name: str
    date: datetime | None
    message_id: str | None
    defects: tuple[Defect, ...]


def sender_of(headers: Sequence[tuple[str, bytes]], hint: str | None = None) -> Sender:
    """Read the fields that say who wrote a mail and when; ``headers`` are (lower-case name, raw value).

    ``hint`` is the charset of the mail's text.
    """
    first: dict[str, bytes] = {}
    for name, value in headers:
        first.setdefault(name, value)
    parser = _parser(first)
    email, name, defects = _author(first, parser, hint)
    date, date_defects = _date(first, parser)
    number = _message_id(first)
    missing = () if number else (Defect.NO_MESSAGE_ID,)
    return Sender(email, name, date, number, (*defects, *date_defects, *missing))


def _parser(first: Mapping[str, bytes]) -> _Parser:
    """mail-parser on the few fields it is asked for: the others are a third of its time."""
    lean = Message()
    for name in _READ:
        # Encoded words are ours to read: it loses letters, and writes what it cannot read into the log.
        if name in first and b"=?" not in first[name]:
            lean[name] = first[name][:2000].decode("ascii", "surrogateescape")
    try:
        return mailparser.MailParser(lean)
    except Exception:  # noqa: BLE001  # it raises what it likes on broken mail; the fields are then read without it
        return None


def _author(first: Mapping[str, bytes], parser: _Parser, hint: str | None) -> tuple[str, str, tuple[Defect, ...]]:
    raw = first.get("from", b"")
    # mail-parser drops raw 8-bit letters, and those of encoded words that were split inside a letter.
    if parser is not None and raw.isascii() and b"=?" not in raw and not parser.address_header_defects:
        found = parser.from_
        if len(found) == 1 and "@" in found[0][1]:
            return found[0][1].strip(), " ".join(found[0][0].split()), ()
    address, name, defects = decode_address(raw, hint)
    if address:
        return address, name, defects
    for other in _SENDERS:
        address, other_name, more = decode_address(first.get(other, b""), hint)
        if address:
            return address, name or other_name, (*defects, *more, Defect.NO_SENDER)
    return "", name, (*defects, Defect.NO_SENDER)


def _date(
    first: Mapping[str, bytes], parser: mailparser.MailParser | None
) -> tuple[datetime | None, tuple[Defect, ...]]:
    if "date" not in first:
        return _received(first), (Defect.NO_DATE,)
    raw = first["date"][:200]
    if parser is not None and _STANDARD.fullmatch(raw) and isinstance(parser.date, datetime):
        return _local(parser.date, str(parser.timezone)), ()
    written = written_date(decode_header(raw)[0], UTC)
    return written or _stdlib_date(raw) or _received(first), (Defect.BAD_DATE,)


def _local(date: datetime, hours: str) -> datetime:
    """mail-parser gives UTC and the zone apart; people want the hour on the writer's clock."""
    aware = date if date.tzinfo else date.replace(tzinfo=UTC)
    try:
        return aware.astimezone(timezone(timedelta(hours=float(hours))))
    except (ValueError, OverflowError):
        return aware


def _received(first: Mapping[str, bytes]) -> datetime | None:
    """When our own server took it in: the date at the end of the topmost Received (RFC 5321, 4.4)."""
    _, semicolon, date = first.get("received", b"").rpartition(b";")
    return _stdlib_date(date) if semicolon else None


def _stdlib_date(raw: bytes) -> datetime | None:
    """A date without a zone is taken for UTC."""
    try:
        date = parsedate_to_datetime(raw[:200].decode("ascii", "replace").strip())
        aware = date if date.tzinfo else date.replace(tzinfo=UTC)
        aware.astimezone(UTC)  # a year 1 with a zone has no UTC
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return aware


def _message_id(first: Mapping[str, bytes]) -> str | None:
    number = "".join(first.get("message-id", b"").decode("utf-8", "replace").split()).replace("\x00", "")
    return number[:990] or None
