"""A backlog that several workers share, and what only one of them does at a time."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest

from skrzynka.store import StoreError
from skrzynka.store.ledger import Ledger
from skrzynka.store.lock import one_worker, single_instance
from skrzynka.tests.postgresql import PostgreSql
from skrzynka.tests.store.invented import NOW, opinion, raw

HOLDER = """
import sys, time
from skrzynka.store.ledger import Ledger
with Ledger.open(sys.argv[1]) as ledger, ledger.claimed(3) as claim, ledger.polling("INBOX") as mine:
    print(*(mail.number for mail in claim.mails), mine, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def shared(server: PostgreSql) -> str:
    """A database on a server, with ten mails that wait."""
    url = server.new_database()
    with Ledger.open(url) as ledger:
        ledger.archive([raw(number) for number in range(1, 11)], NOW)
    return url


@pytest.fixture
def two(shared: str) -> Iterator[tuple[Ledger, Ledger]]:
    with Ledger.open(shared) as one, Ledger.open(shared) as other:
        yield one, other


def numbers(ledger: Ledger, held: ExitStack, limit: int, after: int = 0, before: int | None = None) -> list[int]:
    return [mail.number for mail in held.enter_context(ledger.claimed(limit, after, before)).mails]


def test_what_one_worker_claims_is_not_given_to_another(two: tuple[Ledger, Ledger]) -> None:
    one, other = two
    with ExitStack() as held:
        assert numbers(one, held, 3) == [1, 2, 3]
        assert numbers(other, held, 3) == [4, 5, 6]
        assert numbers(one, held, 3, after=3) == [7, 8, 9]
        assert numbers(other, held, 5, before=7) == []
        assert one.first_pending() == other.first_pending() == 1
    with one.claimed(2) as claim:
        claim.record([opinion(1)], NOW)
        assert one.first_pending() == 2
        with ExitStack() as held:
            assert numbers(other, held, 3) == [2, 3, 4], "what is recorded is let go"


def test_mails_of_the_same_bytes_are_claimed_each_for_itself(shared: str) -> None:
    with Ledger.open(shared) as ledger, ExitStack() as held:
        ledger.archive([replace(raw(1), uid=uid) for uid in (11, 12)], NOW)
        assert numbers(ledger, held, 1) == [1]
        assert numbers(ledger, held, 9, after=9) == [10, 11, 12]


def test_the_claim_of_a_worker_that_is_killed_ends(shared: str) -> None:
    process = subprocess.Popen([sys.executable, "-c", HOLDER, shared], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "1 2 3 True\n"
    with Ledger.open(shared) as ledger:
        with ExitStack() as held:
            assert numbers(ledger, held, 10) == [4, 5, 6, 7, 8, 9, 10]
        with ledger.polling("INBOX") as mine, ledger.polling("Spam") as another:
            assert (mine, another) == (False, True)
        process.send_signal(signal.SIGKILL)
        process.wait()
        until = time.monotonic() + 10
        while time.monotonic() < until:
            with ExitStack() as held, ledger.polling("INBOX") as mine:
                if mine and numbers(ledger, held, 2) == [1, 2]:
                    return
            time.sleep(0.1)
    pytest.fail("the server did not notice")


def test_one_worker_is_on_duty_at_a_time(two: tuple[Ledger, Ledger]) -> None:
    one, other = two
    with one.on_duty() as first, other.on_duty() as second:
        assert (first, second) == (True, False)
    with other.on_duty() as second:
        assert second


def test_workers_share_a_server_and_nobody_changes_it_as_a_whole_beside_them(server: PostgreSql) -> None:
    url = server.new_database()
    refused = pytest.raises(StoreError, match="another worker uses this store")
    with one_worker(url), one_worker(url), refused, single_instance(url):
        pass
    with single_instance(url), pytest.raises(StoreError, match="being changed as a whole"), one_worker(url):
        pass


def test_a_file_has_one_worker_to_whom_all_is_given(url: str) -> None:
    with Ledger.open(url) as ledger, one_worker(url):
        ledger.archive([raw(number) for number in range(1, 4)], NOW)
        with ledger.claimed(2) as claim, ledger.polling("INBOX") as mine, ledger.on_duty() as duty:
            assert ([mail.number for mail in claim.mails], mine, duty) == ([1, 2], True, True)
        with pytest.raises(StoreError, match="another worker uses this store"), one_worker(url):
            pass
