"""Tokens that nobody can guess: they show that a mail answers one of ours."""

import hashlib
import hmac
import re
from base64 import b32encode
from collections.abc import Iterable, Iterator
from datetime import date, datetime

_SHAPE = re.compile(r"(?<!\w)(\d{8})\.([a-z2-7]{20})(?![\w])", re.IGNORECASE)
_LETTERS = 20  # of 5 bits each
_MOST = 50


def token(key: bytes, day: date) -> str:
    """The token of a day: the day, and what only who has the key can make of it. It may stand in a Message-ID."""
    mac = hmac.new(key, f"digest {day.isoformat()}".encode(), hashlib.sha256).digest()
    return f"{day:%Y%m%d}.{b32encode(mac).decode()[:_LETTERS].lower()}"


def claimed(texts: Iterable[str]) -> list[str]:
    """Everything in ``texts`` that looks like a token, true or forged."""
    return list(dict.fromkeys(found for text in texts for found in _found(text)))[:_MOST]


def day_of(key: bytes, claim: str) -> date | None:
    """The day of a token; None where it is forged."""
    try:
        day = datetime.strptime(claim[:8], "%Y%m%d").date()  # noqa: DTZ007  # a day, no instant
    except ValueError:
        return None
    return day if hmac.compare_digest(token(key, day).encode(), claim.lower().encode()) else None


def _found(text: str) -> Iterator[str]:
    for match in _SHAPE.finditer(text[:10_000]):
        yield f"{match[1]}.{match[2].lower()}"
