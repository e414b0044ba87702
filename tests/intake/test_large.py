"""Large mails, on the embedded server and on Dovecot."""

import hashlib
import random
from email import message_from_bytes
from email.message import EmailMessage
from typing import Any

import pytest

from skrzynka.intake import large
from skrzynka.intake.connection import drop
from skrzynka.intake.large import Fetched
from skrzynka.intake.mailbox import ImapMailbox
from skrzynka.intake.parse import parse
from skrzynka.store.packing import pack
from skrzynka.store.records import RawMail
from skrzynka.tests.intake.conftest import mail
from skrzynka.tests.intake.odd_server import Oddity, odd_server
from skrzynka.tests.intake.served import Served

MB = 1_000_000


def letter(*files: tuple[str, str, int], words: str = "Potrzebna jest świetlica.") -> bytes:
    """A mail with words as plain text and as HTML, and files of so many bytes."""
    message = EmailMessage()
    message["From"], message["Subject"] = "Ola <ola@example.org>", "Świetlica"
    message["Message-ID"], message["Date"] = "<1@example.org>", "Mon, 6 Jun 2022 10:15:00 +0200"
    message.set_content(words)
    message.add_alternative(f"<p>{words}</p>", subtype="html")
    for name, kind, size in files:
        maintype, _, subtype = kind.partition("/")
        message.add_attachment(random.Random(name).randbytes(size), maintype, subtype, filename=name)
    return message.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def fetched(mailbox: ImapMailbox) -> list[RawMail]:
    return [raw for batch in mailbox.fetch(list(mailbox.uids_above(0))) for raw in batch]


def only(served: Served, content: bytes, **changes: Any) -> RawMail:
    """The one mail that lies in the mailbox."""
    served.deliver(content)
    with served.opened(**changes) as mailbox:
        (raw,) = fetched(mailbox)
    return raw


