"""How fast and in how much memory a mailbox is fetched and durably archived, beside mbsync copying the same one.

    python benchmarks/fetching.py [MAILS]

Needs Debian's dovecot-imapd and isync. Dovecot serves generated mails of 2 to 50 KB on loopback; each round runs ours,
mbsync as it is set up by default (it waits for the disk after each mail), and mbsync with ``FSync no``, one after the
other, and the figures are medians of the rounds, the ratios medians of each round's own. Ours commits to SQLite with
synchronous=FULL, and is timed from connecting to closing, in a process that has imported everything, as a worker has.
The memory is the service's own; mails are read in other processes. Linux only: the memory is the kernel's figure.
"""

import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from base64 import encodebytes
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from skrzynka.commands import context
from skrzynka.intake.ahead import ahead
from skrzynka.intake.mailbox import ImapMailbox
from skrzynka.intake.poll import poll
from skrzynka.settings import ImapSettings, Security, Settings, load
from skrzynka.store.ledger import Ledger
from skrzynka.tests.servers import PASSWORD, USER, Dovecot, dovecot, make_certificate

ROUNDS = 3
MB = 1_000_000
NOW = datetime(2022, 6, 2, 8, 0, tzinfo=UTC)
WORDS = (Path(__file__).parents[1] / "samples" / "expected.jsonl").read_text("utf-8").split()


