"""A storm: every sender answers our acknowledgement by machine: ``python -m skrzynka.benchmarks.storm [SENDERS]``.

Half of the answers say in their header that a machine wrote them, the others say it nowhere and read like an opinion.
It goes on hour after hour, until an hour brings no acknowledgement. Tells how many went out, and to whom.
"""

import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from skrzynka.acks.acknowledge import acknowledge
from skrzynka.classify import load as load_classifier
from skrzynka.intake.backlog import read_waiting
from skrzynka.intake.readers import ReaderHere
from skrzynka.settings import Settings, load
from skrzynka.store.ledger import Ledger
from skrzynka.store.outgoing import OutgoingKind
from skrzynka.store.records import RawMail

START = datetime(2022, 6, 1, 6, tzinfo=UTC)
AN_HOUR = 600
ANSWER = "Proszę pisać o placu zabaw do mojej zastępczyni, wracam na osiedle po festynie w czerwcu."


def letter(sender: str, text: str, *, machine: bool = False) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["Authentication-Results"] = "mx.um.example; dmarc=pass header.from=example.org"
    message["From"], message["Subject"] = sender, "Opinia"
    message["Message-ID"] = f"<{sender}.{hash(text)}>"
    if machine:
        message["Auto-Submitted"] = "auto-replied"
    message.set_content(text)
    return message.as_bytes()


def configured() -> Settings:
    chosen = load(None)
    texts = {"pl": "x"}
    on = {"send": True, "next": texts, "privacy": texts, "most_per_hour": AN_HOUR}
    return chosen.model_copy(
        update={
            "acknowledgement": chosen.acknowledgement.model_copy(update=on),
            "reading": chosen.reading.model_copy(update={"trusted_checkers": ("mx.um.example",)}),
        }
    )


def main(senders: int) -> None:
    settings, told, hours = configured(), Counter[str](), 0
    reader = ReaderHere(load_classifier(settings.scope_records, settings.consultation.languages))
    begun, uid = time.perf_counter(), 0
    with tempfile.TemporaryDirectory() as folder, Ledger.open(f"sqlite:///{Path(folder, 'storm.db')}") as ledger:
        wave = [letter(f"r{n}@example.org", f"Potrzebny plac zabaw przy ulicy numer {n}.") for n in range(senders)]
        most = 0
        while True:
            now = START + timedelta(hours=hours)
            mails = [RawMail("INBOX", 1, uid + at, now, content) for at, content in enumerate(wave, start=1)]
            uid += len(mails)
            ledger.archive(mails, now)
            read_waiting(ledger, reader, settings, now)
            made = acknowledge(ledger, settings, now)
            out = [mail for mail in ledger.unsent() if mail.kind is OutgoingKind.ACK]
            for mail in out:
                told[mail.recipients[0]] += 1
                ledger.mark_sent(mail.message_id, now)
            wave = [letter(mail.recipients[0], ANSWER, machine=bool(at % 2)) for at, mail in enumerate(out)]
            most, hours = max(most, made), hours + 1
            if not (made or wave):
                break
    print(f"{senders} senders, {uid} mails in {hours} hours ({time.perf_counter() - begun:.0f} s of work)")
    print(f"acknowledgements: {sum(told.values())}, the most to one sender: {max(told.values())}, in one hour: {most}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
