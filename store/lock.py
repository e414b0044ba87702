"""One worker per store, one import, one sender."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TextIO

from sqlalchemy.engine import make_url

from skrzynka.store import StoreError
from skrzynka.store.database import file_of, reported, shown
from skrzynka.store.postgresql import Hold, Polled, held


@contextmanager
def single_instance(url: str) -> Iterator[None]:
    """Hold the store alone; a worker, or another who wants it alone, raises StoreError.

    The kernel lets go when the process ends, however it ends, so no stale lock can remain.
    """
    with _alone(url, ".lock", "worker", Hold.WORKER):
        yield


@contextmanager
def one_worker(url: str) -> Iterator[None]:
    """Hold the store for a worker: a file for one only, a database on a server together with other workers."""
    if file_of(url) is not None:
        with single_instance(url):
            yield
        return
    with _on_server(url, Hold.WORKER, wait=False, shared=True) as free:
        if not free:
            raise StoreError(f"the store is being changed as a whole ({shown(url)}); start again when that is done")
        yield


@contextmanager
def polled(url: str, mailbox: str) -> Iterator[bool]:
    """Hold a mailbox while it is polled; False where another worker polls it. In a file there is one worker."""
    if file_of(url) is not None:
        yield True
        return
    with _on_server(url, Polled(mailbox), wait=False) as free:
        yield free


@contextmanager
def on_duty(url: str) -> Iterator[bool]:
    """Hold what is done once for all workers of a store; False where another worker does it."""
    if file_of(url) is not None:
        yield True
        return
    with _on_server(url, Hold.DUTY, wait=False) as free:
        yield free


@contextmanager
def single_import(url: str) -> Iterator[None]:
    """Hold the store for one import from files, which may run beside a worker; a second one raises StoreError."""
    with _alone(url, ".importing", "import", Hold.IMPORT):
        yield


@contextmanager
def one_at_a_time(url: str) -> Iterator[None]:
    """Wait until nobody else sends from this store, then hold it: two senders would send the same mail twice."""
    path = file_of(url)
    if path is None:
        with _on_server(url, Hold.SENDING, wait=True):
            yield
        return
    with _beside(path, ".sending") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def _alone(url: str, ending: str, who: str, what: Hold) -> Iterator[None]:
    path = file_of(url)
    if path is None:
        with _on_server(url, what, wait=False) as free:
            if not free:
                raise StoreError(f"another {who} uses this store ({shown(url)}); stop it first")
            yield
        return
    with _beside(path, ending) as file:
        _hold(file, str(path), who)
        yield


@contextmanager
def _on_server(url: str, what: Hold | Polled, *, wait: bool, shared: bool = False) -> Iterator[bool]:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":  # in memory: nobody else has it
        yield True
        return
    # What fails inside is told where it fails; here only the lock's own connection.
    with ExitStack() as stack:
        with reported(url):
            free = stack.enter_context(held(parsed, what, wait=wait, shared=shared))
        yield free


def _beside(path: Path, ending: str) -> TextIO:
    beside = path.with_name(path.name + ending)
    try:
        return beside.open("a+", encoding="ascii")
    except OSError as error:
        raise StoreError(f"lock {beside}: cannot be written ({error.strerror}); make its folder writable") from error


def _hold(file: TextIO, store: str, who: str) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.seek(0)
        holder = file.read().strip() or "unknown"
        raise StoreError(f"another {who} uses this store ({store}, process {holder}); stop it first") from error
    file.truncate(0)
    file.write(f"{os.getpid()}\n")
    file.flush()