def bytes_of(raw: RawMail | Fetched) -> bytes:
    """The content of a mail that is held whole."""
    assert isinstance(raw.content, bytes)
    return raw.content


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mails of 5 MB are too large, and pieces small."""
    monkeypatch.setattr("skrzynka.intake.mailbox.LARGE", 100_000)
    monkeypatch.setattr(large, "_PIECE", 70_001)


def test_a_large_mail_comes_in_pieces_byte_for_byte(served: Served, small: None) -> None:
    content = letter(("film.mp4", "video/mp4", MB))
    served.deliver(mail("before"), content, mail("after"))
    with served.opened() as mailbox:
        before, found, after = fetched(mailbox)
    assert (before.content, after.content) == (mail("before"), mail("after"))
    packed = pack(found.content)
    assert (packed.sha256, packed.size, found.partial) == (hashlib.sha256(content).hexdigest(), len(content), False)


def test_a_mail_over_the_size_comes_as_headers_and_words(served: Served) -> None:
    raw = only(served, letter(("plan.pdf", "application/pdf", 4 * MB), ("żuraw.jpg", "image/jpeg", MB)), max_mail_mb=5)
    assert raw.partial
    assert len(bytes_of(raw)) < 5000
    read = parse(bytes_of(raw))
    assert (read.subject, read.from_email, read.text) == ("Świetlica", "ola@example.org", "Potrzebna jest świetlica.")
    assert [(a.name, a.content_type) for a in read.attachments] == [
        ("plan.pdf", "application/pdf"),
        ("żuraw.jpg", "image/jpeg"),
    ]
    message = message_from_bytes(bytes_of(raw))
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/pdf",
        "image/jpeg",
    ]
    assert not any(part.defects for part in message.walk())


def test_a_large_mail_in_a_mail_over_the_size_keeps_its_words(served: Served) -> None:
    outer = EmailMessage()
    outer["From"], outer["Subject"] = "Biuro <biuro@example.org>", "Fwd: Świetlica"
    outer.set_content("Proszę wziąć pod uwagę.")
    outer.add_attachment(message_from_bytes(letter(("film.mp4", "video/mp4", 5 * MB)), policy=outer.policy))
    raw = only(served, outer.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"), max_mail_mb=5)
    assert raw.partial
    if served.keeps_flags:  # the embedded server's own numbers for such parts are of no use
        assert [part.get_content_type() for part in message_from_bytes(bytes_of(raw)).walk()] == [
            "multipart/mixed",
            "text/plain",
            "message/rfc822",
            "multipart/mixed",
            "multipart/alternative",
            "text/plain",
            "text/html",
            "video/mp4",
        ]
        assert len(bytes_of(raw)) < 5000
    assert b"Potrzebna jest" in bytes_of(raw)


def test_of_a_single_part_over_the_size_only_the_start_of_the_words_comes(served: Served) -> None:
    raw = only(served, mail("Brakuje świetlicy. " * 300_000, "Subject: Długo"), max_mail_mb=5)
    assert raw.partial
    assert len(bytes_of(raw)) < 501_000
    assert parse(bytes_of(raw)).text.startswith("Brakuje świetlicy. Brakuje")


def test_a_file_as_the_whole_mail_is_left_out(served: Served) -> None:
    kind = "Content-Type: application/pdf; name=plan.pdf"
    raw = only(served, mail(b"%PDF" + b"x" * 75 * 80_000, kind), max_mail_mb=5)
    assert raw.partial
    assert [a.name for a in parse(bytes_of(raw)).attachments] == ["plan.pdf"]


def test_a_mail_whose_size_the_server_does_not_know_is_bounded_all_the_same(
    served: Served, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    served.deliver(letter(("film.mp4", "video/mp4", 5 * MB)))
    with served.opened(max_mail_mb=5) as mailbox:
        (uid,) = mailbox.uids_above(0)
        found = large.fetched(mailbox._client, uid, 1000, 5 * MB, carefully=False)
    assert found
    assert found.partial
    assert b"Potrzebna jest" in bytes_of(found)


def test_of_a_mail_without_a_structure_of_use_the_start_comes(served: Served) -> None:
    content = letter(*((f"{n}.jpg", "image/jpeg", 60_000) for n in range(80)))
    raw = only(served, content, max_mail_mb=5)
    assert raw.partial
    assert raw.content == content[: len(bytes_of(raw))]
    assert len(bytes_of(raw)) == MB


def test_a_large_mail_that_is_gone_by_now_is_left_out(served: Served, small: None) -> None:
    served.deliver(letter(("film.mp4", "video/mp4", MB)))
    with served.opened() as mailbox:
        known = list(mailbox.uids_above(0))
        for carefully, limit in ((False, 50 * MB), (False, 1), (True, 1)):
            assert large.fetched(mailbox._client, known[0] + 7, MB, limit, carefully=carefully) is None
        with served.person() as client:
            client.select_folder("INBOX")
            client.delete_messages(known)
            client.expunge()
        assert list(mailbox.fetch(known)) == []


def test_a_connection_that_breaks_over_a_large_mail_is_opened_again(
    served: Served, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = letter(("film.mp4", "video/mp4", MB))
    served.deliver(content)
    with served.opened() as mailbox:
        pieces = large._piece

        def broken(client: Any, uid: int, start: int, length: int) -> bytes | None:
            if start > 300_000:
                monkeypatch.setattr(large, "_piece", pieces)
                drop(client)
            return pieces(client, uid, start, length)

        monkeypatch.setattr(large, "_piece", broken)
        (raw,) = fetched(mailbox)
    assert pack(raw.content).sha256 == hashlib.sha256(content).hexdigest()


LONG = mail(b"Potrzebna jest biblioteka.\n" * 250_000, "Subject: Biblioteka")


def from_odd(oddity: Oddity) -> RawMail:
    with odd_server(oddity) as port, Served(port, keeps_flags=False).opened(max_mail_mb=5) as mailbox:
        (raw,) = fetched(mailbox)
    return raw


def test_a_server_that_gives_less_than_it_is_asked_for_is_asked_until_the_end(small: None) -> None:
    content = LONG[:400_000]
    raw = from_odd(Oddity(content, len(content), gives=33_333))
    assert pack(raw.content).sha256 == hashlib.sha256(content).hexdigest()
    assert not raw.partial


@pytest.mark.parametrize("size", [150_000, 5 * MB - 1, 7 * MB])
def test_a_server_that_only_estimates_the_size_loses_nothing_and_makes_nothing_up(size: int, small: None) -> None:
    whole = from_odd(Oddity(LONG[:300_000], min(size, 4 * MB)))
    assert pack(whole.content).sha256 == hashlib.sha256(LONG[:300_000]).hexdigest()
    large = from_odd(Oddity(LONG, size))
    assert (large.partial, large.content) == (True, LONG[:MB])


@pytest.mark.parametrize(
    "structure",
    [None, b"NIL", b"()", b'("text" "plain"', b"(((((((((1)))))))))", b'("message" "rfc822" NIL NIL NIL "7bit" 9)'],
)
def test_a_structure_that_is_refused_or_makes_no_sense_costs_no_more_than_the_rest_of_the_mail(
    structure: bytes | None, small: None
) -> None:
    raw = from_odd(Oddity(LONG, len(LONG), structure))
    assert (raw.partial, raw.content, raw.missing) == (True, LONG[:MB], "")
