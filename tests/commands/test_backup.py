"""Backups of a store that a service is working on."""

import json
import signal
from datetime import UTC, datetime
from pathlib import Path

from skrzynka.settings import load
from skrzynka.store.ledger import Ledger
from skrzynka.tests.commands.conftest import Run
from skrzynka.tests.commands.test_service import Office, fill, office, wait_for

__all__ = ["office"]  # the fixture


def test_backups_made_while_a_service_polls_are_whole_and_disturb_nothing(office: Office, samples: Path) -> None:
    fill(office, samples, 120)
    config = office.configure()
    process = office.start(config, "run")
    wait_for(process, "working")
    held = []
    for number in range(6):
        copy = office.folder / f"copy-{number}.db"
        done = office.run(config, "backup", str(copy))
        assert done.returncode == 0, done.stderr
        with Ledger.open(f"sqlite:///{copy}") as ledger:
            total = ledger.sum()
        assert total.unexplained == 0
        held.append(total.in_mailbox)
    assert held == sorted(held)
    while office.run(config, "status", "--json").stdout.find('"last_poll": null') >= 0:
        assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    said = process.communicate(timeout=60)[1]
    assert (process.returncode, "ERROR" in said) == (0, False), said
    with Ledger.open(load(config).store_url) as ledger:
        assert ledger.sum().in_mailbox == 120


def test_a_restore_waits_for_the_service_to_stop_and_then_polls_go_on_from_the_backup(
    office: Office, samples: Path
) -> None:
    fill(office, samples, 10)
    config, copy = office.configure(), office.folder / "copy.db"
    assert office.run(config, "poll").returncode == 0
    assert office.run(config, "backup", str(copy)).returncode == 0
    fill(office, samples, 20)
    assert json.loads(office.run(config, "poll", "--json").stdout)["sum"]["in_mailbox"] == 30
    before = office.content(config)
    process = office.start(config, "run")
    wait_for(process, "working")
    refused = office.run(config, "restore", str(copy))
    assert refused.returncode == 1
    assert "another worker uses this store" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    process.terminate()
    assert process.wait(20) == 0
    done = office.run(config, "restore", str(copy))
    assert done.returncode == 0, done.stderr
    assert "restored: 10 in the mailbox = " in done.stdout
    assert "the old store is kept: " in done.stdout
    assert json.loads(office.run(config, "poll", "--json").stdout)["new"] == 20
    assert office.content(config) == before


def test_a_backup_that_is_there_is_not_written_over(played: Path, run: Run) -> None:
    assert run("backup", "copy.db").code == 0
    again = run("backup", "copy.db")
    assert again.code == 1
    assert "is there already and stays as it is" in again.err
    assert run("backup", "copy.db", "--force").code == 0


def test_a_restore_says_where_moved_mails_lie(played: Path, run: Run) -> None:
    config = played / "config.toml"
    text = config.read_text("utf-8")
    assert 'handled = "' in text
    lines = ['handled = "move"' if line.startswith("handled = ") else line for line in text.splitlines()]
    config.write_text("\n".join(lines), "utf-8")
    assert run("backup", "copy.db").code == 0
    done = run("restore", "copy.db")
    assert done.code == 0
    assert "/INBOX to take them in" in done.out
    assert datetime.now(UTC).strftime("before-restore-%Y") in done.out
