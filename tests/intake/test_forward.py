"""Mails that colleagues pass on."""

import tomllib
from datetime import UTC, datetime, timedelta, timezone

import pytest

from skrzynka.intake.dates import written_date
from skrzynka.intake.forward import forwarded, is_staff
from skrzynka.intake.parse import parse
from skrzynka.intake.records import Mail
from skrzynka.intake.rules import Rules
from skrzynka.tests.intake.conftest import mail
from skrzynka.tests.intake.replies.corpus import HERE

STAFF = ("@um.example", "clerk@office.example")
RULES = Rules(staff=STAFF)
CLERK = "From: Biuro <biuro@um.example>"
WORDS = "Dzień dobry,\npotrzebne są mediacje.\nOla"
CEST = timezone(timedelta(hours=2))


def read(body: str, *headers: str) -> Mail:
    return parse(mail(body, *headers), RULES)


def test_staff_is_an_address_or_a_whole_domain() -> None:
    assert is_staff("Biuro@UM.example", STAFF)
    assert is_staff("clerk@office.example", STAFF)
    assert not is_staff("other@office.example", STAFF)
    assert not is_staff("biuro@notum.example", STAFF)


@pytest.mark.parametrize(
    "block",
    [
        (
            "---------- Forwarded message ---------\nOd: Ola Nowak <ola@example.com>\nDate: wt., 7 cze 2022 o 19:51\n"
            "Subject: mediacje\nTo: <biuro@um.example>"
        ),
        (
            "-------- Przekazana wiadomość --------\nTemat: mediacje\nData: Tue, 7 Jun 2022 19:51:00 +0200\n"
            "Nadawca: Ola Nowak <ola@example.com>\nAdresat: biuro@um.example"
        ),
        (
            "Begin forwarded message:\n\nFrom: Ola Nowak <ola@example.com>\nSubject: mediacje\n"
            "Date: 7 June 2022 at 19:51:00 CEST\nTo: biuro@um.example"
        ),
        (
            "-----Original Message-----\nFrom: Ola Nowak [mailto:ola@example.com]\nSent: Tuesday, June 7, 2022 7:51 PM"
            "\nTo: biuro@um.example\nSubject: mediacje"
        ),
        (
            "________________________________\nОт: Ola Nowak <ola@example.com>\nОтправлено: 7 июня 2022 г. 19:51\n"
            "Кому: biuro@um.example\nТема: mediacje"
        ),
        (
            "*Від:* Ola Nowak <ola@example.com>\n*Надіслано:* вівторок, 7 червня 2022 р. 19:51\n"
            "*Кому:* biuro@um.example\n*Тема:* mediacje"
        ),
        (
            "-------- Weitergeleitete Nachricht --------\nBetreff: mediacje\nDatum: 07.06.2022 19:51\n"
            "Von: Ola Nowak <ola@example.com>\nAn: biuro@um.example"
        ),
    ],
)
def test_what_a_colleague_passes_on_is_the_residents(block: str) -> None:
    found = read(f"Przekazuję.\n\n{block}\n\n{WORDS}\n", CLERK, "Subject: Fwd: mediacje")
    assert (found.from_email, found.from_name, found.forwarded_by) == (
        "ola@example.com",
        "Ola Nowak",
        "biuro@um.example",
    )
    assert found.text == WORDS
    assert found.date == datetime(2022, 6, 7, 19, 51, tzinfo=CEST)


def labels() -> list[tuple[str, ...]]:
    table = tomllib.loads((HERE / "blocks.toml").read_text("utf-8"))
    return [tuple(row) for row in table["labels"]]


