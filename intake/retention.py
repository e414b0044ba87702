"""What was taken in is let go again, once it was kept for as long as the configuration says."""

import logging
from datetime import datetime

from skrzynka.settings import Settings
from skrzynka.store.ledger import Ledger
from skrzynka.store.records import MACHINE

log = logging.getLogger("skrzynka.intake")


def purge(ledger: Ledger, settings: Settings, now: datetime) -> int:
    """Erase what is due, where the service is to do so unasked; returns how many mails. Raises StoreError."""
    privacy = settings.privacy
    before = privacy.due_before(settings.consultation.closes_at, now) if privacy.purge else None
    due = ledger.received_before(before) if before else []
    if not due:
        return 0
    erased = ledger.erase([row.number for row in due], privacy.reason, MACHINE, now, settings.erasures)
    log.info("purged: %d", erased)
    return erased
