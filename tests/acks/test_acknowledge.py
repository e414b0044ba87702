"""Residents are told that their letter has come, and no storm ever begins."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from pathlib import Path

import pytest

from skrzynka.acks.acknowledge import acknowledge
from skrzynka.acks.compose import languages
from skrzynka.acks.decide import Why, refusal
from skrzynka.classify import load as load_classifier
from skrzynka.intake.backlog import read_waiting
from skrzynka.intake.readers import ReaderHere
from skrzynka.settings import ConfigError, Settings, load, parse, shipped
from skrzynka.store.ledger import Ledger
from skrzynka.store.outgoing import OutgoingKind
from skrzynka.store.records import Action, Kind, Period, RawMail
from skrzynka.tests.digest.invented import mail as invented

NOW = datetime(2022, 6, 1, 10, 0, tzinfo=UTC)
TEXTS = {"pl": "Zbieramy opinie do 19 czerwca.", "uk": "Ми збираємо думки до 19 червня."}
PRIVACY = {"pl": "Administratorem danych jest Prezydent Miasta."}


@pytest.fixture
def settings() -> Settings:
    chosen = load(None)
    on = chosen.acknowledgement.model_copy(update={"send": True, "next": TEXTS, "privacy": PRIVACY})
    reading = chosen.reading.model_copy(update={"trusted_checkers": ("mx.um.example",)})
    return chosen.model_copy(update={"acknowledgement": on, "reading": reading})


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(f"sqlite:///{tmp_path / 'store.db'}") as opened:
        yield opened


@pytest.fixture(scope="module")
def reader() -> ReaderHere:
    chosen = load(None)
    return ReaderHere(load_classifier(chosen.scope_records, chosen.consultation.languages))


def letter(
    sender: str, text: str = "Proszę o plac zabaw na naszym osiedlu, dzieci nie mają gdzie się bawić.", **headers: str
) -> bytes:
    domain = sender.rpartition("@")[2]
    message = EmailMessage(policy=SMTP)
    message["Authentication-Results"] = f"mx.um.example; dkim=pass header.d={domain}; dmarc=pass header.from={domain}"
    message["From"], message["Subject"] = sender, "Opinia"
    message["Message-ID"] = f"<{abs(hash((sender, text)))}@{domain}>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def arrive(ledger: Ledger, reader: ReaderHere, settings: Settings, *contents: bytes, now: datetime = NOW) -> None:
    last = ledger.cursor("INBOX", 1)
    mails = [RawMail("INBOX", 1, last + at, now, content) for at, content in enumerate(contents, start=1)]
    ledger.archive(mails, now)
    read_waiting(ledger, reader, settings, now)


def sent(ledger: Ledger) -> list[EmailMessage]:
    return [
        message_from_bytes(mail.content, policy=default) for mail in ledger.unsent() if mail.kind is OutgoingKind.ACK
    ]


def test_a_letter_is_acknowledged_once_in_its_language(ledger: Ledger, reader: ReaderHere, settings: Settings) -> None:
    words = "Добрий день! Прошу про підготовчий клас для доньки, вона ще погано розуміє польську мову."
    arrive(ledger, reader, settings, letter("olena@example.org", words))
    assert [acknowledge(ledger, settings, NOW) for _ in range(2)] == [1, 0]
    (mail,) = sent(ledger)
    said = " ".join(mail.get_content().split())
    assert mail["To"] == "olena@example.org"
    assert "під номером 1" in said
    assert "1. Освіта та міжкультурна інтеграція дітей і молоді" in said
    assert TEXTS["uk"] in said
    assert PRIVACY["pl"] in said, "a text that is not written in that language is given as it is"
    assert "відкликати" in said
    assert "Dziękujemy" not in said
    assert ledger.events(1)[-1].action is Action.ACK


def test_the_header_keeps_machines_from_answering(ledger: Ledger, reader: ReaderHere, settings: Settings) -> None:
    arrive(ledger, reader, settings, letter("jan@example.org"))
    acknowledge(ledger, settings, NOW)
    (mail,) = sent(ledger)
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["In-Reply-To"] == ledger.mail(1).message_id
    assert mail["From"].addresses[0].addr_spec == settings.smtp.sender


@pytest.mark.parametrize(
    ("language", "sure", "chosen"),
    [
        ("uk", 0.99, ("uk",)), ("uk", 0.6, ("uk", "pl")), ("pl", 0.5, ("pl",)), ("ru", 0.95, ("ru",)),
        ("de", 0.99, ("en", "pl")), ("und", 0.0, ("en", "pl")),
    ],
)  # fmt: skip
def test_who_may_not_understand_is_answered_in_two_languages(
    settings: Settings, language: str, sure: float, chosen: tuple[str, ...]
) -> None:
    assert languages(settings, language, sure) == chosen


CHECKED = ("authentication-results", "mx.um.example; dmarc=pass header.from=poczta.example")


@pytest.mark.parametrize(
    ("header", "why"),
    [
        (("auto-submitted", "auto-replied"), Why.MACHINE), (("auto-submitted", "auto-generated; x"), Why.MACHINE),
        (("auto-submitted", "no"), None), (("return-path", "<>"), Why.MACHINE), (("return-path", "<a@b.c>"), None),
        (("precedence", "bulk"), Why.MACHINE), (("precedence", "first-class"), None), (("list-id", "<x>"), Why.MACHINE),
        (("list-unsubscribe", "<mailto:x@y.example>"), Why.MACHINE), (("x-autoreply", "yes"), Why.MACHINE),
        (("x-loop", "x"), Why.MACHINE), (("x-auto-response-suppress", "DR, AutoReply"), Why.ASKED_NOT_TO),
        (("x-auto-response-suppress", "All"), Why.ASKED_NOT_TO), (("x-auto-response-suppress", "DR, OOF"), None),
        (("x-skrzynka-mail", "ack"), Why.OURS), (("subject", "x"), None),
    ],
)  # fmt: skip
def test_each_sign_of_a_machine_is_respected(settings: Settings, header: tuple[str, str], why: Why | None) -> None:
    assert refusal(invented(1), [CHECKED, header], settings) is why


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"period": Period.LATE}, Why.OUTSIDE), ({"forwarded_by": "anna@um.example"}, Why.NOT_FROM_THEM),
        ({"from_email": ""}, Why.NOT_FROM_THEM), ({"from_email": "Koordynatorka@UM.example"}, Why.OURS),
        ({"from_email": "MAILER-DAEMON@poczta.example"}, Why.MACHINE),
        ({"from_email": "no-reply@poczta.example"}, Why.MACHINE),
        ({"from_email": "lista-bounces@poczta.example"}, Why.MACHINE),
        ({"from_email": "ola@elsewhere.example"}, Why.UNVOUCHED),
    ],
)  # fmt: skip
def test_who_must_not_be_answered_is_not(settings: Settings, changes: dict[str, object], why: Why) -> None:
    assert refusal(invented(1, "", **changes), [CHECKED], settings) is why


def test_a_sender_that_nobody_vouches_for_is_not_answered(settings: Settings) -> None:
    assert refusal(invented(1), [], settings) is Why.UNVOUCHED
    forged = ("authentication-results", "mx.evil.example; dmarc=pass header.from=poczta.example")
    assert refusal(invented(1), [forged], settings) is Why.UNVOUCHED


def test_a_sender_is_told_once_in_a_while_and_the_history_says_why_not(
    ledger: Ledger, reader: ReaderHere, settings: Settings
) -> None:
    arrive(
        ledger,
        reader,
        settings,
        letter("jan@example.org"),
        letter("Jan@Example.org", "Brakuje nam boiska i trenera na osiedlu."),
    )
    assert acknowledge(ledger, settings, NOW) == 1
    assert ledger.events(2)[-1].why == Why.RECENTLY
    later = NOW + timedelta(days=8)
    arrive(ledger, reader, settings, letter("jan@example.org", "W bibliotece brakuje książek po ukraińsku."), now=later)
    assert acknowledge(ledger, settings, later) == 1


def test_not_more_than_so_many_go_out_in_an_hour(ledger: Ledger, reader: ReaderHere, settings: Settings) -> None:
    few = settings.model_copy(
        update={"acknowledgement": settings.acknowledgement.model_copy(update={"most_per_hour": 3})}
    )
    arrive(ledger, reader, few, *(letter(f"r{n}@example.org", f"Potrzebny plac zabaw numer {n}.") for n in range(8)))
    made = [acknowledge(ledger, few, NOW + timedelta(minutes=minutes)) for minutes in (0, 30, 61, 90, 125)]
    assert made == [3, 0, 3, 0, 2]


def test_old_letters_are_not_acknowledged_when_it_is_switched_on(
    ledger: Ledger, reader: ReaderHere, settings: Settings
) -> None:
    arrive(ledger, reader, settings, letter("jan@example.org"))
    assert acknowledge(ledger, settings, NOW + timedelta(days=3)) == 0


def test_off_is_the_default(ledger: Ledger, reader: ReaderHere, settings: Settings) -> None:
    arrive(ledger, reader, settings, letter("jan@example.org"))
    assert acknowledge(ledger, load(None), NOW) == 0


def test_senders_that_answer_by_machine_start_no_storm(ledger: Ledger, reader: ReaderHere, settings: Settings) -> None:
    """Each acknowledgement is answered by a machine, half of them in ways that nothing in the header tells."""
    answered: set[str] = set()
    arrive(ledger, reader, settings, *(letter(f"r{n}@example.org", f"Potrzebny plac zabaw {n}.") for n in range(100)))
    for hour in range(12):
        now = NOW + timedelta(hours=hour)
        acknowledge(ledger, settings, now)
        fresh = [mail for mail in sent(ledger) if mail["Message-ID"] not in answered]
        for mail in fresh:
            answered.add(mail["Message-ID"])
            ledger.mark_sent(mail["Message-ID"], now)
        said = f"Dziękuję za wiadomość, jestem poza biurem do {hour + 3} czerwca."
        arrive(
            ledger, reader, settings,
            *(
                letter(mail["To"], said, **({"Auto_Submitted": "auto-replied"} if at % 2 else {}))
                for at, mail in enumerate(fresh)
            ),
            now=now,
        )  # fmt: skip
    assert len(answered) == 100, "one to each, and none to an answer"


def test_the_configuration_must_say_what_residents_are_told() -> None:
    on = "[acknowledgement]\nsend = true\n"
    for more, told in (
        ("", "send = true wants next"),
        ('next.pl = "x"\n', "wants privacy"),
        ('next.pl = "x"\nprivacy.pl = "y"\n', "trusted_checkers"),
    ):
        with pytest.raises(ConfigError, match=told):
            parse(shipped() + on + more, "config.toml", Path())


def test_questions_and_thanks_are_not_acknowledged(ledger: Ledger, reader: ReaderHere, settings: Settings) -> None:
    arrive(ledger, reader, settings, letter("jan@example.org", "Dziękuję bardzo!"))
    assert ledger.mail(1).row.kind is Kind.THANKS
    assert acknowledge(ledger, settings, NOW) == 0
