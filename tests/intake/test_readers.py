"""Mails that hang, swell or kill their reader, and the ones beside them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import closing
from dataclasses import replace
from multiprocessing import active_children, get_context
from pathlib import Path

import pytest

from skrzynka.classify import load as load_classifier
from skrzynka.classify import teach
from skrzynka.classify.records import Classifier, Correction, Reading
from skrzynka.intake import letter, readers
from skrzynka.intake.readers import Failure, ReaderApart, ReaderHere, Setup, processes
from skrzynka.intake.records import Letter
from skrzynka.intake.rules import Rules
from skrzynka.settings import load
from skrzynka.tests.intake.conftest import ByWord, mail

GOOD = [mail(f"Potrzebujemy mediacji w szkole numer {number}.") for number in range(4)]
KILLS, HANGS, SLEEPS, SWELLS = (mail(word) for word in ("kills", "hangs", "sleeps", "swells"))


def badly(content: bytes, classifier: Classifier, rules: Rules) -> Letter:
    """A reader with faults of every kind."""
    if content == KILLS:
        os.kill(os.getpid(), signal.SIGKILL)
    while content == HANGS:
        pass
    if content == SLEEPS:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})  # as a library that never comes back to Python
        time.sleep(60)
    if content == SWELLS:
        bytearray(3_000_000_000)
    return letter.read(content, classifier, rules)


def spoil(setup: Setup) -> None:
    """In the reading process: the bad reader, in little time."""
    readers.begin(setup)
    readers._DOCUMENTS, readers._REST = 0, 3
    vars(readers)["read"] = badly
    readers._TO_KILL = 0.5


def spoilt(setup: Setup) -> Executor:
    return ProcessPoolExecutor(2, get_context("spawn"), spoil, (setup,))


def setup() -> Setup:
    return Setup(load(None).scope_records, ("pl", "uk", "en", "ru"), Rules())


@pytest.fixture(scope="module")
def bad_reader() -> Iterator[ReaderApart]:
    with closing(ReaderApart(setup, spoilt)) as reader:
        yield reader


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (KILLS, "kills the reader"),
        (HANGS, "takes longer to read than 3 seconds"),
        (SLEEPS, "kills the reader"),
        (SWELLS, "breaks the reader: MemoryError"),
    ],
    ids=["kills", "hangs", "sleeps", "swells"],
)
def test_a_mail_that_breaks_its_reader_harms_no_other(bad_reader: ReaderApart, bad: bytes, reason: str) -> None:
    found = list(bad_reader.letters([GOOD[0], GOOD[1], bad, GOOD[2], GOOD[3]]))
    assert found.pop(2) == Failure(reason)
    assert [each.mail.text for each in found if isinstance(each, Letter)] == [
        f"Potrzebujemy mediacji w szkole numer {number}." for number in range(4)
    ]


def test_two_that_kill_are_told_apart(bad_reader: ReaderApart) -> None:
    found = list(bad_reader.letters([KILLS, GOOD[0], KILLS]))
    assert [isinstance(each, Failure) for each in found] == [True, False, True]


def test_another_process_reads_as_this_one_does(samples: Path) -> None:
    contents = [file.read_bytes() for file in sorted(samples.iterdir())[:30]]
    with closing(ReaderApart(setup, processes)) as apart:
        there = list(apart.letters(contents))
    here = ReaderHere(load_classifier(setup().scopes, setup().languages))
    assert there == list(here.letters(contents))


def test_what_was_taught_holds_from_the_next_start_on() -> None:
    scopes, said = setup().scopes, Correction("", "Chcemy gamelanu!", "konflikty")
    taught = [None, teach(scopes, [said] * 3)]
    with closing(ReaderApart(lambda: replace(setup(), taught=taught.pop(0)), processes)) as apart:
        letters: list[Letter | Failure] = []
        for _ in range(2):
            letters += apart.letters([mail("Chcemy gamelanu!")])
            apart.close()
    tags = [letter.reading.tag for letter in letters if isinstance(letter, Letter)]
    assert tags[0].scope != "konflikty"
    assert tags[1].scope == "konflikty"
    assert tags[1].model.startswith(f"{tags[0].model}+corrections-")


def test_a_bug_is_a_failure_here_too() -> None:
    class Breaking(ByWord):
        def classify(self, subject: str, body: str) -> Reading:  # noqa: ARG002
            raise ZeroDivisionError

    assert list(ReaderHere(Breaking()).letters(GOOD[:1])) == [Failure("breaks the reader: ZeroDivisionError")]


def test_reading_processes_end_with_the_service() -> None:
    program = """
import os, time
from skrzynka.intake.readers import Setup, processes
from skrzynka.intake.rules import Rules

if __name__ == "__main__":
    pool = processes(Setup((), ("pl",), Rules()), 1)
    print(pool.submit(os.getpid).result(), flush=True)
    time.sleep(60)
"""
    service = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert service.stdout
    reading = int(service.stdout.readline())
    service.kill()
    service.communicate()
    until = time.monotonic() + 10
    while Path(f"/proc/{reading}").exists():
        state = Path(f"/proc/{reading}/stat")
        assert time.monotonic() < until, "it lives on"
        if state.exists() and ") Z " in state.read_text():
            break  # dead; nobody waits for it
        time.sleep(0.05)


def test_nothing_runs_before_the_first_mail_nor_after_the_last() -> None:
    before = set(active_children())
    with closing(ReaderApart(setup, processes)) as apart:
        assert list(apart.letters([])) == []
        assert set(active_children()) == before
        list(apart.letters(GOOD))
    assert set(active_children()) == before
