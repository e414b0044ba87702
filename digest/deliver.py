"""What is recorded is sent: tried again with growing pauses, and given up after a day."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from skrzynka.digest.alarm import Notices
from skrzynka.digest.send import MailRefused, Sender, SendError
from skrzynka.settings import Settings
from skrzynka.store.ledger import Ledger
from skrzynka.store.outgoing import DIGESTS, Outgoing, OutgoingKind

log = logging.getLogger("skrzynka.digest.deliver")

GIVES_UP = timedelta(days=1)
"""So long a mail is tried; then a person must look, and may let it be tried again."""

_LONGEST = timedelta(minutes=15)
_IN_A_ROW = 5
"""After so many failures without a success between them the others are left for the next time."""

_TEMPORARY = range(400, 500)
"""Codes of refusals that may end by themselves (RFC 5321, 4.2.1)."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How many mails went out, and how many still wait."""

    sent: int = 0
    waiting: int = 0


def deliver(ledger: Ledger, settings: Settings, sender: Sender, now: datetime, *, at_once: bool = False) -> Delivery:
    """Send what is due, marking each right after; ``at_once``: what waits for its next try, too.

    Digests go to those who are configured now, who may be others than when they were recorded. One that is refused does
    not keep the others back; then SendError is raised at the end. A server that does not answer is left alone.
    """
    sent, waiting, in_a_row, failed = 0, 0, 0, None
    with ledger.sending():
        for mail in ledger.unsent():
            if not (at_once or mail.due(now)) or in_a_row >= _IN_A_ROW:
                waiting += 1
                continue
            try:
                refused = sender.send(replace(mail, recipients=_recipients(mail, settings)))
            except SendError as error:
                failed, in_a_row = failed or error, in_a_row + (not isinstance(error, MailRefused))
                _failed(ledger, settings, later(mail, str(error), now), now)
                continue
            in_a_row = 0
            if owed := tuple(address for address, code in refused.items() if code in _TEMPORARY):
                _failed(ledger, settings, replace(later(mail, _refused(refused), now), owed=owed), now)
                waiting += 1
            else:
                ledger.mark_sent(mail.message_id, now, _refused(refused) if refused else "")
                sent += 1
    if failed:
        raise failed
    return Delivery(sent, waiting)


def _failed(ledger: Ledger, settings: Settings, tried: Outgoing, now: datetime) -> None:
    """Note it; an administrator is told, by a mail of its own, of one that is given up (but of no such mail)."""
    if tried.given_up_at and tried.kind is not OutgoingKind.NOTICE:
        # First: a crash in between tells of it again, by the same mail.
        ledger.record_outgoing(Notices(settings).given_up(tried, now))
    ledger.mark_failed(tried)


def later(mail: Outgoing, failure: str, now: datetime) -> Outgoing:
    """How a mail stands after a try that failed. Pure."""
    if now - mail.created_at >= GIVES_UP and mail.tries:
        log.error("outbox: a mail is given up after a day of tries; `skrzynka outbox` shows it and tries it again")
        return replace(mail, tries=mail.tries + 1, failure=failure, given_up_at=now)
    return replace(mail, tries=mail.tries + 1, failure=failure, next_try_at=now + pause(mail.tries))


def pause(tries: int) -> timedelta:
    """How long to wait after so many failed tries and one more: 1, 2, 4, 8, 15 minutes."""
    return min(timedelta(minutes=2 ** min(tries, 10)), _LONGEST)


def _recipients(mail: Outgoing, settings: Settings) -> tuple[str, ...]:
    if mail.owed is not None:
        return mail.owed
    return settings.digest.recipients if mail.kind in DIGESTS else mail.recipients


def _refused(refused: Mapping[str, int]) -> str:
    return f"{len(refused)} recipients refused ({', '.join(sorted({str(code) for code in refused.values()}))})"