@pytest.mark.parametrize("row", labels(), ids=lambda row: f"{row[0]} {row[1]} {row[2]}")
def test_what_a_colleague_passes_on_in_any_language_has_its_writer_and_date(row: tuple[str, ...]) -> None:
    _, who, when, to, _, about, date = row
    block = f"{who}: Ola Nowak <ola@example.com>\n{when}: {date}\n{to}: biuro@um.example\n{about}: mediacje"
    found = forwarded(f"Przekazuję.\n\n{block}\n\n{WORDS}\n", "FW: mediacje", UTC)
    assert found is not None
    assert (found.email, found.name, found.text.strip()) == ("ola@example.com", "Ola Nowak", WORDS)
    assert found.date == datetime(2022, 6, 6, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "line",
    [
        "Dnia 7 czerwca 2022 19:51 Ola Nowak <ola@example.com> napisał(a):",
        "On Tue, Jun 7, 2022 at 7:51 PM Ola Nowak <ola@example.com> wrote:",
        '7 червня 2022, 19:51:00, від "Ola Nowak" <ola@example.com>:',
        "Am 7. Juni 2022 um 19:51 schrieb Ola Nowak <ola@example.com>:",
        "Den 7. juni 2022 kl. 19.51 skrev Ola Nowak <ola@example.com>:",
    ],
)
def test_what_a_colleague_passes_on_below_an_attribution_is_the_residents(line: str) -> None:
    found = read(f"Przekazuję.\n\n{line}\n\n> Są dziury.\n> Ola\n", CLERK, "Subject: Fwd: dziury")
    assert (found.from_email, found.from_name) == ("ola@example.com", "Ola Nowak")
    assert (found.text, found.date) == ("Są dziury.\nOla", datetime(2022, 6, 7, 19, 51, tzinfo=CEST))


def test_what_a_colleague_attaches_is_the_residents() -> None:
    body = (
        "--b\r\nContent-Type: text/plain\r\n\r\nPrzekazuję.\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
        "From: Ola <ola@example.com>\r\nSubject: mediacje\r\n\r\nSą.\r\n--b--\r\n"
    )
    found = read(body, CLERK, "Subject: Fwd: mediacje", "Content-Type: multipart/mixed; boundary=b")
    assert (found.from_email, found.subject, found.text) == ("ola@example.com", "mediacje", "Są.")
    assert found.forwarded_by == "biuro@um.example"


def test_a_resident_who_passes_something_on_is_the_writer() -> None:
    body = f"{WORDS}\n\n---------- Forwarded message ---------\nOd: Kto <k@example.com>\nDate: 7 cze 2022\n\nCudze.\n"
    found = read(body, "Subject: Fwd: list")
    assert (found.from_email, found.text, found.forwarded_by) == ("ola@example.org", WORDS, None)


def test_a_colleague_who_answers_is_herself() -> None:
    body = f"Dziękujemy.\n\nFrom: Ola <o@example.com>\nSent: 7 cze 2022\nTo: x@um.example\nSubject: x\n\n{WORDS}\n"
    found = read(body, CLERK, "Subject: Re: mediacje")
    assert (found.from_email, found.text, found.forwarded_by) == ("biuro@um.example", "Dziękujemy.", None)


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("wt., 7 cze 2022 o 19:51", 19),
        ("вівторок, 7 червня 2022 р. 19:51", 19),
        ("7 июня 2022 г., 19:51", 19),
        ("Tuesday, June 7, 2022 7:51 PM", 19),
        ("7. Juni 2022 um 19:51", 19),
        ("mardi 7 juin 2022 19:51", 19),
        ("2022-06-07 19:51", 19),
        ("2022. június 7., kedd 19:51", 19),
        ("2022 m. birželio 7 d. 19:51", 19),
        ("2022년 6월 7일 화요일 오후 7:51", 19),
        ("2022年6月7日 下午7:51", 19),
        ("7/6/2022 7:51 μμ", 19),
        ("06/07/2022 7:51 PM", 19),
        ("2022-06-07T19:51:00+0000", 19),
        ("07/06/2022 19.51", 19),
        ("Tue, 7 Jun 2022 19:51:00 +0300", 16),
    ],
)
def test_dates_are_read_as_programs_write_them(text: str, hour: int) -> None:
    found = written_date(text, UTC)
    assert found is not None
    assert found.astimezone(UTC) == datetime(2022, 6, 7, hour, 51, tzinfo=UTC)


def test_an_attached_mail_whose_header_the_library_cannot_write_is_read_all_the_same() -> None:
    inner = (
        'From: Ala <ala@example.org>\r\nContent-Type: multipart/mixed; boundary="żółw"\r\n\r\n--żółw\r\n\r\nPlac zabaw.'
    )
    outer = f"--b\r\nContent-Type: message/rfc822\r\n\r\n{inner}\r\n--b--"
    read_mail = read(outer, CLERK, "Content-Type: multipart/mixed; boundary=b")
    assert (read_mail.from_email, read_mail.forwarded_by) == ("ala@example.org", "biuro@um.example")
    assert "Plac zabaw." in read_mail.text
