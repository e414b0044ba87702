"""A poll without a mailbox: the store's steps for fixed mails, in a process that can be killed."""

import sys
from datetime import timedelta

from skrzynka.store.ledger import Ledger
from skrzynka.store.records import Entry, PendingMail
from skrzynka.tests.store.invented import NOW, duplicate, opinion, original_of, other, quarantined, raw

MAILS = [raw(uid, f"mail {uid % 50}\r\n".encode() * 200) for uid in range(1, 241)]


def poll(url: str) -> None:
    """Take every mail in and read it; says each step that is done."""
    with Ledger.open(url) as ledger:
        while batch := [mail for mail in MAILS if mail.uid > ledger.cursor("INBOX", 1)][:20]:
            ledger.archive(batch, NOW + timedelta(minutes=batch[0].uid))
            print("archived", flush=True)
        while waiting := ledger.pending(limit=10):
            for mail in waiting:
                ledger.record([entry(ledger, mail)], NOW)
                print("recorded", flush=True)


def entry(ledger: Ledger, mail: PendingMail) -> Entry:
    """What reading a mail finds: each kind of outcome now and then."""
    number, words, sender = mail.number, mail.content.decode(), "anna@poczta.example"
    if original := original_of(ledger, None, sender, words, number):
        return duplicate(number, original)
    if number % 7 == 0:
        return quarantined(number)
    make = other if number % 5 == 0 else opinion
    return make(number, from_email=sender, fingerprint=words)


if __name__ == "__main__":
    poll(sys.argv[1])
