"""The server's list beside the ledger's lines, on real servers."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from skrzynka.intake.mailbox import ImapMailbox
from skrzynka.intake.reconcile import Compared, Difference, Uids, compare, compare_all, elsewhere
from skrzynka.settings import Handled, load
from skrzynka.store.comparison import Comparison
from skrzynka.store.ledger import Ledger
from skrzynka.store.records import RawMail
from skrzynka.store.series import Series
from skrzynka.tests.intake.conftest import ByWord, mail
from skrzynka.tests.intake.served import Served
from skrzynka.tests.intake.test_poll import polled
from skrzynka.tests.servers import PASSWORD, USER

NAME = f"{USER}/INBOX"
NOW = datetime(2022, 6, 2, 8, 0, tzinfo=UTC)
MAILS = [mail(f"mediacji {n}", f"Message-ID: <{n}@example.org>") for n in range(6)]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(f"sqlite:///{tmp_path / 'store.db'}") as opened:
        yield opened


def poll(served: Served, ledger: Ledger, **imap: Any) -> None:
    polled(served, ledger, ByWord(mediacji="konflikty"), NOW, **imap)


def compared(served: Served, ledger: Ledger, handled: Handled = Handled.LEAVE) -> Compared:
    known = ledger.series()
    with closing(ImapMailbox.open(served.settings(), PASSWORD)) as mailbox:
        return compare(mailbox, ledger, known, handled)


def differences(found: Compared) -> dict[Difference, int]:
    return {kind: uids.count for kind, uids in found.differences.items() if uids.count}


def uids(served: Served) -> list[int]:
    with served.person() as client:
        client.select_folder("INBOX")
        return list(client.search("ALL"))


def test_what_was_polled_is_in_both(served: Served, ledger: Ledger) -> None:
    served.deliver(*MAILS)
    poll(served, ledger)
    found = compared(served, ledger)
    assert (found.mailbox, found.on_server, found.in_ledger, found.both) == (NAME, 6, 6, 6)
    assert (differences(found), found.unexplained) == ({}, 0)


def test_what_came_since_is_not_polled_yet(served: Served, ledger: Ledger) -> None:
    served.deliver(*MAILS[:2])
    poll(served, ledger)
    served.deliver(*MAILS[2:])
    found = compared(served, ledger)
    assert differences(found) == {Difference.NOT_POLLED: 4}
    assert str(found.differences[Difference.NOT_POLLED]) == f"{uids(served)[2]}:{uids(served)[5]}"
    assert found.unexplained == 0


def test_what_we_moved_is_told_from_what_others_removed(served: Served, ledger: Ledger) -> None:
    served.deliver(*MAILS[:2])
    poll(served, ledger, handled=Handled.MOVE)
    served.deliver(*MAILS[2:])
    poll(served, ledger)
    gone = uids(served)[1:3]
    with served.person() as client:
        client.select_folder("INBOX")
        client.delete_messages(gone)
        client.expunge()
    found = compared(served, ledger, Handled.MOVE)
    assert differences(found) == {Difference.MOVED: 2, Difference.GONE: 2}
    assert str(found.differences[Difference.GONE]) == f"{gone[0]}:{gone[1]}"
    assert (found.on_server, found.in_ledger, found.both, found.unexplained) == (2, 6, 2, 0)


def test_a_mail_that_polls_passed_over_is_unexplained(served: Served, ledger: Ledger) -> None:
    served.deliver(*MAILS)
    known = uids(served)
    with closing(ImapMailbox.open(served.settings(), PASSWORD)) as mailbox:
        for batch in mailbox.fetch([*known[:2], *known[3:5]]):
            ledger.archive(batch, NOW)
    found = compared(served, ledger)
    assert differences(found) == {Difference.GAP: 1, Difference.NOT_POLLED: 1}
    assert str(found.differences[Difference.GAP]) == f"{known[2]}"
    assert found.unexplained == 1


def test_another_uidvalidity_is_another_series(served: Served, ledger: Ledger) -> None:
    served.deliver(*MAILS)
    with closing(ImapMailbox.open(served.settings(), PASSWORD)) as mailbox:
        earlier = mailbox.uidvalidity - 1
        (batch,) = mailbox.fetch(uids(served))
    ledger.archive([replace(raw, uidvalidity=earlier) for raw in batch], NOW)
    ledger.archive([RawMail("import:/x", 1, 1, NOW, b"x")], NOW)
    found = compared(served, ledger)
    assert differences(found) == {Difference.NOT_POLLED: 6}
    assert elsewhere([found], ledger.series()) == [
        Series("import:/x", 1, 1, 1),
        Series(NAME, earlier, 6, batch[-1].uid),
    ]


def test_what_a_worker_takes_in_meanwhile_is_no_difference_to_explain(embedded: Served, ledger: Ledger) -> None:
    embedded.deliver(*MAILS[:3])
    poll(embedded, ledger)
    known = ledger.series()
    with closing(ImapMailbox.open(embedded.settings(), PASSWORD)) as mailbox:
        embedded.deliver(*MAILS[3:])
        poll(embedded, ledger)
        found = compare(mailbox, ledger, known, Handled.LEAVE)
    assert differences(found).keys() <= {Difference.NOT_POLLED}


def test_an_empty_mailbox_and_an_empty_ledger_agree(served: Served, ledger: Ledger) -> None:
    assert differences(compared(served, ledger)) == {}


def test_uids_are_written_as_imap_writes_sets() -> None:
    found = Uids()
    for uid in (1, 2, 3, 7, 9, 10):
        found.add(uid)
    assert (str(found), found.count, str(Uids())) == ("1:3,7,9:10", 6, "")


def test_all_folders_together_are_told_in_numbers(served: Served, ledger: Ledger) -> None:
    settings = load(None).model_copy(update={"accounts": (served.settings(),)})
    served.deliver(*MAILS[:4])
    poll(served, ledger)
    ledger.archive([RawMail("import:/x", 1, 1, NOW, b"x")], NOW)
    served.deliver(*MAILS[4:])
    found = compare_all([lambda: ImapMailbox.open(served.settings(), PASSWORD)], ledger, settings, NOW)
    assert found == Comparison(NOW, on_server=6, in_store=5, both=4, unexplained=0)
    assert (found.arriving, found.only_in_store) == (2, 1)
