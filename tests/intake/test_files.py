"""Mails from files, into a real store."""

import mailbox as library
import os
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest

from skrzynka.intake import mbox
from skrzynka.intake.backlog import PollReport
from skrzynka.intake.files import FileMailbox, received_at
from skrzynka.intake.places import FilesError, Survey, places, survey
from skrzynka.intake.poll import poll
from skrzynka.intake.readers import ReaderHere
from skrzynka.settings import load
from skrzynka.store.ledger import Ledger
from skrzynka.store.questions import MailFilter
from skrzynka.store.records import State
from skrzynka.tests.intake.conftest import ByWord, mail
from skrzynka.tests.intake.served import Served
from skrzynka.tests.intake.test_poll import polled
from skrzynka.tests.store.test_database import unprivileged

NOW = datetime(2022, 6, 2, 8, 0, tzinfo=UTC)
MAILS = [mail(f"mediacji {n}", f"Subject: {n}", f"Message-ID: <{n}@example.org>") for n in range(5)]
LINE = b"From ola@example.org Mon Jun  6 10:15:00 2022\n"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(f"sqlite:///{tmp_path / 'store.db'}") as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "files"
    made.mkdir()
    return made


def maildir(folder: Path, *contents: bytes) -> Path:
    """A Maildir as other programs make it."""
    for name in ("cur", "new", "tmp"):
        (folder / name).mkdir(parents=True)
    made = library.Maildir(str(folder))
    for content in contents:
        made.add(content)
    return folder


def taken(path: Path, ledger: Ledger) -> PollReport:
    return poll(FileMailbox(path, ledger.held), ledger, ReaderHere(ByWord(mediacji="konflikty")), load(None), NOW)


def contents(path: Path) -> list[bytes | None]:
    return [place.read() for place in places(path)]


def stored(ledger: Ledger) -> list[bytes]:
    return [ledger.raw(row.number) for row in ledger.rows(MailFilter())]


