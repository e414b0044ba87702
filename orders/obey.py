"""Orders that wait in the ledger are carried out, each mail once, and confirmed by one reply."""

import logging
from datetime import datetime

from skrzynka import SkrzynkaError
from skrzynka.orders.confirm import confirmation
from skrzynka.orders.lines import read
from skrzynka.orders.plan import plan
from skrzynka.orders.records import Done
from skrzynka.settings import Settings
from skrzynka.store.door import NotFoundError
from skrzynka.store.ledger import Ledger
from skrzynka.store.records import StoredMail
from skrzynka.store.tags import changes

log = logging.getLogger("skrzynka.orders")


def obey_all(ledger: Ledger, settings: Settings, now: datetime) -> int:
    """Carry out what staff ordered by mail; returns how many mails were answered.

    One that cannot be carried out now waits for the next time, and keeps no other back.
    """
    answered = 0
    for mail in ledger.open_orders():
        try:
            answered += _obey(ledger, settings, mail, now)
        except SkrzynkaError as error:
            log.warning("orders of mail %d: %s", mail.row.number, type(error).__name__)
    return answered


def _obey(ledger: Ledger, settings: Settings, mail: StoredMail, now: datetime) -> bool:
    def find(number: int) -> StoredMail | None:
        try:
            return ledger.mail(number)
        except NotFoundError:
            return None

    def corrected(number: int) -> int:
        return len(changes(ledger.events(number)))

    decided = plan(read(mail.text), settings.scope_records, find, corrected)
    steps = [each.step for each in decided if isinstance(each, Done)]
    reply = confirmation(settings, mail, decided, now)
    done = ledger.obey(steps, reply, mail.row.from_email, now)
    log.info("orders of mail %d: %d done, %d not", mail.row.number, len(steps), len(decided) - len(steps))
    return done
