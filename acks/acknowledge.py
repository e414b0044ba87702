"""New opinions are acknowledged, each once; or why not is kept in their history."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from email.parser import BytesHeaderParser
from email.policy import compat32

from skrzynka.acks.compose import acknowledgement
from skrzynka.acks.decide import Headers, Why, refusal
from skrzynka.settings import Settings
from skrzynka.store.ledger import Ledger

log = logging.getLogger("skrzynka.acks")

_NEW = timedelta(days=2)
"""A letter that came longer ago is not acknowledged any more: who switches this on late floods nobody."""

_HEADER = 100_000  # bytes


def acknowledge(ledger: Ledger, settings: Settings, now: datetime, stop: Callable[[], bool] = lambda: False) -> int:
    """Record an acknowledgement for each new opinion that may have one; returns how many.

    At most so many an hour as the configuration says; the others wait.
    """
    chosen = settings.acknowledgement
    if not chosen.send:
        return 0
    room = chosen.most_per_hour - ledger.acknowledged(since=now - timedelta(hours=1))
    made = 0
    for mail, sure in ledger.unacknowledged(since=now - _NEW):
        if stop() or made >= room:
            break
        why = refusal(mail, _headers(ledger.raw(mail.row.number)), settings)
        since = now - timedelta(days=chosen.once_in_days)
        if why is None and ledger.acknowledged(since=since, address=mail.row.from_email):
            why = Why.RECENTLY
        outgoing = None if why else acknowledgement(settings, mail, sure, now)
        made += ledger.record_acknowledgement(mail.row.number, outgoing, why or "", now)
    if made:
        log.info("acknowledged: %d", made)
    return made


def _headers(content: bytes) -> Headers:
    """The header fields, unfolded; what is broken in them is only text."""
    head = content[:_HEADER].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    message = BytesHeaderParser(policy=compat32).parsebytes(head)
    return [(name.casefold(), " ".join(str(value).split())) for name, value in message.items()]