class TestFormats:
    def test_a_maildir_gives_each_mail_byte_for_byte(self, folder: Path) -> None:
        path = maildir(folder, *MAILS)
        (path / "new" / "1.x").write_bytes(b"no header at all")
        (path / "tmp" / "2.x").write_bytes(b"half")
        (path / "dovecot-uidlist").write_text("3 V1 N6\n")
        (path / "cur" / ".keep").touch()
        assert sorted(filter(None, contents(path))) == sorted([*MAILS, b"no header at all"])
        assert survey(path).others == 2

    def test_the_folders_within_a_maildir_are_read_too(self, folder: Path) -> None:
        maildir(folder, MAILS[0])
        maildir(folder / ".Spam", MAILS[1])
        assert sorted(filter(None, contents(folder))) == MAILS[:2]

    def test_a_folder_gives_its_mails_in_order_and_leaves_the_rest(self, folder: Path) -> None:
        (folder / "inner").mkdir()
        for n, name in enumerate(("inner/b.EML", "a.eml", "z.eml")):
            (folder / name).write_bytes(MAILS[n])
        (folder / "box").write_bytes(LINE + b"Subject: 3\n\nx\n\n")
        (folder / "notes.txt").write_text("Date: a word with a colon\n")
        (folder / "scan.pdf").write_bytes(b"%PDF-1.7\n")
        assert contents(folder) == [MAILS[1], b"Subject: 3\n\nx\n", MAILS[0], MAILS[2]]
        assert survey(folder).others == 2

    def test_a_link_to_a_folder_is_no_circle(self, folder: Path) -> None:
        (folder / "a.eml").write_bytes(MAILS[0])
        (folder / "again").symlink_to(folder)
        assert contents(folder) == MAILS[:1]

    def test_a_large_folder_is_gone_through_in_pieces(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("skrzynka.intake.places._NAMES", 2)
        for n, content in enumerate(MAILS):
            (folder / f"{n}.eml").write_bytes(content)
        assert contents(folder) == MAILS

    @pytest.mark.parametrize("name", ["mail.eml", "mail", "mail.txt"])
    def test_one_file_that_a_person_names_is_a_mail(self, folder: Path, name: str) -> None:
        (folder / name).write_bytes(MAILS[0])
        assert contents(folder / name) == MAILS[:1]

    def test_what_another_program_put_into_an_mbox_comes_out_of_it(self, folder: Path) -> None:
        box = library.mbox(str(folder / "box"), create=True)
        written = [content.replace(b"\r\n", b"\n") + b"\n" for content in MAILS]
        written.append(b"Subject: x\n\nFrom here on\nFrom there\n\n" + LINE + b"not a mail\n")
        for content in written:
            box.add(content)
        box.flush()
        assert contents(folder / "box") == written


class TestMbox:
    def split(self, box: bytes) -> list[bytes]:
        return [mbox.content(box[start:stop]) for start, stop in mbox.spans(BytesIO(box))]

    def test_only_the_marks_of_quoting_are_taken_away(self) -> None:
        box = LINE + b"Subject: 1\n\n>From me\n>>From you\n> From them\n >From us\n\n"
        assert self.split(box) == [b"Subject: 1\n\nFrom me\n>From you\n> From them\n >From us\n"]

    def test_a_writers_own_from_that_no_program_quoted_begins_no_mail(self) -> None:
        body = b"Hello,\nFrom Monday on\n\nFrom 10:00 to 12:00 in 2022\n\nFrom: no field\n"
        assert self.split(LINE + b"Subject: 1\n\n" + body + b"\n" + LINE + b"Subject: 2\n\n") == [
            b"Subject: 1\n\n" + body,
            b"Subject: 2\n",
        ]

    @pytest.mark.parametrize(
        "line",
        [
            b"From - Mon Jun 06 10:15:00 2022",
            b"From 1734567890123456789@xxx Mon Jun 06 10:15:00 +0000 2022",
            b"From MAILER-DAEMON Mon Jun  6 10:15:00 2022",
            b'From "Ola K" Mon, 6 Jun 2022 10:15:00 +0200',
            b"From ???@??? Mon Jun 06 10:15:00 2022",
            b"From ola at example.org  Mon Jun  6 10:15:00 2022",
        ],
    )
    def test_the_first_line_is_as_the_programs_write_it(self, line: bytes) -> None:
        box = b"".join(line + b"\n" + content + b"\n" for content in (b"Subject: 1\n\nx\n", b"Subject: 2\n\nFrom y\n"))
        assert mbox.is_mbox(box)
        assert self.split(box) == [b"Subject: 1\n\nx\n", b"Subject: 2\n\nFrom y\n"]

    def test_a_file_without_dates_is_split_where_headers_begin(self) -> None:
        box = b"From \nSubject: 1\n\nx\nFrom y\n\nFrom z\n\nFrom \nSubject: 2\n\n"
        assert self.split(box) == [b"Subject: 1\n\nx\nFrom y\n\nFrom z\n", b"Subject: 2\n"]

    def test_a_mail_without_an_empty_line_before_it_is_found(self) -> None:
        assert self.split(LINE + b"Subject: 1\n\nx\n" + LINE + b"Subject: 2\n\ny") == [
            b"Subject: 1\n\nx\n",
            b"Subject: 2\n\ny",
        ]

    def test_line_ends_stay_as_they_are(self) -> None:
        box = (LINE + b"Subject: 1\n\n>From x\n\n").replace(b"\n", b"\r\n")
        assert self.split(box * 2) == [b"Subject: 1\r\n\r\nFrom x\r\n"] * 2

    def test_nothing_is_in_an_empty_file(self) -> None:
        assert self.split(b"") == []
        assert not mbox.is_mbox(b"")

    @pytest.mark.parametrize("box", [LINE, LINE[:-1], LINE + b"\n", LINE + b"\n\n"])
    def test_a_line_without_a_mail_breaks_nothing(self, box: bytes) -> None:
        assert all(not content.strip() for content in self.split(box))


class TestReceived:
    def test_the_topmost_received_counts(self) -> None:
        content = mail("x", "Received: by mx; Tue, 7 Jun 2022 09:00:00 +0200", "Received: by old; Mon, 6 Jun 2022 1:00")
        assert received_at(content) == datetime(2022, 6, 7, 7, 0, tzinfo=UTC)

    @pytest.mark.parametrize("received", ["Received: by mx", "Received: by mx; some day", "X-None: 1"])
    def test_without_one_the_writers_date_does(self, received: str) -> None:
        assert received_at(mail("x", received)) == datetime(2022, 6, 6, 8, 15, tzinfo=UTC)

    def test_a_date_as_people_write_it_is_read(self) -> None:
        assert received_at(mail("x", "Date: 6 czerwca 2022 10:15")) == datetime(2022, 6, 6, 10, 15, tzinfo=UTC)

    @pytest.mark.parametrize("date", ["", "soon", "Fri, 31 Dec 9999 23:59:59 -1200"])
    def test_without_any_the_files_time_does(self, folder: Path, ledger: Ledger, date: str) -> None:
        (folder / "a.eml").write_bytes(mail("x", f"Date: {date}"))
        os.utime(folder / "a.eml", (0, 1654500000))
        taken(folder, ledger)
        assert ledger.mail(1).row.received_at == datetime.fromtimestamp(1654500000, UTC)


class TestTaking:
    def test_each_mail_is_archived_and_read(self, folder: Path, ledger: Ledger) -> None:
        path = maildir(folder, *MAILS)
        assert taken(path, ledger) == PollReport(new=5, opinions=5)
        assert sorted(stored(ledger)) == sorted(MAILS)
        assert ledger.mail(1).mailbox == f"import:{path}"
        assert ledger.sum().unexplained == 0

    def test_the_same_path_again_stores_nothing_new(self, folder: Path, ledger: Ledger) -> None:
        path = maildir(folder, *MAILS)
        taken(path, ledger)
        before = ledger.mails(MailFilter())
        for file in (path / "new").iterdir():
            file.rename(path / "cur" / f"{file.name}:2,S")
        assert taken(path, ledger) == PollReport()
        assert ledger.mails(MailFilter()) == before

    def test_what_is_added_later_is_taken_in_later(self, folder: Path, ledger: Ledger) -> None:
        for n in (3, 1):
            (folder / f"{n}.eml").write_bytes(MAILS[n])
        taken(folder, ledger)
        for n in (0, 2, 4):
            (folder / f"{n}.eml").write_bytes(MAILS[n])
        (folder / "1.eml").unlink()
        assert taken(folder, ledger).new == 3
        assert stored(ledger) == [MAILS[n] for n in (1, 3, 0, 2, 4)]

    def test_a_copy_within_one_path_is_the_same_mail(
        self, folder: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("skrzynka.intake.files._CHUNK", 2)
        for n, name in enumerate("abcdefgh"):
            (folder / f"{name}.eml").write_bytes(MAILS[n % 3])
        assert taken(folder, ledger) == PollReport(new=3, opinions=3)

    def test_a_mail_from_another_path_is_a_duplicate(self, folder: Path, ledger: Ledger) -> None:
        for name in ("one", "two"):
            taken(maildir(folder / name, MAILS[0]), ledger)
        assert [row.state for row in ledger.rows(MailFilter())] == [State.OPINION, State.DUPLICATE]

    @pytest.mark.parametrize("first", ["mailbox", "files"])
    def test_a_mail_that_is_in_the_mailbox_too_is_one_opinion(
        self, served: Served, folder: Path, ledger: Ledger, first: str
    ) -> None:
        attached = mail(
            "--b\n\nmediacji w klasie\n\nFrom me\n--b\nContent-Type: text/plain\nContent-Disposition: attachment;"
            ' filename="a.txt"\n\nOne\nline\n\n--b--\n',
            "MIME-Version: 1.0",
            "Content-Type: multipart/mixed; boundary=b",
            "Message-ID: <att@example.org>",
        )
        served.deliver(*MAILS, attached)
        box = library.mbox(str(folder / "box"), create=True)
        for content in (*MAILS, attached):
            box.add(content.replace(b"\r\n", b"\n"))
        box.flush()
        steps: list[Callable[[], PollReport]] = [
            lambda: polled(served, ledger, ByWord(mediacji="konflikty")),
            lambda: taken(folder, ledger),
        ]
        reports = [step() for step in (steps if first == "mailbox" else reversed(steps))]
        assert reports == [PollReport(new=6, opinions=6), PollReport(new=6, duplicates=6)]
        assert ledger.sum().opinions == 6

    def test_a_mail_that_is_gone_before_it_is_read_is_left_out(self, folder: Path, ledger: Ledger) -> None:
        for n, content in enumerate(MAILS):
            (folder / f"{n}.eml").write_bytes(content)
        mailbox = FileMailbox(folder, ledger.held)
        uids = list(mailbox.uids_above(0))
        (folder / "1.eml").unlink()
        (folder / "3.eml").write_bytes(b"Subject: other\n\n")
        assert [raw.content for batch in mailbox.fetch(uids) for raw in batch] == [MAILS[n] for n in (0, 2, 4)]

    def test_large_mails_come_in_batches_of_bounded_size(
        self, folder: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("skrzynka.intake.batches.BYTES", 2500)
        for n, content in enumerate([*(mail("x" * 1000 + str(n)) for n in range(5)), mail("y" * 9000)]):
            (folder / f"{n}.eml").write_bytes(content)
        mailbox = FileMailbox(folder, ledger.held)
        assert [len(batch) for batch in mailbox.fetch(list(mailbox.uids_above(0)))] == [2, 2, 1, 1]

    @pytest.mark.parametrize("name", ["large.eml", "box"])
    def test_large_mails_are_taken_byte_for_byte_or_left_out_where_they_change(
        self, name: str, folder: Path, ledger: Ledger
    ) -> None:
        start, rest = b"Received: by mx.example.org; Wed, 1 Jun 2022 10:00:00 +0200\n", b"x" * 99 + b"\n"
        content = start + b"Subject: a\n\n" + rest * 40_000
        lies = folder / name
        lies.write_bytes(content if name == "large.eml" else LINE + content + b"\n" + LINE + MAILS[0])
        mailbox = FileMailbox(folder, ledger.held)
        uids = list(mailbox.uids_above(0))
        for batch in mailbox.fetch(uids):
            ledger.archive(batch, NOW)
        assert stored(ledger)[0] == content
        assert ledger.pending()[0].received_at.isoformat() == "2022-06-01T08:00:00+00:00"
        mailbox = FileMailbox(lies, ledger.held)
        uids = list(mailbox.uids_above(0))
        lies.write_bytes(lies.read_bytes()[:3_500_000])
        assert list(mailbox.fetch(uids[:1])) == []

    def test_the_progress_ends_where_the_survey_said(self, folder: Path, ledger: Ledger) -> None:
        (folder / "box").write_bytes(b"".join(LINE + content + b"\n" for content in MAILS))
        maildir(folder / "m", *MAILS)
        for _ in range(2):
            done: list[int] = []
            mailbox = FileMailbox(folder, ledger.held, done.append)
            poll(mailbox, ledger, ReaderHere(ByWord()), load(None), NOW)
            assert (sum(done), mailbox.found) == (survey(folder).size, 10)


class TestUnreadable:
    def test_a_path_that_does_not_exist(self, folder: Path) -> None:
        with pytest.raises(FilesError, match=r"nowhere: cannot be read \(No such file or directory\); check the path"):
            survey(folder / "nowhere")

    @pytest.mark.parametrize("name", ["a.pdf", "pipe"])
    def test_what_is_no_mail(self, folder: Path, name: str) -> None:
        if name == "pipe":
            os.mkfifo(folder / name)
        else:
            (folder / name).write_bytes(b"%PDF-1.7\n")
        with pytest.raises(FilesError, match="is no mail, mbox or Maildir"):
            survey(folder / name)

    @pytest.mark.parametrize(("closed", "mode"), [("inner", 0), ("inner/b.eml", 0), ("inner", 0o644)])
    def test_what_this_user_may_not_read_is_named(self, closed: str, mode: int) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            folder.chmod(0o755)
            (folder / "inner").mkdir()
            for path in ("a.eml", "inner/b.eml"):
                (folder / path).write_bytes(MAILS[0])
            (folder / closed).chmod(mode)
            try:
                with (
                    unprivileged(),
                    pytest.raises(FilesError, match=r"/inner(/b.eml)?: cannot be read \(Permission denied"),
                ):
                    survey(folder)
            finally:
                (folder / closed).chmod(0o700)

    def test_nothing_in_a_folder_is_nothing(self, folder: Path) -> None:
        assert survey(folder) == Survey()


def test_an_import_that_is_killed_again_and_again_gives_the_store_of_an_undisturbed_one(
    folder: Path, tmp_path: Path
) -> None:
    many = [
        mail(f"mediacji {n % 40}", f"From: a{n % 50}@x.example", f"Message-ID: <{n}@x.example>") for n in range(300)
    ]
    (folder / "box").write_bytes(b"".join(LINE + content.replace(b"\r\n", b"\n") + b"\n" for content in many[:200]))
    maildir(folder / "m", *many[150:])
    urls = [f"sqlite:///{tmp_path}/{name}.db" for name in ("disturbed", "undisturbed")]
    command = [sys.executable, "-m", "skrzynka.tests.intake.importing", str(folder)]
    for wanted in (1, 40, 120, 121, 200):
        with Ledger.open(urls[0]) as ledger, subprocess.Popen([*command, urls[0]]) as process:
            while ledger.sum().in_mailbox < wanted and process.poll() is None:
                time.sleep(0.001)
            process.kill()
        assert process.returncode == -9, "it was done before it could be killed"
    found = []
    for url in urls:
        subprocess.run([*command, url], check=True)
        with Ledger.open(url) as ledger:
            assert ledger.sum().unexplained == 0
            found.append((ledger.mails(MailFilter()), stored(ledger)))
    assert found[0] == found[1]
    assert len(found[0][0]) == 350, "with other line ends it is another file, and a duplicate"


def test_memory_does_not_grow_with_the_number_of_mails(folder: Path) -> None:
    peaks = []
    for count in (2_000, 20_000):
        path = folder / f"{count}"
        path.write_bytes(b"".join(LINE + b"Subject: %d\n\n" % n + b"x" * 200 + b"\n\n" for n in range(count)))
        tracemalloc.start()
        mailbox = FileMailbox(path, lambda _name, hashes: set(hashes))
        assert list(mailbox.uids_above(0)) == []
        assert mailbox.known == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.2
