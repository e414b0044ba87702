"""Fetching ahead changes nothing but the time it takes."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from threading import Event

import pytest

from skrzynka.intake.ahead import ahead
from skrzynka.intake.connection import MailboxError
from skrzynka.store.packing import pack
from skrzynka.store.records import RawMail

NOW = datetime(2022, 6, 1, tzinfo=UTC)


def batch(*uids: int) -> list[RawMail]:
    return [RawMail("INBOX", 1, uid, NOW, b"mail %d" % uid) for uid in uids]


def test_the_batches_come_in_their_order_and_packed() -> None:
    found = list(ahead(iter([batch(1, 2, 3), batch(4), batch(5, 6)])))
    assert [[mail.uid for mail in mails] for mails in found] == [[1, 2, 3], [4], [5, 6]]
    assert pack(found[1][0].content).sha256 == pack(b"mail 4").sha256


def test_a_fault_comes_after_what_was_fetched_before_it() -> None:
    def broken() -> Iterator[list[RawMail]]:
        yield batch(1)
        raise MailboxError("broke off")

    batches = ahead(broken())
    assert [mail.uid for mail in next(batches)] == [1]
    with pytest.raises(MailboxError, match="broke off"):
        next(batches)


def test_nobody_uses_the_mailbox_any_more_once_it_is_closed() -> None:
    fetching, goes_on, done = Event(), Event(), Event()

    def fetched() -> Iterator[list[RawMail]]:
        yield batch(1)
        fetching.set()
        goes_on.wait(5)
        done.set()
        yield batch(2)

    with closing(ahead(fetched())) as batches:
        next(batches)
        fetching.wait(5)
        assert not done.is_set()
        goes_on.set()
    assert done.is_set()
