"""An import of its own process, which can be killed: folder and store are its arguments."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from skrzynka.intake.files import FileMailbox
from skrzynka.intake.poll import poll
from skrzynka.intake.readers import ReaderHere
from skrzynka.settings import load
from skrzynka.store.ledger import Ledger
from skrzynka.tests.intake.conftest import ByWord

if __name__ == "__main__":
    with Ledger.open(sys.argv[2]) as ledger:
        mailbox = FileMailbox(Path(sys.argv[1]), ledger.held)
        poll(mailbox, ledger, ReaderHere(ByWord(mediacji="konflikty")), load(None), datetime(2022, 6, 2, tzinfo=UTC))
