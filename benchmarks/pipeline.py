"""The whole way of a mail, from Dovecot to an opinion in SQLite, beside the pipeline of an afternoon.

    python benchmarks/pipeline.py [MAILS]

Needs Debian's dovecot-imapd, and scikit-learn for the peer (`make bench` installs it). Dovecot serves generated mails
of 2 to 50 KB in four languages on loopback. In each round, one after the other, on one core: the peer
(benchmarks/naive.py, the same packages as somebody would first write it), the bare parser of the standard library over
the same bytes, the least that any pipeline does (fetch, take apart, write; nothing is read), and ours; then ours on two
cores. Ours is the command ``skrzynka poll`` from its start to its end, with synchronous=FULL. The peer takes a tenth of
the mails: it is that slow. Memory is that of all processes together, what they share counted once (PSS). Linux only:
cores and memory are the kernel's.
"""

import email
import email.policy
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

from skrzynka.benchmarks.fetching import MB, NOW, archive, chosen, fill
from skrzynka.benchmarks.residents import mails
from skrzynka.commands import context
from skrzynka.intake.backlog import read_waiting
from skrzynka.intake.kind import decide
from skrzynka.intake.letter import Words, classified
from skrzynka.intake.mailbox import ImapMailbox
from skrzynka.intake.parse import parse
from skrzynka.intake.readers import ReaderHere
from skrzynka.intake.rules import rules_of
from skrzynka.settings import Security
from skrzynka.settings.source import shipped
from skrzynka.store.ledger import Ledger
from skrzynka.tests.servers import PASSWORD, USER, dovecot, make_certificate

T = TypeVar("T")

ROUNDS = 3
PEERS_SHARE = 10


def main(count: int) -> None:
    with tempfile.TemporaryDirectory(prefix="pipeline-", dir="/var/tmp") as name:
        folder = Path(name)
        make_certificate(folder)
        contents = list(mails(count))
        print(f"{count} mails, {sum(map(len, contents)) / MB:.0f} MB, {os.cpu_count()} cores\n")
        with dovecot(folder) as server:
            fill(server, contents)
            del contents
            found = [race(server.port, count) for _ in range(ROUNDS)]
        table(found)
        stages(min(count, 2000))


Race = dict[str, tuple[float, int]]
"""Of each runner: mails a second, and MB at the peak."""


