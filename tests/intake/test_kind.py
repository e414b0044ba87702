"""What sort of mail it is."""

from time import perf_counter

import pytest

from skrzynka.intake.kind import decide, rules, weak_signs
from skrzynka.intake.parse import parse
from skrzynka.store.records import Kind
from skrzynka.tests.intake.conftest import mail

WORDS = "Dzień dobry, potrzebne są mediacje w szkole."


def kind(body: str, *headers: str) -> Kind:
    return decide(parse(mail(body, *headers))).kind


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: no",
        "Auto-Submitted: auto-forwarded",
        "X-Auto-Response-Suppress: All",
        "Precedence: bulk",
        "Precedence: list",
        "Subject: Re: Automatyczna odpowiedź: Zaproszenie",
        "Subject: Auto w naprawie, uwagi do projektu",
        "Subject: Re: Undeliverable: opinia",
        "X-Spam-Status: No, score=1.2 required=5.0",
        "X-Spam-Flag: NO",
        "X-Autoreply: no",
        "List-Id: <rada.example.org>",
        "Feedback-ID: x",
        "X-MS-Exchange-Organization-SCL: 1",
    ],
)
def test_a_persons_mail_stays_a_persons(header: str) -> None:
    assert kind(WORDS, header) is Kind.OPINION


def test_a_persons_words_through_a_mailing_list_are_an_opinion() -> None:
    headers = (
        "List-Id: <rada.example.org>",
        "List-Post: <mailto:rada@example.org>",
        "List-Unsubscribe: <mailto:rada-leave@example.org>",
        "Precedence: list",
        "Sender: rada-bounces@example.org",
    )
    assert kind(WORDS, *headers) is Kind.OPINION


@pytest.mark.parametrize(
    "headers",
    [
        ("Auto-Submitted: auto-replied",),
        ("Auto-Submitted: auto-replied (vacation)",),
        ("Auto-Submitted: auto-generated",),
        ("X-Autoreply: yes",),
        ("X-Autorespond: Opinia",),
        ("Precedence: auto_reply",),
        ("Subject: Automatic reply: Opinia", "X-Auto-Response-Suppress: All"),
        ("Subject: Automatyczna odpowiedź: Opinia",),
        ("Subject: Autoodpowiedź: Opinia",),
        ("Subject: Автоматична відповідь: Думка",),
        ("Subject: Автоответ: Мнение",),
        ("Subject: Abwesenheitsnotiz: Meinung",),
        ("Subject: Automatische Antwort: Meinung",),
        ("Subject: Réponse automatique : Avis",),
        ("Subject: Respuesta automática: Opinión",),
        ("Subject: AUTO: Jan Nowak is out of the office (returning 2022-06-20)",),
        ("Subject: Out of Office Re: Opinia",),
        ('Content-Type: multipart/report; report-type=disposition-notification; boundary="b"',),
    ],
)
def test_an_automatic_reply_is_told(headers: tuple[str, ...]) -> None:
    assert kind("Nie ma mnie.", *headers) is Kind.AUTO_REPLY


@pytest.mark.parametrize(
    "headers",
    [
        ('Content-Type: multipart/report; report-type=delivery-status; boundary="b"',),
        ("From: Mail Delivery Subsystem <MAILER-DAEMON@mx.example.org>",),
        ("From: MAILER-DAEMON", "Subject: failure notice"),
        ("From: postmaster@example.org", "Subject: Undeliverable: Opinia"),
        ("Return-Path: <>", "Subject: Mail delivery failed: returning message to sender"),
        ("Return-Path: <>", "Subject: Niedostarczalne: Opinia"),
        ("X-Failed-Recipients: x@example.org",),
    ],
)
def test_a_bounce_is_told_without_a_report(headers: tuple[str, ...]) -> None:
    assert kind("550 5.1.1 no such user", *headers) is Kind.BOUNCE


@pytest.mark.parametrize(
    "header",
    [
        "X-Spam-Flag: YES",
        "X-Spam-Status: Yes, score=17.2",
        "X-Spam: Yes",
        "X-Forefront-Antispam-Report: CIP:1.2.3.4;SFV:SPM;CAT:SPM;",
        "X-MS-Exchange-Organization-SCL: 9",
        "Subject: ***SPAM*** Kredyt",
        "Subject: [SPAM] Kredyt",
    ],
)
def test_what_the_server_calls_spam_is_spam(header: str) -> None:
    assert kind("Kredyt!", header) is Kind.SPAM


@pytest.mark.parametrize(
    "headers",
    [
        ("List-Unsubscribe: <https://example.org/u>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click"),
        ("List-Unsubscribe: <https://example.org/u>", "Precedence: bulk"),
        ("List-Unsubscribe: <mailto:u@example.org>",),
        ("X-Campaign: 17",),
        ("From: newsletter@example.org",),
    ],
)
def test_a_newsletter_is_told(headers: tuple[str, ...]) -> None:
    assert kind("Nowości!", *headers) is Kind.NEWSLETTER


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL", "REPLY"])
def test_a_calendar_program_s_mail_is_told(method: str) -> None:
    body = f"BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nEND:VCALENDAR\r\n"
    assert kind(body, "Content-Type: text/calendar") is Kind.CALENDAR


def test_our_own_digest_that_comes_back_is_our_own() -> None:
    assert kind(WORDS, "X-Skrzynka-Mail: daily", "Auto-Submitted: auto-generated") is Kind.OWN


def test_a_mail_without_any_word_is_unreadable() -> None:
    assert kind(" \r\n", "Subject: ...") is Kind.UNREADABLE


def test_a_subject_alone_is_an_opinion() -> None:
    assert kind("", "Subject: Więcej godzin polskiego") is Kind.OPINION


def test_every_rule_names_its_source_and_sign() -> None:
    assert all(row.source and row.name and row.fields for row in (*rules(), *weak_signs()))


@pytest.mark.parametrize(
    "unit", ["*", " ", "- ", "[a] ", "a@", "re: ", "auto ", "your message ", "не было ", "unsubscribe "]
)
def test_a_hostile_mail_takes_no_longer(unit: str) -> None:
    long = unit * (50_000 // len(unit))
    hostile = parse(mail(long, f"Subject: .{long}", f"X-Mailer: {long}", f"Return-Path: <{long}>", "Precedence: bulk"))
    start = perf_counter()
    decide(hostile)
    assert perf_counter() - start < 0.5
