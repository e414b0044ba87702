"""The answers to the two FETCHes that most of a poll is made of.

IMAPClient looks at every letter of an answer, which takes as long as to receive it. Here an answer is read by what was
asked for; one that looks otherwise than those of nearly every server is left to IMAPClient as a whole.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from imapclient import IMAPClient
from imapclient.datetime_util import parse_to_datetime
from imapclient.response_parser import parse_fetch_response

_UID = re.compile(rb"[( ]UID (\d+)[ )]")
_SIZE = re.compile(rb"[( ]RFC822\.SIZE (\d+)[ )]")
_DATE = re.compile(rb'[( ]INTERNALDATE "([^"\\]+)"[ )]')
_BODY = re.compile(rb"\d+ \((?:UID (\d+) )?BODY\[\] \{\d+\}(?: UID (\d+))?\)")


@dataclass(frozen=True, slots=True)
class Listed:
    """What the server says of a mail before it is fetched; ``size`` in bytes."""

    uid: int
    size: int
    received_at: datetime


class _OtherwiseError(Exception):
    """The answer looks otherwise."""


def listed(client: IMAPClient, uids: Sequence[int]) -> list[Listed]:
    """What the server says of these mails, in their order; one that is gone by now is left out."""
    answer = _asked(client, uids, "(INTERNALDATE RFC822.SIZE)")
    try:
        found = {mail.uid: mail for mail in map(_listed, answer)}
    except _OtherwiseError:
        found = {
            uid: Listed(uid, int(said.get(b"RFC822.SIZE", 0)), said[b"INTERNALDATE"].astimezone(UTC))
            for uid, said in _parsed(answer).items()
            if b"INTERNALDATE" in said
        }
    return [found[uid] for uid in uids if uid in found]


def bodies(client: IMAPClient, uids: Sequence[int]) -> dict[int, bytes]:
    """The bytes of these mails, unseen as they were; one that is gone by now is left out."""
    answer = _asked(client, uids, "(BODY.PEEK[])")
    try:
        # A literal comes as a pair of what stands before it and itself; what follows is a line of its own.
        literals, ends = answer[::2], answer[1::2]
        return dict(_body(before, content, end) for (before, content), end in zip(literals, ends, strict=True))
    except (_OtherwiseError, TypeError, ValueError):
        return {uid: said[b"BODY[]"] or b"" for uid, said in _parsed(answer).items() if b"BODY[]" in said}


def _asked(client: IMAPClient, uids: Sequence[int], items: str) -> list[Any]:
    kind, answer = client._imap.uid("FETCH", ",".join(map(str, uids)), items)  # noqa: SLF001  # its own fetch reads it
    client._checkok("fetch", kind, answer)  # noqa: SLF001
    return [] if answer == [None] else answer


def _parsed(answer: list[Any]) -> dict[int, dict[bytes, Any]]:
    return dict(parse_fetch_response(answer, normalise_times=False))


def _listed(line: Any) -> Listed:  # noqa: ANN401  # bytes, or a pair of them
    found = [sign.search(line) for sign in (_UID, _SIZE, _DATE)] if isinstance(line, bytes) else [None]
    if None in found:
        raise _OtherwiseError
    uid, size, date = (match[1] for match in found if match)
    return Listed(int(uid), int(size), parse_to_datetime(date, normalise=False).astimezone(UTC))


def _body(before: bytes, content: bytes, after: bytes) -> tuple[int, bytes]:
    found = _BODY.fullmatch(before + after)
    if not found or not (found[1] or found[2]):
        raise _OtherwiseError
    return int(found[1] or found[2]), content
