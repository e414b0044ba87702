"""The sample consultation, played whole."""

import json
import subprocess
import sys
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from smtplib import SMTP
from typing import Any

import pytest

from skrzynka import SkrzynkaError
from skrzynka.demo import MARK, samples, stage
from skrzynka.settings import load
from skrzynka.store.ledger import Ledger
from skrzynka.store.questions import MailFilter
from skrzynka.store.records import Action, Period

SKRZYNKA = [sys.executable, "-c", "from skrzynka.cli import main; main()"]


@pytest.fixture(scope="module")
def received(played_demo: Path) -> list[EmailMessage]:
    paths = sorted((played_demo / "received").glob("*.eml"))
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]


def test_every_sample_ends_in_one_state_and_the_sum_explains_all(played_demo: Path) -> None:
    with Ledger.open(load(played_demo / "config.toml").store_url) as ledger:
        total = ledger.sum()
        assert (total.in_mailbox, total.pending, total.unexplained) == (160, 0, 0)
        assert all(mail.reason for mail in ledger.mails(MailFilter()))


def test_only_what_came_after_the_close_is_late(played_demo: Path, expected: list[dict[str, Any]]) -> None:
    with Ledger.open(load(played_demo / "config.toml").store_url) as ledger:
        rows = ledger.rows(MailFilter())
    subjects = {(row["subject"], row["from_email"]): row for row in expected}
    told = [(row, subjects[row.subject, row.from_email]) for row in rows if (row.subject, row.from_email) in subjects]
    assert len(told) > 150
    assert sum((row.period is Period.LATE) == bool(wanted.get("late")) for row, wanted in told) == len(told)


def test_a_digest_came_every_morning_and_one_closing_summary(received: list[EmailMessage]) -> None:
    kinds = [mail["X-Skrzynka-Mail"] for mail in received]
    assert kinds.count("daily") == 26
    assert kinds.count("closing") == 1
    days = [mail["Message-ID"].split(".")[1] for mail in received if mail["X-Skrzynka-Mail"] == "daily"]
    assert days == [f"2022-05-{day:02}" for day in range(26, 32)] + [f"2022-06-{day:02}" for day in range(1, 21)]
    assert len({mail["Message-ID"] for mail in received}) == len(received)


def test_each_opinion_stands_in_one_digest_and_in_the_summary(played_demo: Path, received: list[EmailMessage]) -> None:
    with Ledger.open(load(played_demo / "config.toml").store_url) as ledger:
        opinions = {row.number for row in ledger.rows(MailFilter()) if row.kind == "opinion"}
    told: list[int] = []
    for mail in received:
        body = mail.get_body(("plain",))
        assert body
        heads = [line for line in body.get_content().splitlines() if line.startswith("nr ") and " · " in line]
        # A letter that many sent is told of once, with all its numbers.
        numbers = {int(number) for head in heads for number in head.partition(" · ")[0][3:].split(",")}
        if mail["X-Skrzynka-Mail"] == "closing":
            assert opinions <= numbers
        else:
            told += [number for number in numbers if number in opinions]
    assert sorted(told) == sorted(opinions)


def test_two_corrections_were_made_by_a_person(played_demo: Path) -> None:
    with Ledger.open(load(played_demo / "config.toml").store_url) as ledger:
        events = [event for row in ledger.rows(MailFilter()) for event in ledger.events(row.number)]
    assert [event.by for event in events if event.action is Action.RETAG] == ["demo clerk"] * 2


def test_every_page_for_the_browser_is_linked(played_demo: Path, received: list[EmailMessage]) -> None:
    index = (played_demo / "html" / "index.html").read_text("utf-8")
    pages = {path.name for path in (played_demo / "html").glob("0*.html")}
    assert len(pages) == len(received)
    assert all(name in index for name in pages)


def test_a_folder_that_the_demo_did_not_make_stays(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").touch()
    with pytest.raises(SkrzynkaError, match="is not a folder this demo made"), stage(tmp_path, None):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_the_folder_one_stands_in_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / MARK).touch()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SkrzynkaError, match="you stand in it"), stage(Path(), None):
        pass
    assert (tmp_path / MARK).is_file()


def test_a_folder_that_the_demo_made_is_replaced(tmp_path: Path) -> None:
    for _ in range(2):
        with stage(tmp_path / "demo", None):
            assert (tmp_path / "demo" / MARK).is_file()


def test_a_folder_without_mails_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(SkrzynkaError, match=r"holds no \.eml file"):
        samples(tmp_path)


def test_live_takes_in_what_is_sent_to_the_coordinator(tmp_path: Path, samples: Path) -> None:
    mails = tmp_path / "mails"
    mails.mkdir()
    (mails / "1.eml").write_bytes((samples / "0003.eml").read_bytes())
    command = [*SKRZYNKA, "demo", "--live", "--mails", str(mails), "--dir", str(tmp_path / "demo")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout
    port = next(int(line.split("SMTP on 127.0.0.1:")[1].split(",")[0]) for line in process.stdout if "SMTP on" in line)
    with SMTP("127.0.0.1", port) as smtp:
        smtp.sendmail("a@example.org", "koordynatorka@um.example", "From: a@example.org\n\nPlac zabaw dla dzieci.")
    with Ledger.open(load(tmp_path / "demo" / "config.toml").store_url) as ledger:
        while ledger.sum().in_mailbox < 2 or ledger.sum().pending:
            assert process.poll() is None
        assert ledger.mail(2).row.from_email == "a@example.org"
    process.terminate()
    assert process.wait(20) == 0


def test_list_works_in_the_folder_that_is_left(played_demo: Path) -> None:
    done = subprocess.run([*SKRZYNKA, "list", "--json"], cwd=played_demo, capture_output=True, text=True, check=True)
    assert len([json.loads(line) for line in done.stdout.splitlines()]) == 160


def test_the_report_goes_with_the_closing_summary(received: list[EmailMessage]) -> None:
    (summary,) = [mail for mail in received if mail["X-Skrzynka-Mail"] == "closing"]
    files = {each.get_filename(): each for each in summary.iter_attachments()}
    names = [f"report-internal-pl.{form}" for form in ("html", "docx", "pdf")]
    assert list(files) == ["closing-2022-06-19.xlsx", *names]
    assert files[names[0]].get_content_type() == "text/html"
    page = files[names[0]].get_content()
    html, text = (part.get_content() for kind in ("html", "plain") if (part := summary.get_body([kind])))
    assert "Raport z konsultacji" in page
    assert len(html.encode()) <= 100_000
    assert "W załączniku raport w wersji wewnętrznej" in " ".join(text.split())
