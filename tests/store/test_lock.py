import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from pathlib import Path

import pytest

from skrzynka.store import StoreError
from skrzynka.store.lock import single_instance
from skrzynka.tests.postgresql import PostgreSql

HOLDER = """
import sys, time
from skrzynka.store.lock import single_instance
with single_instance(sys.argv[1]):
    print("held", flush=True)
    time.sleep(60)
"""


def hold(url: str) -> subprocess.Popen[bytes]:
    process = subprocess.Popen([sys.executable, "-c", HOLDER, url], stdout=subprocess.PIPE)
    assert process.stdout
    assert process.stdout.readline() == b"held\n"
    return process


def soon(held: Callable[[], AbstractContextManager[None]]) -> bool:
    """Whether something can be held within a few seconds."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        with suppress(StoreError), held():
            return True
        time.sleep(0.05)
    return False


def test_a_second_worker_is_told_which_one_holds_the_store(url: str, tmp_path: Path) -> None:
    with hold(url) as first:
        try:
            with pytest.raises(StoreError) as caught, single_instance(url):
                pass
        finally:
            first.kill()
    path = tmp_path / "skrzynka.db"
    assert str(caught.value) == f"another worker uses this store ({path}, process {first.pid}); stop it first"


def test_a_worker_that_is_killed_leaves_no_lock_behind(any_url: str) -> None:
    with hold(any_url) as first:
        with pytest.raises(StoreError, match="another worker uses this store"), single_instance(any_url):
            pass
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    assert soon(lambda: single_instance(any_url)), "a server may take a moment to notice"


def test_the_store_is_free_again_after_the_worker_ends(any_url: str) -> None:
    for _ in range(2):
        assert soon(lambda: single_instance(any_url))


def test_other_stores_are_not_held(url: str) -> None:
    with single_instance(url), single_instance(f"{url}2"):
        pass


def test_a_lock_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"), single_instance(f"sqlite:///{tmp_path}/nowhere/s.db"):
        pass


def test_a_store_in_memory_or_on_a_server_needs_no_lock_file(
    server: PostgreSql, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for url in ("sqlite://", "sqlite:///:memory:", server.new_database()):
        with single_instance(url):
            pass
    assert list(tmp_path.iterdir()) == []
