"""Erasures, looked for afterwards in every byte that the store has."""

import random
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import create_engine, text
from sqlmodel import SQLModel

from skrzynka.store import StoreError, emptying, erasures
from skrzynka.store.decisions import Decision
from skrzynka.store.erased import ErasedError
from skrzynka.store.ledger import Ledger
from skrzynka.store.outgoing import Outgoing, OutgoingKind
from skrzynka.store.packing import PART, Spool
from skrzynka.store.questions import MailFilter
from skrzynka.store.records import AttachmentNote, Kind, State
from skrzynka.tests.postgresql import PostgreSql
from skrzynka.tests.store.direct import direct
from skrzynka.tests.store.invented import NOW, TAG, duplicate, filled, opinion, quarantined, raw

SECRET = "Zebrzydowska"
"""A word of the mail that is erased, and of no other, in every place that keeps words."""

LATER = NOW + timedelta(days=30)
WORDS = " ".join(f"{first}{second}k" for first in "bdgłmr" for second in "aeiou")
"""Enough for a campaign."""


def told(number: int, secret: str = SECRET) -> dict[str, object]:
    """What an entry holds that says a secret wherever it can."""
    return {
        "reason": f"says {secret}",
        "message_id": f"<{number}.{secret}@poczta.example>",
        "from_email": f"{secret}@poczta.example",
        "from_name": secret,
        "forwarded_by": f"{secret}@um.example",
        "subject": f"list {secret}",
        "text": f"{WORDS} {secret} {number}",
        "quoted": f"> {secret}",
        "signature": f"-- {secret}",
        "attachments": (AttachmentNote(f"{secret}.pdf", "application/pdf", 12, f"{secret}"),),
        "attachment_text": f"w załączniku {secret}",
        "defects": (f"charset {secret}",),
        "fingerprint": f"{secret}{number}",
        "tag": replace(TAG, evidence=(replace(TAG.evidence[0], words=secret),)),
    }


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "erased.jsonl"


@pytest.fixture
def letters(ledger: Ledger) -> Ledger:
    """Two hundred letters, taken in as they come, of which number 50 says the secret everywhere."""
    for start in range(1, 201, 20):
        numbers = range(start, start + 20)
        ledger.archive([raw(number, _mail(number)) for number in numbers], NOW)
        ledger.record([opinion(number, **_said(number)) for number in numbers], NOW)
        ledger.group()
    ledger.retag(50, "procesy", None, f"{SECRET} asks so", "ola", NOW)
    ledger.note(50, f"{SECRET} telephoned", "ola", NOW)
    ledger.decide([(50, Decision("partly", "There is money for one.", "Zieleń"))], "ola", NOW)
    return ledger


def _said(number: int) -> dict[str, object]:
    return told(50) if number == 50 else told(number, f"sąsiad{number}")


def _mail(number: int) -> bytes:
    return f"Subject: {SECRET if number == 50 else 'list'}\r\n\r\n{number}\r\n".encode()


def erase(ledger: Ledger, log: Path, *numbers: int) -> int:
    return ledger.erase(numbers, "request 7", "ola", LATER, log)


def kept(ledger: Ledger, url: str) -> Iterator[bytes]:
    """Every byte that the store has on the disk, and whatever can be unpacked of it."""
    if url.startswith("sqlite"):
        files = sorted(Path(url.removeprefix("sqlite:///")).parent.iterdir())
    else:
        folder = direct(url, "SELECT setting FROM pg_settings WHERE name = 'data_directory'")[0][0]
        number = direct(url, "SELECT oid FROM pg_database WHERE datname = current_database()")[0][0]
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("CHECKPOINT"))
        engine.dispose()
        files = sorted((Path(folder) / "base" / str(number)).iterdir())
    assert files
    for file in files:
        content = file.read_bytes()
        yield content
        yield from _unpacked(content)


def _unpacked(content: bytes) -> Iterator[bytes]:
    at = content.find(b"x\x01")  # how a stream of zlib's fastest level begins
    while at >= 0:
        unpacker = zlib.decompressobj()
        found = b""
        with suppress(zlib.error):  # a page ends, or it was none
            for start in range(at, at + 50_000, 100):
                found += unpacker.decompress(content[start : start + 100])
        yield found
        at = content.find(b"x\x01", at + 1)


def holds(ledger: Ledger, url: str, secret: str = SECRET) -> bool:
    """Whether a word is in the store, in any case.

    Without its first two letters: an index leaves those out that the word before has too.
    """
    return any(secret[2:].lower().encode() in piece.lower() for piece in kept(ledger, url))


