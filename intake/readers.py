"""Who reads mails: this process, or others that a mail may hang, swell or kill without harm to the service."""

import faulthandler
import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from threading import Thread, current_thread, main_thread
from types import FrameType
from typing import TYPE_CHECKING, Protocol

from skrzynka import models
from skrzynka.classify.records import Classifier, Reading, Scope
from skrzynka.intake.letter import Words, classified, read
from skrzynka.intake.records import Letter
from skrzynka.intake.rules import Rules

if TYPE_CHECKING:
    from skrzynka.classify.taught import Taught
    from skrzynka.settings import OwnModels

_MEMORY = 2_000_000_000
"""Bytes that a reading process may use; a mail of 50 MB takes a tenth of it."""

_DOCUMENTS, _REST = 2, 20
"""One mail has the seconds of its documents (see cage.py), and these for the rest."""

_PLAIN = Rules()

_TOGETHER = 5
"""Mails that are handed to a process at once: each handing over costs as much as a tenth of a mail."""

_GARBAGE = 50_000
"""Objects after which a reading process looks for garbage: reading makes many that live, and no circles."""

_TO_KILL = 10.0
"""Seconds after which a reader that does not even notice that its time is over is killed."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a mail could not be read."""

    reason: str


class Reader(Protocol):
    """Reads mails: a letter, or a failure, for each in turn. Never raises."""

    def letters(self, contents: Sequence[bytes]) -> Iterator[Letter | Failure]:
        """One for each, in the same order; several may be asked for before the first are taken."""

    def close(self) -> None:
        """End what was started to read."""


@dataclass(frozen=True, slots=True)
class ReaderHere:
    """Reads in this process."""

    classifier: Classifier
    rules: Rules = _PLAIN

    def letters(self, contents: Sequence[bytes]) -> Iterator[Letter | Failure]:
        """One after the other."""
        return (_read(self.classifier, self.rules, content) for content in contents)

    def close(self) -> None:
        """Nothing was started."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What a reading process must know."""

    scopes: tuple[Scope, ...]
    languages: tuple[str, ...]
    rules: Rules
    taught: "Taught | None" = None
    own: "OwnModels | None" = None


class ReaderApart:
    """Reads by an executor, which is started with the first mail, and anew where a mail kills it.

    ``setup`` is asked at each start, so that what staff taught meanwhile holds after ``close``.
    """

    def __init__(self, setup: Callable[[], Setup], start: Callable[[Setup], Executor]) -> None:
        self._setup = setup
        self._start = start
        self._executor: Executor | None = None

    def letters(self, contents: Sequence[bytes]) -> Iterator[Letter | Failure]:
        """Several at once, from now on; those in line behind a mail that killed its reader are read again."""
        return self._answers(contents, self._started(contents))

    def _started(self, contents: Sequence[bytes]) -> Iterator[Letter | Failure] | None:
        try:
            return self._running().map(_read_apart, contents, chunksize=_TOGETHER) if contents else None
        except BrokenExecutor:  # by a mail of others that are being read: they tell which
            return None

    def _answers(
        self, contents: Sequence[bytes], started: Iterator[Letter | Failure] | None
    ) -> Iterator[Letter | Failure]:
        while contents:
            done = 0
            try:
                for letter in started or self._running().map(_read_apart, contents, chunksize=_TOGETHER):
                    yield letter
                    done += 1
            except (BrokenExecutor, CancelledError):
                yield self._alone(contents[done])
                done += 1
            contents, started = contents[done:], None

    def close(self) -> None:
        """Wait for the mail in hand."""
        if self._executor is not None:
            self._executor.shutdown(cancel_futures=True)
            self._executor = None

    def _alone(self, content: bytes) -> Letter | Failure:
        """Read with no other mail beside it that may be the one that kills."""
        self.close()
        try:
            return self._running().submit(_read_apart, content).result()
        except BrokenExecutor:
            self.close()
            return Failure("kills the reader")

    def _running(self) -> Executor:
        self._executor = self._executor or self._start(self._setup())
        return self._executor


def processes(setup: Setup, wanted: int | None = None) -> Executor:
    """Processes of this machine, as many as it gives us cores; none is started before it is needed."""
    # Spawned: a fork would copy the locks of whatever threads run now.
    return ProcessPoolExecutor(wanted or _cores(), get_context("spawn"), begin, (setup,))


def _cores() -> int:
    """Those that this service may use: of a container that may be fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def begin(setup: Setup) -> None:
    """Get ready to read, in the main thread of a process of its own.

    Signals are for the service, which lets the mail in hand be finished; and with the service this process ends.
    """
    be_ready(setup)
    gc.freeze()
    gc.set_threshold(_GARBAGE)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    if service := parent_process():
        Thread(target=_end_with, args=(service.join,), daemon=True).start()
    try:
        import resource

        # The soft limit alone: the processes that read documents have lower ones.
        resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, resource.RLIM_INFINITY))
    except (ImportError, ValueError, OSError):  # another system: what remains is the time
        return


def be_ready(setup: Setup) -> None:
    """Load what this process reads by; what it read by before counts no more."""
    _ready[:] = [(models.load(setup.scopes, setup.languages, setup.taught, setup.own), setup.rules)]


def _end_with(join: Callable[[], None]) -> None:
    join()
    os._exit(1)


_ready: list[tuple[Classifier, Rules]] = []
"""Of a reading process: what it reads by."""


def _read_apart(content: bytes) -> Letter | Failure:
    classifier, rules = _ready[-1]
    seconds = _DOCUMENTS * rules.limits.seconds + _REST
    try:
        with _at_most(seconds):
            return _read(classifier, rules, content)
    except _TooLongError:
        return Failure(f"takes longer to read than {seconds} seconds")


def classified_apart(words: Words) -> Reading:
    """What the classifier of a reading process makes of a mail's words."""
    return classified(words, _ready[-1][0])[0]


def _read(classifier: Classifier, rules: Rules, content: bytes) -> Letter | Failure:
    try:
        return read(content, classifier, rules)
    except Exception as error:  # noqa: BLE001  # one mail that breaks the reader must not stop the others
        return Failure(f"breaks the reader: {type(error).__name__}")


class _TooLongError(BaseException):
    """No Exception: what makes the best of broken parts of a mail must not swallow it."""


@contextmanager
def _at_most(seconds: int) -> Iterator[None]:
    """Raise _TooLongError in what takes longer; what does not come back from a library by then is killed."""
    if current_thread() is not main_thread() or sys.platform == "win32":
        yield  # signals reach the main thread only
        return
    signal.signal(signal.SIGALRM, _too_long)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123  # faulthandler wants a file
        faulthandler.dump_traceback_later(seconds + _TO_KILL, exit=True, file=nowhere)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            faulthandler.cancel_dump_traceback_later()


def _too_long(_number: int, _frame: FrameType | None) -> None:
    raise _TooLongError
