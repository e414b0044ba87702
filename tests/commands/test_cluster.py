"""Imports and new tags on a real Dask cluster of two workers, of which one is killed in the middle."""

import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from distributed import LocalCluster

from skrzynka import SkrzynkaError
from skrzynka.intake.cluster import on_cluster
from skrzynka.intake.readers import Setup
from skrzynka.intake.rules import rules_of
from skrzynka.settings import load
from skrzynka.store.ledger import Ledger
from skrzynka.store.questions import MailFilter
from skrzynka.tests.commands.conftest import Run

NEVER = datetime.min.replace(tzinfo=UTC)


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    two: Any = LocalCluster  # it has no types
    with two(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as running:
        yield running


def content(folder: Path) -> list[Any]:
    """Every mail with its history, whenever it was read."""
    with Ledger.open(load(folder / "config.toml").store_url) as ledger:
        return [
            (replace(mail, mailbox="", row=replace(mail.row, archived_at=NEVER)),
             [replace(event, at=NEVER) for event in ledger.events(mail.row.number)])
            for mail in ledger.mails(MailFilter())
        ]  # fmt: skip


def test_an_import_on_a_cluster_of_which_a_worker_is_killed_is_that_of_this_machine(
    cluster: LocalCluster, run: Run, here: Path, samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mails = [str(path) for path in sorted(samples.glob("*.eml"))]
    for name in ("near", "far"):
        assert run("init", name, "--yes").code == 0
    monkeypatch.chdir(here / "near")
    assert run("import", *mails).code == 0
    monkeypatch.chdir(here / "far")
    killed = threading.Thread(target=_kill_one_in_the_middle, args=(cluster, here / "far"))
    killed.start()
    done = run("import", "--scheduler", cluster.scheduler_address, *mails)
    killed.join()
    assert done.code == 0, done.err
    assert content(here / "far") == content(here / "near")


def _kill_one_in_the_middle(cluster: LocalCluster, folder: Path) -> None:
    with Ledger.open(load(folder / "config.toml").store_url) as ledger:
        until = time.monotonic() + 60
        while ledger.sum().opinions < 20 and time.monotonic() < until:
            time.sleep(0.02)
        assert ledger.sum().pending or ledger.sum().in_mailbox < 160, "it came too late"
    os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)


def test_new_tags_on_a_cluster_are_those_of_this_machine(
    cluster: LocalCluster, run: Run, played: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = played.parent / f"{played.name}-other"
    shutil.copytree(played, other)
    changes = []
    for folder, options in ((played, ()), (other, ("--scheduler", cluster.scheduler_address))):
        monkeypatch.chdir(folder)
        for line in [line for line in run("list", "--json").lines if line["scope"] == "wolontariat"][:3]:
            assert run("retag", str(line["number"]), "konflikty").code == 0
        done = run("reclassify", "--json", *options)
        assert done.code == 0, done.err
        changes.append(done.lines)
    assert changes[0] == changes[1] != []


def test_what_kills_its_worker_breaks_the_executor_as_here(cluster: LocalCluster) -> None:
    chosen = load(None)
    setup = Setup(chosen.scope_records, chosen.consultation.languages, rules_of(chosen))
    with on_cluster(cluster.scheduler_address, setup) as executor:
        with pytest.raises(BrokenExecutor):
            executor.submit(os._exit, 1).result(timeout=120)
        assert executor.submit(len, "abc").result(timeout=60) == 3


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense"])
def test_a_scheduler_that_is_not_there_is_one_clear_line(
    address: str, run: Run, played: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("skrzynka.intake.cluster._SECONDS", 2)
    done = run("reclassify", "--scheduler", address)
    assert (done.code, len(done.err.splitlines())) == (1, 1), done.err
    assert f"--scheduler {address}: cannot be used" in done.err


def test_without_the_extra_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(SkrzynkaError, match=r"pip install 'skrzynka\[cluster\]'"):
        on_cluster("tcp://127.0.0.1:1", Setup((), (), rules_of(load(None))))