def test_no_byte_of_the_store_holds_an_erased_word(letters: Ledger, any_url: str, log: Path) -> None:
    assert holds(letters, any_url), "the search itself finds it before"
    assert erase(letters, log, 50) == 1
    assert not holds(letters, any_url)
    assert not holds(letters, any_url, "poczta.example>50")
    assert holds(letters, any_url, "sąsiad51"), "the others are there"


def test_what_an_older_version_left_in_free_pages_goes_too(url: str, log: Path) -> None:
    with Ledger.open(url) as ledger:
        filled(ledger, opinion(1), opinion(2))
        left = f"'{f'{SECRET} ' * 2000}'"
        direct(url, "PRAGMA secure_delete = OFF", f"UPDATE mail SET text = {left}", "UPDATE mail SET text = ''")
        assert holds(ledger, url)
        erase(ledger, log, 1)
        assert not holds(ledger, url)


def test_number_day_scope_language_and_the_fact_are_left(letters: Ledger, log: Path) -> None:
    before = letters.mail(50)
    erase(letters, log, 50)
    after = letters.mail(50)
    left = ("number", "received_at", "archived_at", "kind", "state", "period", "language", "scope", "tagged_by")
    assert [getattr(after.row, name) for name in left] == [getattr(before.row, name) for name in left]
    assert after.row.erased
    assert (after.mailbox, after.uidvalidity, after.uid) == (before.mailbox, before.uidvalidity, before.uid)
    assert (after.text, after.row.subject, after.row.from_email, after.message_id) == ("", "", "", None)
    *earlier, last = letters.events(50)
    assert [event.action for event in earlier] == ["tag", "retag", "note", "decide"]
    assert [event.why for event in earlier] == ["", "", "", "There is money for one."]
    assert (after.row.decision, after.justification, after.unit) == ("partly", "There is money for one.", "Zieleń")
    assert (last.action, last.by, last.at, last.why) == ("erase", "ola", LATER, "request 7")


def test_it_may_still_be_decided_on_for_it_still_counts(letters: Ledger, log: Path) -> None:
    erase(letters, log, 50)
    letters.decide([(50, Decision("taken", "There is money after all."))], "ola", LATER)
    assert letters.mail(50).row.decision == "taken"
    assert letters.mail(50).row.erased
    letters.undo(50, "ola", LATER)
    assert (letters.mail(50).row.decision, letters.mail(50).row.needs_review) == ("partly", False)


def test_the_sum_and_the_counts_stay_true(letters: Ledger, log: Path) -> None:
    zone = ZoneInfo("Europe/Warsaw")
    before = letters.sum(), letters.counts(MailFilter(), zone)
    erase(letters, log, 50, 51)
    assert (letters.sum(), letters.counts(MailFilter(), zone)) == before
    assert letters.sum().unexplained == 0


def test_an_erased_mail_is_told_as_such_by_whatever_asks_for_it(letters: Ledger, log: Path) -> None:
    erase(letters, log, 50)
    asked = (
        lambda: letters.raw(50),
        lambda: list(letters.pieces(50)),
        lambda: letters.retag(50, None, None, "", "ola", LATER),
        lambda: letters.note(50, "more", "ola", LATER),
        lambda: letters.retry(50),
        lambda: letters.same_words(50),
    )
    for each in asked:
        with pytest.raises(ErasedError, match=r"^mail 50: was erased on 2022-07-01 by ola because: request 7; "):
            each()


def test_it_is_found_by_no_word_and_no_address_and_teaches_nothing(letters: Ledger, log: Path) -> None:
    assert [found.row.number for found in letters.search(SECRET, MailFilter(), 9)] == [50]
    assert [mail.row.number for mail in letters.corrected()] == [50]
    erase(letters, log, 50)
    assert letters.search(SECRET, MailFilter(), 9) == []
    assert [found.row.number for found in letters.search("sasiad51", MailFilter(), 9)] == [51]
    assert letters.corrected() == []
    assert letters.written_by(f"{SECRET}@poczta.example") == []
    assert letters.reclassify({50: TAG}, LATER) == 0


def test_the_others_of_its_campaign_stay_together(letters: Ledger, log: Path) -> None:
    (before,) = letters.campaigns()
    assert len(before.letters) == 200
    erase(letters, log, 1, 50)
    letters.group()
    (after,) = letters.campaigns()
    assert after.numbers == tuple(number for number in before.numbers if number not in (1, 50))


