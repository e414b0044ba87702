"""What a mailbox promises, on the embedded server and on Dovecot."""

import os
from datetime import datetime, timedelta, timezone

import pytest

from skrzynka.intake.connection import MailboxError
from skrzynka.intake.mailbox import ImapMailbox
from skrzynka.settings import Handled
from skrzynka.tests.intake.conftest import empty_mailbox, mail
from skrzynka.tests.intake.served import RECEIVED, Served
from skrzynka.tests.servers import USER, Dovecot

MAILS = [mail(f"Brakuje świetlicy {n}", f"Subject: {n}") for n in range(5)]


def uids(mailbox: ImapMailbox, above: int = 0) -> list[int]:
    return list(mailbox.uids_above(above))


def contents(mailbox: ImapMailbox, above: int = 0) -> list[object]:
    return [raw.content for batch in mailbox.fetch(uids(mailbox, above)) for raw in batch]


def test_an_empty_mailbox_has_nothing(served: Served) -> None:
    with served.opened() as mailbox:
        assert uids(mailbox) == []
        assert list(mailbox.fetch([])) == []


def test_every_mail_comes_byte_for_byte_in_the_order_of_its_uid(served: Served) -> None:
    served.deliver(*MAILS)
    with served.opened() as mailbox:
        assert contents(mailbox) == MAILS
        assert uids(mailbox) == sorted(uids(mailbox))


def test_only_mails_above_the_cursor_are_news(served: Served) -> None:
    served.deliver(*MAILS)
    with served.opened() as mailbox:
        last = uids(mailbox)[-1]
        assert contents(mailbox, uids(mailbox)[2]) == MAILS[3:]
        assert uids(mailbox, last) == []
        assert uids(mailbox, last + 1000) == []


def test_a_mail_carries_the_instant_at_which_the_server_received_it(served: Served) -> None:
    served.deliver(MAILS[0], received_at=datetime(2022, 6, 20, 0, 30, tzinfo=timezone(timedelta(hours=2))))
    with served.opened() as mailbox:
        ((raw,),) = mailbox.fetch(uids(mailbox))
        assert raw.received_at.isoformat() == "2022-06-19T22:30:00+00:00"
        assert (raw.mailbox, raw.uidvalidity) == (f"{USER}/INBOX", mailbox.uidvalidity)


def test_fetching_changes_nothing_on_the_server(served: Served) -> None:
    served.deliver(*MAILS)
    with served.opened() as mailbox:
        contents(mailbox)
        mailbox.handle(uids(mailbox))
        known = uids(mailbox)
    with served.person() as client:
        client.select_folder("INBOX")
        assert all(b"\\Seen" not in found[b"FLAGS"] for found in client.fetch(known, ["FLAGS"]).values())


def test_a_mail_that_somebody_removes_before_it_is_fetched_is_left_out(served: Served) -> None:
    served.deliver(*MAILS)
    with served.opened() as mailbox:
        known = uids(mailbox)
        with served.person() as client:
            client.select_folder("INBOX")
            client.delete_messages([known[1]])
            client.expunge()
        assert [raw.uid for batch in mailbox.fetch(known) for raw in batch] == [known[0], *known[2:]]


def test_large_mails_come_in_batches_of_bounded_size(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skrzynka.intake.batches.BYTES", 2500)
    served.deliver(*(mail("x" * 1000) for _ in range(5)), mail("y" * 9000))
    with served.opened() as mailbox:
        assert [len(batch) for batch in mailbox.fetch(uids(mailbox))] == [2, 2, 1, 1]


def test_a_mailbox_of_many_uids_is_searched_piece_by_piece(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    served.deliver(*MAILS)
    with served.opened() as mailbox:
        together = uids(mailbox)
        monkeypatch.setattr("skrzynka.intake.mailbox._WINDOW", 2)
        assert uids(mailbox, together[0] - 1) == together


def test_a_handled_mail_is_moved_and_a_repeat_changes_nothing(served: Served) -> None:
    served.deliver(*MAILS)
    with served.opened(handled=Handled.MOVE, handled_folder="Przyjęte") as mailbox:
        known = uids(mailbox)
        for _ in range(2):
            mailbox.handle(known[:2])
        assert [raw.uid for batch in mailbox.fetch(known) for raw in batch] == known[2:]
    with served.person() as client:
        client.select_folder("Przyjęte")
        assert len(client.search("ALL")) == 2


def test_a_handled_mail_is_flagged_where_the_server_keeps_flags(served: Served) -> None:
    served.deliver(*MAILS)
    with served.opened(handled=Handled.FLAG) as mailbox:
        known = uids(mailbox)
        if not served.keeps_flags:
            with pytest.raises(MailboxError, match="keeps no flags of one's own"):
                mailbox.handle(known[:2])
            return
        for _ in range(2):
            mailbox.handle(known[:2])
    with served.person() as client:
        client.select_folder("INBOX")
        flagged = [uid for uid, found in client.fetch(known, ["FLAGS"]).items() if b"Skrzynka" in found[b"FLAGS"]]
        assert flagged == known[:2]


def test_a_folder_may_have_polish_letters(served: Served) -> None:
    with served.person() as client:
        client.create_folder("Opinie mieszkańców")
    served.deliver(MAILS[0], folder="Opinie mieszkańców")
    with served.opened(folder="Opinie mieszkańców") as mailbox:
        assert contents(mailbox) == MAILS[:1]


def test_a_moved_mail_leaves_what_others_marked_as_deleted(served: Served) -> None:
    served.deliver(*MAILS)
    with served.opened(handled=Handled.MOVE) as mailbox:
        known = uids(mailbox)
        with served.person() as client:
            client.select_folder("INBOX")
            client.delete_messages([known[4]])
        mailbox.handle(known[:1])
        assert [raw.uid for batch in mailbox.fetch(known) for raw in batch] == known[1:]


def test_the_instant_of_receiving_is_in_utc(served: Served) -> None:
    served.deliver(MAILS[0])
    with served.opened() as mailbox:
        ((raw,),) = mailbox.fetch(uids(mailbox))
        assert raw.received_at == RECEIVED
        assert raw.received_at.utcoffset() == timedelta(0)


@pytest.mark.dovecot
@pytest.mark.skipif(os.geteuid() != 0, reason="only root may keep the server from reading a file of its own")
def test_a_mail_that_the_server_cannot_read_keeps_no_other_back(dovecot_server: Dovecot) -> None:
    served = Served(dovecot_server.port, keeps_flags=True)
    empty_mailbox(served)
    served.deliver(*MAILS)
    files = [*(dovecot_server.folder / "mail" / "new").iterdir(), *(dovecot_server.folder / "mail" / "cur").iterdir()]
    broken = next(path for path in files if b"Subject: 2" in path.read_bytes())
    broken.chmod(0)
    try:
        with served.opened() as mailbox:
            found = [raw for batch in mailbox.fetch(uids(mailbox)) for raw in batch]
            assert [raw.content for raw in found] == [*MAILS[:2], b"", *MAILS[3:]]
            assert "does not give it" in found[2].missing
            broken.chmod(0o644)
            ((again,),) = mailbox.fetch([found[2].uid])
            assert (again.content, again.missing) == (MAILS[2], "")
    finally:
        broken.chmod(0o644)
        empty_mailbox(served)
