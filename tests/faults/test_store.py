"""The store's disk is full, or another program holds the store."""

import os
import random
import sqlite3
import subprocess
from base64 import encodebytes
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from skrzynka.tests.faults.office import Consultation, Office, letter
from skrzynka.tests.faults.proxy import When, at

MEGABYTE = 1_000_000


@contextmanager
def small_disk(folder: Path, size: int = 4 * MEGABYTE) -> Iterator[None]:
    """A file system of its own over a folder, with what lay in it."""
    kept = {path.name: path.read_bytes() for path in folder.iterdir()}
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True, text=True, check=False
    )
    if made.returncode:
        pytest.skip(f"no small disk can be mounted here: {made.stderr.strip()}")
    try:
        for name, content in kept.items():
            (folder / name).write_bytes(content)
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def fill(folder: Path, left: int) -> Path:
    """A file that leaves so many bytes free."""
    disk = os.statvfs(folder)
    filler = folder / "filler"
    filler.write_bytes(bytes(max(0, disk.f_bavail * disk.f_frsize - left)))
    return filler


def noise(number: int) -> bytes:
    """A mail that no compression makes small."""
    picture = encodebytes(random.Random(number).randbytes(60_000)).replace(b"\n", b"\r\n")
    return letter(number, size=100).replace(b"QUJD", picture, 1)


@pytest.fixture
def pair(office: Office) -> tuple[Consultation, Consultation]:
    """Two consultations with the same mails."""
    pair = (office.consultation("move", backlog=False), office.consultation("move", backlog=False))
    for consultation in pair:
        consultation.deliver(*(noise(number) for number in range(1, 7)))
    return pair


@pytest.mark.parametrize("left", [0, 40_000, 150_000, 300_000, 500_000])
def test_a_full_disk_costs_nothing_once_there_is_room_again(pair: tuple[Consultation, Consultation], left: int) -> None:
    disturbed, undisturbed = pair
    with small_disk(disturbed.folder):
        filler = fill(disturbed.folder, left)
        done = disturbed.run("poll")
        assert (done.code, len(done.err.splitlines()), "the disk is full" in done.err) == (1, 1, True), done.err
        filler.unlink()
        assert disturbed.run("poll").code == 0
        assert undisturbed.run("poll").code == 0
        assert disturbed.stored() == undisturbed.stored()
        assert disturbed.served() == undisturbed.served()


@contextmanager
def locked(consultation: Consultation) -> Iterator[None]:
    """Another program writes and does not come to an end."""
    with closing(sqlite3.connect(consultation.store, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


SHORT = {"skrzynka.store.database._BUSY_MILLISECONDS": 700}
"""How long is waited for another program; in truth it is longer than a test should last."""


@pytest.mark.parametrize("command", ["CONNECT", "LOGIN", "UID FETCH", "UID MOVE", "LOGOUT"])
def test_a_store_that_is_locked_for_too_long_is_told_and_nothing_is_lost(office: Office, command: str) -> None:
    undisturbed = office.undisturbed("move")
    consultation = office.consultation("move")
    with ExitStack() as other:
        lock = at(undisturbed.asked.index(command), When.ASKED, lambda: other.enter_context(locked(consultation)))
        done = consultation.run("poll", fault=lock, constants=SHORT)
        assert (done.code, len(done.err.splitlines()), "is locked" in done.err) == (1, 1, True), done.err
    assert consultation.run("poll").code == 0
    assert (consultation.stored(), consultation.served()) == (undisturbed.stored, undisturbed.served)


def test_a_store_that_is_locked_for_a_while_is_waited_for(office: Office) -> None:
    undisturbed = office.undisturbed("move")
    consultation = office.consultation("move")
    with ExitStack() as other:
        other.enter_context(locked(consultation))
        running = consultation.start("poll")
        assert not running.ends_within(1)
    assert (running.wait().code, consultation.stored()) == (0, undisturbed.stored)