def main(count: int) -> None:
    with tempfile.TemporaryDirectory(prefix="fetching-", dir="/var/tmp") as name:
        folder = Path(name)
        make_certificate(folder)
        with dovecot(folder) as server:
            fill(server, mails(count))
            print(f"{count} mails, {size(server) / MB:.0f} MB, {os.cpu_count()} cores\n")
            race(server, folder, count)
            quiet(server, folder)
        for some in (count // 5, count):
            with dovecot(folder) as server:
                fill(server, mails(some))
                print(f"peak memory, {some} mails: {ours(server, folder, 'fetch')[1]} MB")
                print(f"peak memory, {some} mails, read too: {ours(server, folder, 'poll')[1]} MB")
        with dovecot(folder) as server:
            fill(server, [large()])
            took, peak, idle = ours(server, folder, "fetch")
            print(f"one mail of 50 MB: {took:.1f} s, peak {peak} MB, {peak - idle} MB above the idle worker")


def mails(count: int) -> Iterator[bytes]:
    """Letters of residents: words, some of them as HTML too, every third with a picture or document."""
    chance = random.Random(7)
    for number in range(count):
        total = int(chance.triangular(2000, 50_000, 6000))
        words = " ".join(chance.choices(WORDS, k=chance.randint(30, 300)))
        head = (
            f"Received: from mx.example.org by mail.example.org; Wed, 1 Jun 2022 10:00:00 +0200\r\n"
            f"From: Mieszkaniec {number} <m{number}@example.org>\r\nTo: opinie@um.example\r\n"
            f"Subject: Uwagi {number}\r\n"
            f"Date: Wed, 1 Jun 2022 10:00:00 +0200\r\nMessage-ID: <{number}@example.org>\r\nMIME-Version: 1.0\r\n"
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n"
            f"Content-Transfer-Encoding: 8bit\r\n\r\n{words}\r\n"
        ).encode()
        rest = max(0, total - len(head))
        if number % 3 == 0:
            part = b"--b\r\nContent-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n"
            part += b"Content-Disposition: attachment; filename=zdjecie.jpg\r\n\r\n"
            body = encodebytes(b"\xff\xd8\xff\xe0" + chance.randbytes(int(rest * 0.73))).replace(b"\n", b"\r\n")
        else:
            part = b"--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
            body = b"".join(
                f'<p style="margin:0;font-size:{chance.randint(9, 20)}px">{word}</p>\r\n'.encode()
                for word in chance.choices(WORDS, k=rest // 60)
            )
        yield head + part + body + b"--b--\r\n"


def large() -> bytes:
    field = b"Content-Type: video/mp4; name=film.mp4\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    head = b"From: ola@example.org\r\nSubject: Film\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    film = encodebytes(random.Random(3).randbytes(36_400_000)).replace(b"\n", b"\r\n")
    return head + b"--b\r\n\r\nFilm.\r\n--b\r\n" + field + film + b"--b--\r\n"


def fill(server: Dovecot, contents: Iterator[bytes] | list[bytes]) -> None:
    """Lay mails into the Maildir, as a delivery does, and let Dovecot look at them once, as any earlier client did."""
    owner = (server.folder / "mail").stat()
    for name in ("cur", "new", "tmp"):
        (server.folder / "mail" / name).mkdir(exist_ok=True)
        os.chown(server.folder / "mail" / name, owner.st_uid, owner.st_gid)
    for number, content in enumerate(contents):
        file = server.folder / "mail" / "new" / f"{1654070400 + number}.M{number}P1.example"
        file.write_bytes(content)
        os.chown(file, owner.st_uid, owner.st_gid)
    os.sync()
    with server.client() as client:
        client.select_folder("INBOX")
        uids = client.search("ALL")
        for start in range(0, len(uids), 1000):
            client.fetch(uids[start : start + 1000], ["RFC822.SIZE", "INTERNALDATE"])


def size(server: Dovecot) -> int:
    return sum(file.stat().st_size for name in ("cur", "new") for file in (server.folder / "mail" / name).iterdir())


def race(server: Dovecot, folder: Path, count: int) -> None:
    runs = [
        (
            ours(server, folder, "fetch")[0],
            mbsync(server, folder, "yes", count),
            mbsync(server, folder, "no", count),
        )
        for _ in range(ROUNDS)
    ]
    print("| | s, median (each) | our time to theirs, median |\n|---|---|---|")
    for place, name in enumerate(("ours", "mbsync", "mbsync, FSync no")):
        times = [run[place] for run in runs]
        ratio = statistics.median(run[0] / run[place] for run in runs)
        each = " ".join(f"{took:.2f}" for took in times)
        print(f"| {name} | {statistics.median(times):.2f} ({each}) | {ratio:.2f} |")
    print()


def ours(server: Dovecot, folder: Path, what: str) -> tuple[float, int, int]:
    """Seconds, the peak and what an idle worker has, in MB."""
    store = Path(tempfile.mkdtemp(dir=folder)) / "skrzynka.db"
    done = subprocess.run(
        [sys.executable, __file__, what, str(server.port), f"sqlite:///{store}"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    shutil.rmtree(store.parent)
    took, peak, idle = done.stdout.split()
    return float(took), int(peak), int(idle)


def mbsync(server: Dovecot, folder: Path, fsync: str, count: int) -> float:
    copy = Path(tempfile.mkdtemp(dir=folder))
    (copy / "mbsyncrc").write_text(
        f"FSync {fsync}\nIMAPStore far\nHost 127.0.0.1\nPort {server.port}\nUser {USER}\nPass {PASSWORD}\n"
        f"SSLType None\nAuthMechs LOGIN\n\nMaildirStore near\nInbox {copy}/inbox\n\n"
        f"Channel copy\nFar :far:\nNear :near:\nCreate Near\nSync Pull\nSyncState {copy}/state\n"
    )
    begun = time.perf_counter()
    subprocess.run(["mbsync", "-q", "-c", str(copy / "mbsyncrc"), "copy"], check=True)
    took = time.perf_counter() - begun
    assert sum(1 for name in ("cur", "new") for _ in (copy / "inbox" / name).iterdir()) == count
    shutil.rmtree(copy)
    os.sync()
    return took


def quiet(server: Dovecot, folder: Path) -> None:
    """Polls without news, of a mailbox that was taken in."""
    store = Path(tempfile.mkdtemp(dir=folder)) / "skrzynka.db"
    settings = chosen(server.port)
    with Ledger.open(f"sqlite:///{store}") as ledger:
        archive(settings.accounts[0], ledger)
        with closing(sqlite3.connect(store)) as beside, beside:
            beside.execute("UPDATE mail SET state = 'other'")  # as if they were read
        own, whole = [], []
        for _ in range(50):
            begun, busy = time.perf_counter(), time.process_time()
            whole_poll(settings, ledger)
            own.append(time.process_time() - busy)
            whole.append(time.perf_counter() - begun)
    mine, all_of_it, longest = (1000 * each for each in (statistics.median(own), statistics.median(whole), max(own)))
    print(f"a poll without news: {mine:.1f} ms of our time ({longest:.1f} at most), {all_of_it:.1f} in all\n")


def chosen(port: int) -> Settings:
    here = ImapSettings(host="127.0.0.1", port=port, security=Security.PLAIN, user=USER)
    return load(None).model_copy(update={"accounts": (here,)})


def archive(settings: ImapSettings, ledger: Ledger) -> None:
    """What a poll does before anything is read."""
    with (
        closing(ImapMailbox.open(settings, PASSWORD)) as mailbox,
        closing(ahead(mailbox.fetch(list(mailbox.uids_above(0))))) as batches,
    ):
        for batch in batches:
            ledger.archive(batch, NOW)


def whole_poll(settings: Settings, ledger: Ledger) -> None:
    with (
        context.reader(settings, ledger) as reader,
        closing(ImapMailbox.open(settings.accounts[0], PASSWORD)) as mailbox,
    ):
        poll(mailbox, ledger, reader, settings, NOW)


def child(what: str, port: int, url: str) -> None:
    settings = chosen(port)
    import_module("skrzynka.commands.service")
    import_module("skrzynka.worker")
    with Ledger.open(url) as ledger:
        ledger.sum()
        idle = memory("VmRSS")
        Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here
        begun = time.perf_counter()
        if what == "fetch":
            archive(settings.accounts[0], ledger)
        else:
            whole_poll(settings, ledger)
        took = time.perf_counter() - begun
    print(took, memory("VmHWM"), idle)


def memory(which: str) -> int:
    """MB of this process."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith(which))) * 1024 // MB


if __name__ == "__main__":
    if sys.argv[1:2] in (["fetch"], ["poll"]):
        child(sys.argv[1], int(sys.argv[2]), sys.argv[3])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