def test_all_bytes_are_whole_after_it(letters: Ledger, log: Path) -> None:
    erase(letters, log, 50)
    assert list(letters.damages(lambda _: None)) == []


def test_a_poll_does_not_bring_it_back_whatever_its_number_is_then(letters: Ledger, log: Path, any_url: str) -> None:
    erase(letters, log, 50)
    again = [raw(50, _mail(50)), raw(50, _mail(50), uidvalidity=2), raw(51, _mail(51), uidvalidity=2)]
    assert letters.archive(again[:1], LATER) == 0
    assert letters.archive(again[1:], LATER) == 2
    assert [waiting.number for waiting in letters.pending()] == [202]
    came = letters.mail(201).row
    assert (came.erased, came.state, came.kind) == (True, State.DUPLICATE, Kind.DUPLICATE)
    assert letters.sum().unexplained == 0
    assert letters.cursor("INBOX", 2) == 51
    with pytest.raises(ErasedError, match="because: the same mail was erased before"):
        letters.raw(201)
    assert not holds(letters, any_url)


def test_an_import_knows_its_content_wherever_it_came_from(letters: Ledger, log: Path) -> None:
    address = letters.mail(50).sha256
    assert letters.held("import:/letters", [address]) == set()
    erase(letters, log, 50)
    assert letters.held("import:/letters", [address]) == {address}
    assert letters.held("INBOX", [address, letters.mail(51).sha256]) == {address, letters.mail(51).sha256}


def test_copies_go_with_it_for_they_say_the_same(ledger: Ledger, log: Path) -> None:
    same = raw(3, b"same bytes")
    ledger.archive([raw(1), raw(2), same, replace(same, mailbox="Spam"), raw(5)], NOW)
    ledger.record([opinion(1), duplicate(2, of=1), opinion(3)], NOW)
    assert [row.number for row in ledger.same_words(1)] == [1, 2]
    assert [row.number for row in ledger.same_words(2)] == [1, 2]
    assert [row.number for row in ledger.same_words(3)] == [3, 4], "one that waits to be read, too"
    assert [row.number for row in ledger.written_by("MIESZKANIEC3@poczta.example")] == [3, 4]
    assert erase(ledger, log, 3, 4) == 2
    assert [waiting.number for waiting in ledger.pending()] == [5]
    assert ledger.sum().unexplained == 0


def test_bytes_that_another_mail_has_too_stay_with_it(ledger: Ledger, log: Path) -> None:
    same = raw(1, b"same bytes")
    ledger.archive([same, replace(same, mailbox="Spam")], NOW)
    erase(ledger, log, 1)
    assert ledger.raw(2) == b"same bytes"


def test_a_large_mail_goes_with_all_its_parts(ledger: Ledger, log: Path, any_url: str) -> None:
    spool = Spool()
    chance = random.Random(3)
    while spool.size < 2 * PART:
        spool.write(f"{SECRET} {chance.randbytes(200).hex()}\r\n".encode())
    ledger.archive([replace(raw(1), content=spool), raw(2)], NOW)
    assert holds(ledger, any_url)
    erase(ledger, log, 1)
    assert direct(any_url, "SELECT count(*) FROM raw_part") == [(0,)]
    assert not holds(ledger, any_url)


def test_a_mail_that_could_not_be_read_waits_no_more(ledger: Ledger, log: Path) -> None:
    filled(ledger, quarantined(1), quarantined(2))
    erase(ledger, log, 1)
    assert ledger.retry() == [2]
    assert (ledger.sum().other, ledger.sum().pending, ledger.sum().unexplained) == (1, 1, 0)


def test_a_mail_that_the_server_does_not_give_is_not_asked_for_again(ledger: Ledger, log: Path) -> None:
    ledger.archive([replace(raw(uid), content=b"", missing="not given") for uid in (1, 2)], NOW)
    erase(ledger, log, 1)
    assert ledger.missing("INBOX", 1) == [2]
    assert ledger.fill([raw(1), raw(2)]) == 1
    assert ledger.erase_again(erasures.read(log), LATER) == [], "what has no bytes tells no mail from another"


DIGEST = Outgoing(
    kind=OutgoingKind.DAILY,
    day=date(2022, 6, 2),
    message_id="<1@um.example>",
    recipients=("koordynatorka@um.example",),
    content=SECRET.encode(),
    created_at=NOW + timedelta(days=1),
    covers_from=None,
    covers_to=NOW + timedelta(days=1),
)


