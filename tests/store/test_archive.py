import hashlib
import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from skrzynka.store import StoreError
from skrzynka.store.ledger import Ledger
from skrzynka.store.packing import Spool
from skrzynka.store.questions import MailFilter
from skrzynka.store.records import State
from skrzynka.tests.store.direct import allow, direct, refuse
from skrzynka.tests.store.invented import NOW, raw
from skrzynka.tests.store.test_outbox import DAILY


def numbers(ledger: Ledger) -> list[int]:
    return [row.number for row in ledger.rows(MailFilter())]


def test_real_mails_come_back_byte_for_byte(ledger: Ledger, samples: Path) -> None:
    contents = [path.read_bytes() for path in sorted(samples.glob("*.eml"))]
    assert ledger.archive([raw(uid, content) for uid, content in enumerate(contents, 1)], NOW) == len(contents)
    assert [ledger.raw(number) for number in numbers(ledger)] == contents
    assert [mail.content for mail in ledger.pending(limit=1000)] == contents


def test_numbers_count_from_one_without_gaps_over_batches(ledger: Ledger) -> None:
    ledger.archive([raw(5), raw(9)], NOW)
    ledger.archive([raw(9), raw(10)], NOW)
    ledger.archive([], NOW)
    ledger.archive([raw(40)], NOW)
    assert numbers(ledger) == [1, 2, 3, 4]


def test_what_is_archived_already_stays_as_it_is(ledger: Ledger) -> None:
    assert ledger.archive([raw(1), raw(2)], NOW) == 2
    assert ledger.archive([raw(1, b"another"), raw(2), raw(3)], NOW) == 1
    assert ledger.raw(1) == raw(1).content


def test_a_uid_that_comes_twice_in_a_batch_is_one_mail(ledger: Ledger) -> None:
    assert ledger.archive([raw(1, b"first"), raw(1, b"second")], NOW) == 1
    assert ledger.raw(1) == b"first"


def test_uids_of_other_mailboxes_and_validities_are_other_mails(ledger: Ledger) -> None:
    batch = [raw(1), raw(1, mailbox="INBOX/spam"), raw(1, uidvalidity=2), raw(2)]
    assert ledger.archive(batch, NOW) == 4
    assert ledger.archive(batch, NOW) == 0
    assert (ledger.cursor("INBOX", 1), ledger.cursor("INBOX", 2), ledger.cursor("INBOX/spam", 1)) == (2, 1, 1)


def test_the_cursor_is_the_highest_uid_and_never_goes_back(ledger: Ledger) -> None:
    assert ledger.cursor("INBOX", 1) == 0
    ledger.archive([raw(7), raw(3)], NOW)
    ledger.archive([raw(2)], NOW)
    assert ledger.cursor("INBOX", 1) == 7


def test_equal_bytes_are_kept_once(ledger: Ledger, any_url: str) -> None:
    ledger.archive([raw(1, b"same"), raw(2, b"same")], NOW)
    ledger.archive([raw(3, b"same")], NOW)
    assert direct(any_url, "SELECT count(*) FROM raw") == [(1,)]
    assert [ledger.raw(number) for number in (1, 2, 3)] == [b"same"] * 3


def test_a_batch_that_fails_leaves_nothing_and_no_gap(ledger: Ledger, any_url: str) -> None:
    ledger.archive([raw(1)], NOW)
    refuse(any_url, "INSERT", "cursor")
    with pytest.raises(StoreError, match="refused"):
        ledger.archive([raw(1, mailbox="other")], NOW)
    ledger.archive([raw(2)], NOW)
    assert numbers(ledger) == [1, 2]
    assert ledger.cursor("other", 1) == 0


def test_pending_mails_come_by_number_in_pages(ledger: Ledger) -> None:
    ledger.archive([raw(uid) for uid in range(1, 8)], NOW)
    assert [mail.number for mail in ledger.pending(limit=3)] == [1, 2, 3]
    assert [mail.number for mail in ledger.pending(limit=3, after=5)] == [6, 7]
    assert ledger.pending(1)[0].received_at == raw(1).received_at