def race(port: int, count: int) -> Race:
    return {
        "the pipeline of an afternoon": run("naive", port, count // PEERS_SHARE, cores=1),
        "parsing alone (email, policy default)": run("floor", port, count, cores=1),
        "fetched, taken apart and stored, unread, one core": run("least", port, count, cores=1),
        "ours, one core": run("ours", port, count, cores=1),
        "ours, two cores": run("ours", port, count, cores=2),
    }


def run(what: str, port: int, count: int, *, cores: int) -> tuple[float, int]:
    with tempfile.TemporaryDirectory(dir="/var/tmp") as store:
        pinned = ["taskset", "-c", ",".join(map(str, range(cores)))]
        runner = subprocess.Popen(
            [*pinned, sys.executable, __file__, what, str(port), str(count), store],
            stdout=subprocess.PIPE, text=True, env=os.environ | {"OMP_NUM_THREADS": "1"},
        )  # fmt: skip
        peak = 0
        while runner.poll() is None:
            # Of what it starts, where it starts something: the runner itself then only waits.
            peak = max(peak, sum(map(share, below(runner.pid) or [runner.pid])))
            time.sleep(0.1)
        assert runner.returncode == 0
        assert runner.stdout
        return count / float(runner.stdout.read()), peak // MB


def below(process: int) -> list[int]:
    """The processes that a process started, and those that they did."""
    try:
        found = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return []
    return [each for child in map(int, found) for each in (child, *below(child))]


def share(process: int) -> int:
    """Bytes that a process takes: what it shares with others counts for each in part (PSS)."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def table(found: list[Race]) -> None:
    print("| | mails/s, median (each) | times the peer | peak MB |\n|---|---|---|---|")
    peer, floor, _least, one, two = found[0]
    for name in found[0]:
        speeds = [each[name][0] for each in found]
        ratio = statistics.median(each[name][0] / each[peer][0] for each in found)
        peak = max(each[name][1] for each in found)
        each_speed = " ".join(f"{speed:.0f}" for speed in speeds)
        print(f"| {name} | {statistics.median(speeds):.0f} ({each_speed}) | {ratio:.1f} | {peak} |")
    for said, over, under in (("our time to parsing alone", floor, one), ("two cores to one", two, one)):
        print(f"\n{said}: {statistics.median(each[over][0] / each[under][0] for each in found):.2f}")
    print()


def child(what: str, port: int, count: int, folder: str) -> None:
    """One runner, in a process of its own: its seconds."""
    print(RUNNERS[what](port, count, folder))


def ours(port: int, count: int, folder: str) -> float:
    """What an administrator does: the command, from its start to its end."""
    text = shipped().replace('host = "imap.um.example"', 'host = "127.0.0.1"').replace("port = 993", f"port = {port}")
    text = text.replace('security = "tls"', f'security = "{Security.PLAIN.value}"', 1)
    Path(folder, "config.toml").write_text(text.replace('user = "koordynatorka@um.example"', f'user = "{USER}"', 1))
    program = [sys.executable, "-c", "from skrzynka.cli import main; main()", "poll"]
    begun = time.perf_counter()
    subprocess.run(
        program, cwd=folder, check=True, stdout=sys.stderr, env=os.environ | {"SKRZYNKA_IMAP_PASSWORD": PASSWORD}
    )
    took = time.perf_counter() - begun
    with Ledger.open(f"sqlite:///{folder}/skrzynka.db") as ledger:
        total = ledger.sum()
        assert (total.in_mailbox, total.pending, total.unexplained, total.quarantined) == (count, 0, 0, 0), total
    return took


def naive(port: int, count: int, folder: str) -> float:
    from skrzynka.benchmarks.naive import pipeline, trained

    model = trained()  # not timed: ours ships its own trained
    begun = time.perf_counter()
    pipeline(port, count, f"{folder}/naive.db", model)
    return time.perf_counter() - begun


def floor(_port: int, count: int, _folder: str) -> float:
    contents = list(mails(count))
    begun = time.perf_counter()
    for content in contents:
        email.message_from_bytes(content, policy=email.policy.default)
    return time.perf_counter() - begun


def least(port: int, count: int, folder: str) -> float:
    """What nobody can do without: mails fetched in batches, taken apart and written, with nothing known of any."""
    begun = time.perf_counter()
    with (
        closing(sqlite3.connect(f"{folder}/least.db")) as store,
        closing(ImapMailbox.open(chosen(port).accounts[0], PASSWORD)) as mailbox,
    ):
        store.execute("PRAGMA synchronous = FULL")
        store.execute("CREATE TABLE mail (uid INTEGER PRIMARY KEY, raw BLOB, sender TEXT)")
        for batch in mailbox.fetch(list(mailbox.uids_above(0))):
            with store:
                contents = [(mail.uid, mail.content) for mail in batch if isinstance(mail.content, bytes)]
                lines = [(uid, raw, str(email.message_from_bytes(raw)["from"])) for uid, raw in contents]
                store.executemany("INSERT INTO mail VALUES (?, ?, ?)", lines)
        (there,) = store.execute("SELECT count(*) FROM mail").fetchone()
        assert there == count, there
    return time.perf_counter() - begun


RUNNERS: dict[str, Callable[[int, int, str], float]] = {"ours": ours, "naive": naive, "floor": floor, "least": least}


def stages(count: int) -> None:
    """Where our time goes, in one process: ms a mail of each stage."""
    settings, contents = chosen(1), list(mails(count))
    classifier = context.classifier(settings)
    rules = rules_of(settings)
    found: dict[str, float] = {}

    def timed(stage: str, work: Callable[[], T]) -> T:
        begun = time.process_time()
        made = work()
        found[stage] = 1000 * (time.process_time() - begun) / count
        return made

    parsed = timed("parse", lambda: [parse(content, rules) for content in contents])
    timed("kind", lambda: [decide(mail) for mail in parsed])
    said = [Words(mail.subject, mail.text, mail.quoted, mail.attachment_text) for mail in parsed]
    timed("language and scope", lambda: [classified(words, classifier) for words in said])
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder, dovecot_with(Path(folder), contents) as port:
        settings = chosen(port)
        with Ledger.open(f"sqlite:///{folder}/s.db") as ledger:
            timed("fetch and archive", lambda: archive(settings.accounts[0], ledger))
            timed(
                "all of reading and recording",
                lambda: read_waiting(ledger, ReaderHere(classifier, rules), settings, NOW),
            )
    read = sum(found[stage] for stage in ("parse", "kind", "language and scope"))
    found["record and group"] = found.pop("all of reading and recording") - read
    print("| stage | ms a mail |\n|---|---|")
    for stage, took in found.items():
        print(f"| {stage} | {took:.2f} |")
    print(f"| sum | {sum(found.values()):.2f} |")


@contextmanager
def dovecot_with(folder: Path, contents: list[bytes]) -> Iterator[int]:
    """The port of a server that holds these mails."""
    make_certificate(folder)
    with dovecot(folder) as server:
        fill(server, contents)
        yield server.port


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in RUNNERS:
        child(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