def outbox(ledger: Ledger, **changes: object) -> None:
    ledger.record_outgoing(replace(DIGEST, **changes))  # type: ignore[arg-type]


def test_digests_that_were_sent_lose_their_words_and_stay_recorded(letters: Ledger, log: Path, any_url: str) -> None:
    before, after = NOW - timedelta(days=1), NOW + timedelta(days=1)
    outbox(
        letters, message_id="<0@um.example>", day=date(2022, 5, 31), created_at=before, covers_to=before, content=b"x"
    )
    outbox(letters)
    letters.mark_sent("<0@um.example>", before)
    letters.mark_sent("<1@um.example>", after)
    assert [mail.message_id for mail in letters.own_mails_since(NOW)] == ["<1@um.example>"]
    erase(letters, log, 50)
    first, second = letters.outbox()
    assert first.content == b"x", "it was recorded before the mail came"
    assert second == replace(DIGEST, content=b"", sent_at=after)
    assert letters.own_mails_since(NOW) == []
    assert not holds(letters, any_url)


def test_a_digest_that_nobody_has_got_is_made_anew(letters: Ledger, log: Path) -> None:
    outbox(letters)
    erase(letters, log, 50)
    assert letters.outbox() == []


def test_one_that_some_have_got_is_given_up_and_never_sent_empty(letters: Ledger, log: Path) -> None:
    outbox(letters, owed=("zastepca@um.example",))
    outbox(letters, kind=OutgoingKind.REPLY, message_id="<2@um.example>")
    erase(letters, log, 50)
    assert letters.unsent() == []
    assert {mail.failure for mail in letters.outbox()} == {"its words were erased before it could be sent"}
    assert letters.retry_outgoing(None) == 0
    with pytest.raises(StoreError, match="there is no such mail that was not sent"):
        letters.retry_outgoing("<1@um.example>")


def test_an_answer_to_the_writer_goes_with_the_address_and_those_to_others_stay(letters: Ledger, log: Path) -> None:
    ours, others = ((f"{name}@poczta.example",) for name in (SECRET, "sąsiad51"))
    for number, to in enumerate((ours, ours, others)):
        outbox(letters, kind=OutgoingKind.ACK, message_id=f"<ack.{number}@um.example>", recipients=to)
    letters.mark_sent("<ack.0@um.example>", LATER)
    assert erase(letters, log, 50) == 1
    sent, unsent, other = sorted(letters.outbox(), key=lambda mail: mail.message_id)
    assert (sent.recipients, sent.content, sent.sent_at) == ((), b"", LATER)
    assert (unsent.recipients, unsent.content, unsent.given_up_at) == ((), b"", LATER)
    assert (other.recipients, other.content, other.due(LATER)) == (others, DIGEST.content, True)


def test_nothing_that_is_done_for_new_letters_stumbles_over_it(letters: Ledger, log: Path) -> None:
    erase(letters, log, 50)
    numbers = [mail.row.number for mail, _ in letters.unacknowledged(NOW - timedelta(days=1))]
    assert numbers == [number for number in range(1, 201) if number != 50]


def test_mails_of_others_that_name_an_address_are_told(ledger: Ledger, log: Path) -> None:
    filled(ledger, opinion(1), opinion(2, quoted="> Mieszkaniec1@POCZTA.example pisze:"), opinion(3, text="100% _"))
    assert ledger.naming("mieszkaniec1@poczta.example") == [2]
    assert ledger.naming("%") == [3]


def test_of_a_person_is_what_they_wrote_and_what_they_forwarded(ledger: Ledger, log: Path) -> None:
    filled(ledger, opinion(1), opinion(2, forwarded_by="Mieszkaniec1@poczta.example"), opinion(3))
    assert [mail.row.number for mail in ledger.of_person("MIESZKANIEC1@poczta.example")] == [1, 2]
    erase(ledger, log, 1, 2)
    assert ledger.of_person("mieszkaniec1@poczta.example") == []


def test_the_list_of_erasures_says_what_and_why_and_no_word_of_a_mail(letters: Ledger, log: Path) -> None:
    address = letters.mail(50).sha256
    erase(letters, log, 50)
    assert erasures.read(log) == [erasures.Erasure(50, address, LATER, "ola", "request 7")]
    assert log.stat().st_mode & 0o777 == 0o600
    assert erase(letters, log, 50) == 0, "once is enough"
    assert len(log.read_text("utf-8").splitlines()) == 1