def test_a_poll_that_began_before_a_digest_adds_to_the_next_one(ledger: Ledger) -> None:
    ledger.record_outgoing(DAILY)
    ledger.archive([raw(1)], DAILY.covers_to - timedelta(minutes=3))
    assert ledger.rows(MailFilter(archived_to=DAILY.covers_to)) == []
    assert len(ledger.rows(MailFilter(archived_from=DAILY.covers_to))) == 1


def test_a_mail_that_the_server_did_not_give_waits_for_a_person_until_it_does(url: str) -> None:
    with Ledger.open(url) as ledger:
        ledger.archive([raw(1), replace(raw(2), content=b"", missing="the server does not give it"), raw(3)], NOW)
        row = ledger.rows(MailFilter(state=State.QUARANTINED))[0]
        assert (row.number, row.needs_review, ledger.mail(2).reason) == (2, True, "the server does not give it")
        assert [mail.number for mail in ledger.pending()] == [1, 3]
        assert ledger.missing("INBOX", 1) == [2]
        assert ledger.fill([raw(1, b"not asked for"), raw(2, b"here it is"), raw(9, b"nor this")]) == 1
        assert ledger.missing("INBOX", 1) == []
        assert [(mail.number, mail.content) for mail in ledger.pending()][1] == (2, b"here it is")
        assert ledger.cursor("INBOX", 1) == 3


def test_a_large_mail_is_kept_in_parts_and_comes_back_byte_for_byte(ledger: Ledger, any_url: str) -> None:
    content = random.Random(5).randbytes(2_500_000) + b"\r\n" * 500_000
    whole, spool = replace(raw(1), content=content), Spool()
    for start in range(0, len(content), 300_001):
        spool.write(content[start : start + 300_001])
    assert ledger.archive([replace(raw(2), content=spool), raw(3)], NOW) == 2
    ledger.archive([whole], NOW)
    assert ledger.mail(1).sha256 == ledger.mail(3).sha256 == hashlib.sha256(content).hexdigest()
    assert ledger.raw(1) == content
    assert direct(any_url, "SELECT count(*), max(length(content)) < 1001000 FROM raw_part") == [(3, True)]


def test_a_large_mail_that_an_earlier_program_kept_in_one_part_is_read_as_ever(ledger: Ledger, any_url: str) -> None:
    content = b"words\r\n" * 400_000
    ledger.archive([raw(1, content)], NOW)
    assert direct(any_url, "SELECT count(*) FROM raw_part") == [(0,)]
    assert ledger.raw(1) == ledger.pending()[0].content == content


def test_an_empty_spool_is_an_empty_mail(ledger: Ledger) -> None:
    ledger.archive([replace(raw(1), content=Spool())], NOW)
    assert ledger.raw(1) == b""


def test_a_large_mail_that_cannot_be_written_leaves_nothing_of_itself(ledger: Ledger, any_url: str) -> None:
    spool = Spool()
    spool.write(bytes(3_000_000))
    refuse(any_url, "INSERT", "raw_part", "NEW.number = 2")
    with pytest.raises(StoreError):
        ledger.archive([replace(raw(1), content=spool)], NOW)
    for table in ("raw", "raw_part", "mail"):
        assert direct(any_url, f"SELECT count(*) FROM {table}") == [(0,)]
    allow(any_url, "raw_part")
    assert ledger.archive([replace(raw(1), content=spool)], NOW) == 1
    assert ledger.raw(1) == bytes(3_000_000)


def test_mails_that_wait_come_by_few_where_they_are_large(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skrzynka.store.reading._BYTES", 2500)
    ledger.archive([raw(uid, bytes([uid]) * size) for uid, size in enumerate((1000, 1000, 1000, 9000, 10), 1)], NOW)
    assert [[mail.number for mail in ledger.pending(after=after)] for after in (0, 2, 3, 4)] == [[1, 2], [3], [4], [5]]


def test_a_mail_that_was_fetched_only_in_part_waits_as_such(ledger: Ledger) -> None:
    ledger.archive([replace(raw(1), partial=True), raw(2)], NOW)
    assert [mail.partial for mail in ledger.pending()] == [True, False]
