"""Imports as an administrator runs them."""

import json
import os
import pty
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from skrzynka.store.ledger import Ledger
from skrzynka.store.lock import single_import
from skrzynka.store.questions import MailFilter
from skrzynka.tests.commands.conftest import Run
from skrzynka.tests.commands.test_service import SKRZYNKA, Office, office, wait_for

__all__ = ["office"]


@pytest.fixture
def consultation(run: Run, here: Path) -> Path:
    """A folder with a configuration, and no mailbox to reach."""
    assert run("init", ".", "--yes").code == 0
    return here


def ledger(folder: Path) -> Ledger:
    return Ledger.open(f"sqlite:///{folder}/skrzynka.db")


def test_a_folder_is_taken_in_and_the_sum_is_shown(run: Run, consultation: Path, samples: Path) -> None:
    done = run("import", str(samples), "--json")
    assert (done.code, done.err) == (0, "")
    (record,) = done.lines
    assert (record["found"], record["known"], record["new"], record["no_mail"]) == (160, 0, 160, 0)
    assert sum(record[name] for name in ("opinions", "other", "duplicates", "quarantined", "pending")) == 160
    assert record["sum"]["in_mailbox"] == 160
    assert record["sum"]["unexplained"] == 0
    (again,) = run("import", str(samples), "--json").lines
    assert (again["found"], again["known"], again["new"], again["opinions"]) == (160, 160, 0, 0)
    assert again["sum"] == record["sum"]


def test_several_paths_are_taken_in_and_shown_as_a_table(run: Run, consultation: Path, samples: Path) -> None:
    (consultation / "notes.txt").write_text("milk\n")
    (consultation / "inner").mkdir()
    (consultation / "inner" / "a.eml").write_bytes((samples / "0001.eml").read_bytes())
    done = run("import", "inner", str(samples / "0002.eml"), "inner/../inner", "inner/a.eml")
    assert done.code == 0
    assert "3 in the mailbox = " in done.out
    assert [line.split() for line in done.out.splitlines()[1:4]] == [["found", "3"], ["known", "0"], ["new", "3"]]
    assert "1 duplicates" in done.out, "a file that was named besides its folder"


def test_files_that_hold_no_mail_are_counted(run: Run, consultation: Path) -> None:
    (consultation / "papers").mkdir()
    for name in ("notes.txt", "scan.pdf"):
        (consultation / "papers" / name).write_text("milk\n")
    assert "files without a mail, left alone: 2" in run("import", "papers").out


@pytest.mark.parametrize("wrong", ["nowhere", "scan.pdf"])
def test_a_path_that_cannot_be_read_is_one_line_and_nothing_is_stored(
    run: Run, consultation: Path, samples: Path, wrong: str
) -> None:
    (consultation / "scan.pdf").write_bytes(b"%PDF-1.7\n")
    done = run("import", str(samples), wrong)
    assert (done.code, done.out, len(done.err.splitlines())) == (1, "", 1)
    assert done.err.startswith(f"skrzynka: {consultation / wrong}: ")
    with ledger(consultation) as opened:
        assert opened.rows(MailFilter()) == []


def test_without_a_path_the_usage_is_told(run: Run, consultation: Path) -> None:
    assert run("import").code == 2


def test_one_import_at_a_time(run: Run, consultation: Path, samples: Path) -> None:
    with ledger(consultation), single_import(f"sqlite:///{consultation}/skrzynka.db"):
        done = run("import", str(samples))
    assert done.code == 1
    assert "another import uses this store" in done.err


def test_an_import_runs_beside_the_service(office: Office, samples: Path) -> None:
    config = office.configure()
    for path in sorted(samples.glob("*.eml"))[:10]:
        office.imap.deliver(path.read_bytes(), datetime(2022, 6, 1, 12, tzinfo=UTC))
    service = office.start(config, "run")
    wait_for(service, "poll: new=10")
    done = office.run(config, "import", "--json", str(samples))
    assert service.poll() is None
    service.terminate()
    assert service.wait(20) == 0
    record = json.loads(done.stdout)
    assert (record["new"], record["sum"]["in_mailbox"], record["sum"]["unexplained"]) == (160, 170, 0)
    assert record["duplicates"] >= 10, "what the service took in already"


def test_progress_is_shown_on_a_terminal_only(office: Office, samples: Path) -> None:
    config = office.configure()
    command = [*SKRZYNKA, "--config", str(config), "import", "--json", str(samples / "0001.eml")]
    ours, theirs = pty.openpty()
    shown = subprocess.run(command, stdout=subprocess.PIPE, stderr=theirs, check=True, timeout=60)
    os.close(theirs)
    assert b"100 %" in os.read(ours, 100_000)
    os.close(ours)
    assert json.loads(shown.stdout)["new"] == 1
    assert subprocess.run(command, capture_output=True, check=True, timeout=60).stderr == b""


def test_the_differences_to_the_mailbox_are_explained(office: Office, samples: Path) -> None:
    config = office.configure()
    mails = [path.read_bytes() for path in sorted(samples.glob("*.eml"))[:4]]
    for content in mails[:3]:
        office.imap.deliver(content, datetime(2022, 6, 1, 12, tzinfo=UTC))
    office.run(config, "poll")
    office.run(config, "import", str(samples / "0009.eml"))
    office.imap.deliver(mails[3], datetime(2022, 6, 1, 12, tzinfo=UTC))
    done = office.run(config, "reconcile")
    assert (done.returncode, done.stderr) == (0, "")
    assert ": 1 on the server, not in the ledger: not polled yet (UID " in done.stdout
    assert "0009.eml: 1 in the ledger, imported from files" in done.stdout
    assert "4 in the mailbox = " in done.stdout
    record = json.loads(office.run(config, "reconcile", "--json").stdout)
    (folder,) = record["folders"]
    assert (folder["on_server"], folder["in_ledger"], folder["both"]) == (4, 3, 3)
    assert (folder["not_polled"]["mails"], folder["gap"]["mails"], record["unexplained"]) == (1, 0, 0)
    assert record["elsewhere"][0]["why"] == "imported from files"
    assert record["sum"]["in_mailbox"] == 4


def test_a_mail_that_was_passed_over_is_told_and_the_exit_code_says_so(office: Office, samples: Path) -> None:
    config = office.configure()
    for path in sorted(samples.glob("*.eml"))[:3]:
        office.imap.deliver(path.read_bytes(), datetime(2022, 6, 1, 12, tzinfo=UTC))
    office.run(config, "poll")
    with Ledger.open(f"sqlite:///{office.folder}/config.db") as opened, opened._writing() as session:
        session.connection().exec_driver_sql("DELETE FROM event WHERE number = 2")
        session.connection().exec_driver_sql("DELETE FROM mail WHERE number = 2")
    done = office.run(config, "reconcile")
    assert done.returncode == 1
    assert "1 mails on the server were passed over (UID " in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "though polls have passed them: unexplained" in done.stdout
