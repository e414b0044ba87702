"""Several workers on one PostgreSQL, killed at random; one that takes over from another that died."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from skrzynka.settings import load
from skrzynka.store.ledger import Ledger
from skrzynka.store.questions import MailFilter
from skrzynka.tests.commands.test_service import NEVER, SKRZYNKA, Office, office, wait_for
from skrzynka.tests.postgresql import PostgreSql, postgresql
from skrzynka.tests.servers import PASSWORD

__all__ = ["office"]

WORKERS, KILLS, TIMES = 3, 12, 3
HOLDER = """
import sys, time
from skrzynka.store.ledger import Ledger
with Ledger.open(sys.argv[1]) as ledger, ledger.polling(sys.argv[2]) as mine:
    print(mine, flush=True)
    time.sleep(300)
"""


@pytest.fixture(scope="module")
def server() -> Iterator[PostgreSql]:
    with postgresql() as running:
        yield running


def on_server(office: Office, name: str, url: str) -> Path:
    config = office.configure(name)
    document = tomlkit.parse(config.read_text("utf-8"))
    document["store"]["url"] = url
    config.write_text(tomlkit.dumps(document), "utf-8")
    return config


def content(config: Path) -> list[Any]:
    """Every mail with its history, but for what differs between two undisturbed runs."""
    with Ledger.open(load(config).store_url) as ledger:
        mails = ledger.mails(MailFilter())
        return [
            (
                replace(mail, row=replace(mail.row, archived_at=NEVER)),
                [replace(event, at=NEVER, id=0) for event in ledger.events(mail.row.number)],
            )
            for mail in mails
        ]


def started(config: Path) -> subprocess.Popen[bytes]:
    env = os.environ | {"SKRZYNKA_IMAP_PASSWORD": PASSWORD}
    return subprocess.Popen([*SKRZYNKA, "--config", str(config), "run"], env=env, stderr=subprocess.DEVNULL)


def test_three_workers_killed_at_random_leave_the_store_of_an_undisturbed_one(
    office: Office, samples: Path, server: PostgreSql
) -> None:
    chance = random.Random(7)
    contents = [path.read_bytes() for path in sorted(samples.glob("*.eml"))] * TIMES
    chance.shuffle(contents)
    step = len(contents) // KILLS
    disturbed = on_server(office, "disturbed.toml", server.new_database())
    undisturbed = on_server(office, "undisturbed.toml", server.new_database())
    workers = [started(disturbed) for _ in range(WORKERS)]
    try:
        with Ledger.open(load(disturbed).store_url) as ledger:
            for kill in range(KILLS):
                for each in contents[kill * step : (kill + 1) * step if kill < KILLS - 1 else None]:
                    office.imap.deliver(each, datetime(2022, 6, 1, 12, tzinfo=UTC))
                time.sleep(chance.uniform(0.5, 3))
                place = chance.randrange(WORKERS)
                assert workers[place].poll() is None, "only we end a worker"
                workers[place].send_signal(signal.SIGKILL)
                workers[place].wait()
                workers[place] = started(disturbed)
            until = time.monotonic() + 180
            while (total := ledger.sum()).in_mailbox < len(contents) or total.pending:
                assert time.monotonic() < until, total
                time.sleep(0.5)
    finally:
        for worker in workers:
            worker.terminate()
        ends = [worker.wait(60) for worker in workers]
    assert set(ends) <= {0, -signal.SIGTERM}, "one that was only starting had nothing to finish"
    assert office.run(undisturbed, "poll").returncode == 0
    found = content(disturbed)
    assert found == content(undisturbed)
    assert len(found) == len(contents)
    days = [mail for mail in office.received if b"X-Skrzynka-Mail: daily" in mail]
    assert len(days) == len(set(days)), "no digest is sent twice by two workers"


def test_a_mailbox_is_taken_over_within_half_a_minute(office: Office, samples: Path, server: PostgreSql) -> None:
    config = on_server(office, "config.toml", server.new_database())
    Ledger.open(load(config).store_url).close()
    url, mailbox = load(config).store_url, load(config).mailboxes[0].ledger_name
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, url, mailbox], stdout=subprocess.PIPE, text=True)
    assert holder.stdout
    assert holder.stdout.readline() == "True\n"
    office.imap.deliver((samples / "0001.eml").read_bytes(), datetime(2022, 6, 1, 12, tzinfo=UTC))
    worker = office.start(config, "run")
    try:
        assert "new=0" in wait_for(worker, "elsewhere=1").splitlines()[-1]
        holder.kill()
        died = time.monotonic()
        wait_for(worker, "poll: new=1")
        assert time.monotonic() - died < 30
    finally:
        holder.kill()
        worker.terminate()
        worker.wait(30)
