import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from skrzynka.store.ledger import Ledger
from skrzynka.store.questions import MailFilter
from skrzynka.store.records import State
from skrzynka.tests.store.invented import NOW, filled, opinion, raw
from skrzynka.tests.store.polling import MAILS, poll

POLL = [sys.executable, "-m", "skrzynka.tests.store.polling"]


def content(url: str) -> dict[str, Any]:
    """Everything a store says."""
    with Ledger.open(url) as ledger:
        mails = ledger.mails(MailFilter())
        return {
            "mails": mails,
            # A server counts on over what was rolled back.
            "events": [replace(event, id=0) for mail in mails for event in ledger.events(mail.row.number)],
            "raw": [ledger.raw(mail.row.number) for mail in mails],
            "cursor": ledger.cursor("INBOX", 1),
            "sum": ledger.sum(),
        }


def killed_poll(url: str, steps: int, delay: float) -> int:
    """Poll in a process of its own, and kill it in the middle of what it does after so many steps."""
    with subprocess.Popen([*POLL, url], stdout=subprocess.PIPE) as process:
        assert process.stdout
        for _ in range(steps):
            process.stdout.readline()
        time.sleep(delay)
        process.kill()
    return process.returncode


def test_a_poll_that_is_killed_again_and_again_gives_the_store_of_an_undisturbed_one(
    any_url: str, tmp_path: Path
) -> None:
    disturbed, undisturbed = any_url, f"sqlite:///{tmp_path}/undisturbed.db"
    chance = random.Random(7)
    for steps in (0, 1, 4, 6, 30, 50, 40):
        assert killed_poll(disturbed, steps, chance.uniform(0, 0.004)) == -9
        if steps:
            with Ledger.open(disturbed) as ledger:
                assert ledger.sum().unexplained == 0
                assert ledger.cursor("INBOX", 1) == ledger.sum().in_mailbox
    poll(disturbed)
    poll(undisturbed)
    assert content(disturbed) == content(undisturbed)
    assert content(disturbed)["sum"].in_mailbox == len(MAILS)


def test_a_person_can_correct_tags_while_a_poll_writes(any_url: str) -> None:
    with Ledger.open(any_url) as worker, Ledger.open(any_url) as clerk:
        filled(worker, *(opinion(number) for number in range(1, 11)))

        def polls() -> None:
            for uid in range(11, 111):
                worker.archive([raw(uid)], NOW)
                worker.record([opinion(uid)], NOW)

        def corrects() -> None:
            for _ in range(10):
                for number in range(1, 11):
                    clerk.retag(number, "procesy", None, "", "anna", NOW)
                    if number % 2:
                        clerk.undo(number, "anna", NOW)

        with ThreadPoolExecutor() as threads:
            for done in [threads.submit(polls), threads.submit(corrects)]:
                done.result()
        assert worker.sum() == clerk.sum()
        assert (worker.sum().opinions, worker.sum().unexplained) == (110, 0)
        assert [clerk.mail(number).row.scope for number in (1, 2)] == ["edukacja", "procesy"]
        assert len(clerk.events(1)) == 21


def test_two_workers_that_archive_the_same_mails_give_each_one_number(any_url: str) -> None:
    def takes_in(moment: int) -> int:
        with Ledger.open(any_url) as ledger:
            return sum(ledger.archive([raw(uid), raw(uid + 1)], NOW + timedelta(moment)) for uid in range(1, 60))

    with ThreadPoolExecutor() as threads:
        assert sum(threads.map(takes_in, range(3))) == 60
    with Ledger.open(any_url) as ledger:
        assert [row.number for row in ledger.rows(MailFilter())] == list(range(1, 61))
        assert [mail.uid for mail in ledger.mails(MailFilter(state=State.PENDING))] == list(range(1, 61))


def test_a_new_store_may_be_opened_by_several_at_once(any_url: str) -> None:
    processes = [subprocess.Popen([*POLL, any_url], stdout=subprocess.DEVNULL) for _ in range(3)]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    with Ledger.open(any_url) as ledger:
        assert (ledger.sum().in_mailbox, ledger.sum().pending) == (len(MAILS), 0)


def test_what_is_read_in_the_middle_of_a_write_is_what_was_before(any_url: str) -> None:
    with Ledger.open(any_url) as worker, Ledger.open(any_url) as reader:
        worker.archive([raw(1)], NOW)
        with worker._writing() as session:
            session.connection().exec_driver_sql("UPDATE mail SET state = 'opinion'")
            assert reader.sum().pending == 1
        assert reader.sum().pending == 0
