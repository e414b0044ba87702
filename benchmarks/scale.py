"""What very many opinions cost: each question to stores of growing size, each in a process of its own.

    python benchmarks/scale.py [LARGEST]

Fills SQLite stores of 1,000, 10,000 ... LARGEST invented opinions (100,000 unless told otherwise) and asks: a poll that
brings 10 mails (read, compared with all before, indexed), the digest of a day with 100 new opinions, the list's last
50, a search, the counts, and the report as CSV. Seconds, and MB at the peak. More than 100,000 are these over again,
copied line by line, each with a sender, numbers and runs of words of its own: written as mails they would take hours.
"""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from sqlalchemy import create_engine

from skrzynka.benchmarks.fetching import memory
from skrzynka.benchmarks.residents import mails
from skrzynka.benchmarks.search import NOW, fill
from skrzynka.commands import context
from skrzynka.digest import outbox
from skrzynka.digest.words import words
from skrzynka.intake.backlog import read_waiting
from skrzynka.intake.readers import ReaderHere
from skrzynka.intake.rules import rules_of
from skrzynka.report import tables
from skrzynka.report.gather import gathered
from skrzynka.settings import load
from skrzynka.store import index
from skrzynka.store.ledger import Ledger
from skrzynka.store.outgoing import Outgoing, OutgoingKind
from skrzynka.store.questions import MailFilter
from skrzynka.store.records import RawMail

SMALLEST = 1000
WRITTEN = 100_000
NEW = 100
LATER = NOW + timedelta(days=1)


def main(largest: int) -> None:
    sizes = [SMALLEST * 10**power for power in range(7) if SMALLEST * 10**power <= largest]
    print(f"| opinions | {' | '.join(QUESTIONS)} | store |\n|{'---|' * (len(QUESTIONS) + 2)}")
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="scale-", dir="/var/tmp") as folder:
            url = f"sqlite:///{folder}/skrzynka.db"
            prepare(url, size)
            cells = [asked(url, name, size) for name in QUESTIONS]
            weight = sum(file.stat().st_size for file in Path(folder).iterdir()) / 1e6
            print(f"| {size:,} | {' | '.join(cells)} | {weight:.0f} MB |", flush=True)


def prepare(url: str, size: int) -> None:
    """A store whose last digest told of all but the last 100."""
    with Ledger.open(url) as ledger:
        fill(ledger, min(size, WRITTEN))
        ledger.group()
        if size > WRITTEN:
            copy(url, size // WRITTEN)
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as beside, beside:
            # As if a day had passed before they came; SQLAlchemy writes instants so.
            new = f"{LATER:%Y-%m-%d %H:%M:%S.%f}", size - NEW
            beside.execute("UPDATE mail SET archived_at = ? WHERE number > ?", new)
        told = Outgoing(OutgoingKind.DAILY, NOW.date(), "<d@x>", ("a@b.example",), b"x", NOW, None, covers_to=NOW)
        ledger.record_outgoing(told)


COPIED = {
    "raw": {"sha256": "substr(sha256, 1, 58) || printf('%06d', :copy)"},
    "mail": {
        "number": "number + :first",
        "uid": "uid + :first",
        "sha256": "substr(sha256, 1, 58) || printf('%06d', :copy)",
        "message_id": "message_id || :copy",
        "sender": "sender || :copy",
        "fingerprint": "fingerprint || :copy",
    },
    "event": {"id": "NULL", "number": "number + :first"},
    "campaign_letter": {
        "number": "number + :first",
        "whole": "whole - 1000003 * :copy",
        "core": "core + :first",
        "holds": "holds + :first",
    },
    "campaign_run": {"run": "run - 1000003 * :copy", "number": "number + :first"},
}
"""What of each line of a table is another one's in a copy."""


def copy(url: str, times: int) -> None:
    """Make a store ``times`` as large, each opinion another one's copy that is like no other."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as store:
        for name, own in COPIED.items():
            store.execute(f"CREATE TEMP TABLE first AS SELECT * FROM {name}")
            columns = [column for _, column, *_ in store.execute(f"PRAGMA table_info({name})")]
            values = ", ".join(own.get(column, column) for column in columns)
            for at in range(1, times):
                told = {"copy": at, "first": at * WRITTEN}
                store.execute(f"INSERT INTO {name} SELECT {values} FROM first", told)
            store.execute("DROP TABLE first")
            store.commit()
        store.execute("DROP TABLE search")
        store.commit()
    with create_engine(url).begin() as connection:
        index.make(connection)


def asked(url: str, name: str, size: int) -> str:
    done = subprocess.run(
        [sys.executable, __file__, name, url, str(size)],
        check=True, capture_output=True, text=True, env=os.environ | {"OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    took, peak = json.loads(done.stdout)
    return f"{took:.2f} s, {peak} MB"


def poll(ledger: Ledger, size: int) -> None:
    settings = load(None)
    new = [RawMail("INBOX", 1, size + at, LATER, content) for at, content in enumerate(mails(10), start=1)]
    ledger.archive(new, LATER)
    read_waiting(ledger, ReaderHere(context.classifier(settings), rules_of(settings)), settings, LATER)


def digest(ledger: Ledger, _size: int) -> None:
    outbox.preview_daily(ledger, load(None), LATER.date(), LATER + timedelta(hours=3))


def listed(ledger: Ledger, _size: int) -> None:
    ledger.rows(MailFilter(), 50)


def search(ledger: Ledger, _size: int) -> None:
    ledger.search('"lekcje polskiego"', MailFilter(), 20)


def stats(ledger: Ledger, _size: int) -> None:
    ledger.counts(MailFilter(), load(None).consultation.zone)
    ledger.sum()


def report(ledger: Ledger, _size: int) -> None:
    said = words("pl")
    tables.csv_(gathered(load(None), ledger, said, LATER), said)


QUESTIONS: dict[str, Callable[[Ledger, int], None]] = {
    "poll": poll,
    "digest": digest,
    "list": listed,
    "search": search,
    "stats": stats,
    "report": report,
}


def child(name: str, url: str, size: int) -> None:
    with Ledger.open(url) as ledger:
        begun = time.perf_counter()
        QUESTIONS[name](ledger, size)
        took = time.perf_counter() - begun
    print(json.dumps([took, memory("VmHWM")]))


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in QUESTIONS:
        child(sys.argv[1], sys.argv[2], int(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