def test_nothing_is_erased_where_that_cannot_be_written_down(letters: Ledger, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        erase(letters, tmp_path / "nowhere" / "erased.jsonl", 50)
    assert letters.mail(50).row.erased is False


def test_a_damaged_list_is_told_by_its_line(log: Path) -> None:
    log.write_text('{"number": 1}\n', "utf-8")
    with pytest.raises(StoreError, match="line 1 is no erasure"):
        erasures.read(log)
    assert erasures.read(log.with_name("none")) == []


def test_an_erasure_is_repeated_in_a_store_of_before_even_where_the_mail_comes_only_then(
    letters: Ledger, log: Path, url: str, tmp_path: Path
) -> None:
    erase(letters, log, 50, 60)
    past = erasures.read(log)
    with Ledger.open(f"sqlite:///{tmp_path}/before.db") as before:
        filled(before, opinion(1))
        before.archive([raw(50, _mail(50))], NOW)
        before.record([opinion(2, **_said(50))], NOW)
        assert before.erase_again(past, LATER) == [2]
        assert before.events(2)[-1].why == "repeated after a restore; first erased on 2022-07-01: request 7"
        before.archive([raw(60, _mail(60)), raw(61)], LATER)
        assert [before.mail(number).row.erased for number in (1, 2, 3, 4)] == [False, True, True, False]
        assert before.erase_again(past, LATER) == []


def test_one_that_was_broken_off_is_ended(letters: Ledger, log: Path, any_url: str) -> None:
    address = letters.mail(50).sha256
    erasures.append(log, [erasures.Erasure(50, address, NOW, "ola", "request 7")])
    assert letters.erase_again(erasures.read(log), LATER) == [50]
    assert not holds(letters, any_url)


def test_who_reads_the_store_for_too_long_keeps_traces_and_that_is_told(
    url: str, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("skrzynka.store.traces._SECONDS", 0.2)
    with Ledger.open(url) as ledger:
        filled(ledger, opinion(1, **told(1)))
        engine = create_engine(url)
        with engine.connect() as reader:
            reader.execute(text("SELECT count(*) FROM mail")).all()
            reader.exec_driver_sql("BEGIN")
            reader.execute(text("SELECT count(*) FROM mail")).all()
            with pytest.raises(StoreError, match=r"its words are erased, but traces may be left .*erase --again"):
                erase(ledger, log, 1)
        engine.dispose()
        assert ledger.mail(1).row.erased
        ledger.erase_again(erasures.read(log), LATER)
        assert not holds(ledger, url)


def test_the_server_fixture_is_what_is_searched(server: PostgreSql) -> None:
    """A guard for ``kept``: where the server's files could not be read, nothing would ever be found in them."""
    url = server.new_database()
    with Ledger.open(url) as ledger:
        filled(ledger, opinion(1, **told(1)))
        assert holds(ledger, url)


KEPT = {
    "mail": {
        "number", "mailbox", "uidvalidity", "uid", "received_at", "archived_at", "read_at", "handled_at", "state",
        "kind", "period", "read_state", "read_kind", "language", "language_confidence", "duplicate_of", "scope",
        "secondary", "confidence", "tagged_by", "model", "read_by", "decision", "justification", "unit",
    },
    "event": {
        "id", "number", "at", "by", "action", "scope", "secondary", "confidence", "model", "undoes", "decision", "unit",
        "batch",
    },
    "outgoing": {
        "message_id", "kind", "day", "created_at", "covers_from", "covers_to", "late", "sent_at", "tries",
        "next_try_at",
    },
    "cursor": {"mailbox", "uidvalidity", "last_uid"},
    "claim": {"number", "holder", "by", "until"},
}  # fmt: skip
"""What an erasure leaves as it is: numbers, times, words of the machine's and of staff's decisions."""
EMPTIED = {
    "mail": set(emptying._EMPTY),
    "event": {"why"},
    "outgoing": {"content", "recipients", "owed", "failure", "given_up_at"},
}
GONE = {"raw", "raw_part", "campaign_letter", "campaign_run", "public_text"}
NOT_OF_MAILS = {"secret", "health", "comparison", "erased"}


def test_of_every_column_it_is_decided_whether_an_erasure_leaves_it() -> None:
    tables = SQLModel.metadata.tables.items()
    for name, table in tables:
        if name not in GONE | NOT_OF_MAILS:
            assert {column.name for column in table.columns} == KEPT[name] | EMPTIED.get(name, set()), name
