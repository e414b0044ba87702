from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.policy import default

import pytest

from skrzynka.digest.enclosing import Enclosure
from skrzynka.digest.message import compose, message_id
from skrzynka.digest.records import Rendered
from skrzynka.digest.table import CONTENT_TYPE
from skrzynka.settings import Settings
from skrzynka.store.outgoing import OutgoingKind

DAY = date(2022, 6, 1)
NOW = datetime(2022, 6, 1, 6, 0, tzinfo=UTC)
RENDERED = Rendered(
    "Zażółć: 5 nowych opinii 🙂", "Tekst: жовтий\n" + "x" * 3000 + "\n.\nFrom me\n", "<p>Treść: жовтий</p>"
)


@pytest.fixture
def content(settings: Settings) -> bytes:
    return compose(RENDERED, settings, OutgoingKind.DAILY, DAY, NOW)


def test_the_mail_holds_plain_text_and_html(content: bytes) -> None:
    message = message_from_bytes(content, policy=default)
    assert message.get_content_type() == "multipart/alternative"
    assert message.get_body(("plain",)).get_content().replace("\r\n", "\n") == RENDERED.text  # type: ignore[union-attr]  # it is there
    assert RENDERED.html in message.get_body(("html",)).get_content()  # type: ignore[union-attr]  # it is there
    assert message["Subject"] == RENDERED.subject


def test_the_headers_say_what_it_is_and_keep_automatic_replies_away(settings: Settings, content: bytes) -> None:
    message = message_from_bytes(content, policy=default)
    assert message["From"].addresses[0].addr_spec == settings.smtp.sender
    assert [address.addr_spec for address in message["To"].addresses] == list(settings.digest.recipients)
    assert message["Date"].datetime == NOW
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["X-Skrzynka-Mail"] == "daily"
    assert message["List-Id"].endswith(".skrzynka.um.example>")


def test_a_table_is_attached_beside_the_words(settings: Settings) -> None:
    rendered = replace(RENDERED, files=(Enclosure("daily-2022-06-01.xlsx", b"PK", CONTENT_TYPE),))
    message = message_from_bytes(compose(rendered, settings, OutgoingKind.DAILY, DAY, NOW), policy=default)
    assert [(each.get_filename(), each.get_content()) for each in message.iter_attachments()] == [
        ("daily-2022-06-01.xlsx", b"PK")
    ]
    assert message.get_body(("html",)) is not None


def test_all_digests_of_a_consultation_are_one_thread(settings: Settings, content: bytes) -> None:
    other = compose(RENDERED, settings, OutgoingKind.CLOSING, date(2022, 6, 19), NOW)
    ancestors = {message_from_bytes(each, policy=default)["References"] for each in (content, other)}
    assert len(ancestors) == 1
    assert ancestors != {None}


def test_the_mail_passes_every_server_unchanged(content: bytes) -> None:
    assert content.isascii()
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 998
    assert not any(b"\n" in line or b"\r" in line for line in lines)


def test_the_same_day_gives_the_same_bytes(settings: Settings, content: bytes) -> None:
    assert compose(RENDERED, settings, OutgoingKind.DAILY, DAY, NOW) == content


def test_the_message_id_tells_consultation_kind_and_day_apart(settings: Settings) -> None:
    other = settings.model_copy(update={"consultation": settings.consultation.model_copy(update={"name": "Inna"})})
    ids = {
        message_id(settings, OutgoingKind.DAILY, DAY),
        message_id(settings, OutgoingKind.DAILY, date(2022, 6, 2)),
        message_id(settings, OutgoingKind.CLOSING, DAY),
        message_id(other, OutgoingKind.DAILY, DAY),
    }
    assert len(ids) == 4
    assert all(each.endswith("@um.example>") for each in ids)


def test_a_sender_domain_with_other_letters_gives_an_ascii_message_id(settings: Settings) -> None:
    polish = settings.model_copy(update={"smtp": settings.smtp.model_copy(update={"sender": "biuro@łódź.example"})})
    assert message_id(polish, OutgoingKind.DAILY, DAY).isascii()
