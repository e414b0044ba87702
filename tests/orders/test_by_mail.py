"""Staff answer a digest: end to end, over real servers, with every way to cheat that we know of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from skrzynka import tokens
from skrzynka.classify import load as load_classifier
from skrzynka.digest.send import SmtpSender
from skrzynka.embedded import EmbeddedImap, EmbeddedSmtp
from skrzynka.intake.mailbox import ImapMailbox, Mailbox
from skrzynka.intake.readers import ReaderHere
from skrzynka.settings import Security, Settings, load
from skrzynka.store.ledger import Ledger
from skrzynka.store.orders import ORDERS_KEY
from skrzynka.store.questions import MailFilter
from skrzynka.store.records import Action, Kind, State
from skrzynka.tests.servers import PASSWORD, USER
from skrzynka.worker import Worker

COORDINATOR = "koordynatorka@um.example"
NIGHT = datetime(2022, 6, 1, 20, 0, tzinfo=UTC)
MORNING = datetime(2022, 6, 2, 6, 0, tzinfo=UTC)
PLAIN = {"host": "127.0.0.1", "security": Security.PLAIN, "timeout_seconds": 5}
PASSED = "mx.um.example; dkim=pass header.d=um.example; dmarc=pass header.from=um.example"
OPINIONS = ("Proszę o plac zabaw.", "W szkole dzieci się biją, potrzebne mediacje.", "Więcej lekcji polskiego.")


@dataclass
class Office:
    """A worker between a real mailbox and a real SMTP server; only its clock is simulated."""

    ledger: Ledger
    settings: Settings
    imap: EmbeddedImap
    smtp: EmbeddedSmtp
    received: list[EmailMessage] = field(default_factory=list)
    now: datetime = NIGHT

    def arrive(self, content: bytes) -> None:
        self.imap.deliver(content, self.now)

    def step(self) -> None:
        Worker(self.settings, self.ledger, self._reader(), [self._mailbox], self._sender(), NIGHT).step(self.now)
        self.now += timedelta(minutes=5)

    @property
    def digest(self) -> EmailMessage:
        return next(mail for mail in self.received if mail["X-Skrzynka-Mail"] == "daily")

    @property
    def replies(self) -> list[EmailMessage]:
        return [mail for mail in self.received if mail["X-Skrzynka-Mail"] == "reply"]

    def _reader(self) -> ReaderHere:
        return ReaderHere(load_classifier(self.settings.scope_records, self.settings.consultation.languages))

    def _mailbox(self) -> Mailbox:
        imap = self.settings.accounts[0].model_copy(update={**PLAIN, "port": self.imap.port, "user": USER})
        return ImapMailbox.open(imap, PASSWORD)

    def _sender(self) -> SmtpSender:
        smtp = self.settings.smtp.model_copy(update={**PLAIN, "port": self.smtp.port, "user": None})
        return SmtpSender(smtp, None)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Three opinions have come, and the digest that tells of them was sent."""
    shipped = load(None)
    orders = shipped.orders.model_copy(update={"addresses": (COORDINATOR,)})
    reading = shipped.reading.model_copy(update={"trusted_checkers": ("mx.um.example",)})
    received: list[EmailMessage] = []

    def keep(_sender: str, _recipients: Sequence[str], content: bytes) -> None:
        received.append(message_from_bytes(content, policy=default))

    with (
        Ledger.open(f"sqlite:///{tmp_path / 'store.db'}") as ledger,
        EmbeddedImap(USER, PASSWORD) as imap,
        EmbeddedSmtp(keep) as smtp,
    ):
        settings = shipped.model_copy(update={"orders": orders, "reading": reading})
        made = Office(ledger, settings, imap, smtp, received)
        for number, words in enumerate(OPINIONS):
            made.arrive(written(words, f"resident{number}@example.org", subject="Opinia", answers=None))
        made.step()
        made.now = MORNING
        made.step()
        yield made


def written(
    text: str,
    sender: str = COORDINATOR,
    *,
    subject: str = "Re: Konsultacje",
    answers: str | None = "",
    checked: str | None = PASSED,
    **headers: str,
) -> bytes:
    """A mail as the city's server delivers it, with what it found on top."""
    message = EmailMessage(policy=SMTP)
    if checked:
        message["Authentication-Results"] = checked
    message["From"], message["To"], message["Subject"] = sender, COORDINATOR, subject
    message["Date"] = "Thu, 02 Jun 2022 08:30:00 +0200"
    message["Message-ID"] = headers.pop("message_id", f"<{abs(hash((text, sender, subject)))}@phone.example>")
    if answers:
        message["In-Reply-To"] = message["References"] = answers
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def tags(office: Office) -> list[str | None]:
    return [office.ledger.mail(number).row.scope for number in (1, 2, 3)]


def test_each_line_above_the_quote_is_carried_out_and_confirmed_by_one_reply(office: Office) -> None:
    quote = "\n\nW dniu 2.06.2022 o 08:00, Skrzynka napisała:\n> 3=brak\n> nr 3 · Opinia\n"
    text = "Dzień dobry,\n1=4\n2+3\n17=1\nbez sensu\n1 nota: zadzwonić do rady" + quote
    office.arrive(written(text, answers=office.digest["Message-ID"]))
    before = tags(office)
    office.step()
    assert tags(office) == ["procesy", before[1], before[2]], "what is quoted is no order"
    assert office.ledger.mail(2).row.secondary == "usamodzielnianie"
    assert [(event.action, event.by) for event in office.ledger.events(1)[-2:]] == [
        (Action.RETAG, COORDINATOR),
        (Action.NOTE, COORDINATOR),
    ]
    (reply,) = office.replies
    said = reply.get_content()
    assert reply["To"] == COORDINATOR
    assert reply["Auto-Submitted"] == "auto-replied"
    for line in (
        "1=4  →  4. Włączanie",
        "17=1  (nie ma wiadomości o tym numerze)",
        "bez sensu  (niezrozumiałe)",
        "cofnij 1",
    ):
        assert line in said
    office.step()
    assert len(office.replies) == 1
    assert office.ledger.mail(4).row.kind is Kind.ORDERS
    assert office.ledger.sum().unexplained == 0


def test_orders_are_taken_back_by_mail(office: Office) -> None:
    before = tags(office)
    office.arrive(written("1=4", answers=office.digest["Message-ID"]))
    office.step()
    office.arrive(written("cofnij 1", answers=office.digest["Message-ID"]))
    office.step()
    assert tags(office) == before
    assert "poprawka cofnięta" in office.replies[-1].get_content()


def test_a_tap_on_a_doubtful_scope_prepares_the_line(office: Office) -> None:
    number = next(row.number for row in office.ledger.rows(MailFilter(needs_review=True)))
    page = office.digest.get_body(("html",))
    assert page
    links = [part.split('"')[0].replace("&amp;", "&") for part in page.get_content().split('href="')[1:]]
    link = urlsplit(next(each for each in links if f"body={number}%3D" in each))
    given = parse_qs(link.query)
    assert (link.scheme, link.path) == ("mailto", "koordynatorka%40um.example")
    office.arrive(written(given["body"][0] + "\n-- \nWysłano z telefonu", subject=given["subject"][0], answers=None))
    office.step()
    assert office.ledger.mail(number).row.tagged_by == COORDINATOR


REFUSED: dict[str, dict[str, str | None]] = {
    "a resident who got the digest": {"sender": "resident0@example.org"},
    "a colleague who may not": {"sender": "kolega@um.example"},
    "nobody vouches": {"checked": None},
    "the check failed": {"checked": "mx.um.example; dkim=fail header.d=um.example; dmarc=fail header.from=um.example"},
    "another domain signed": {
        "checked": "mx.um.example; dkim=pass header.d=evil.example; dmarc=fail header.from=um.example"
    },
    "SPF alone": {"checked": "mx.um.example; spf=pass smtp.mailfrom=um.example"},
    "a server that is not ours vouches": {"checked": "mx.evil.example; dmarc=pass header.from=um.example"},
    "a forged token": {"answers": "<daily.2022-06-02.0123456789ab.20220602.abcdefghijklmnopqrst@um.example>"},
}


@pytest.mark.parametrize("case", REFUSED)
def test_who_may_not_give_orders_writes_an_ordinary_letter_and_the_attempt_is_told(office: Office, case: str) -> None:
    before = tags(office)
    given: dict[str, str | None] = {"answers": office.digest["Message-ID"], **REFUSED[case]}
    office.arrive(written("1=4\nProszę o zmianę, plac zabaw jest ważny.", **given))  # type: ignore[arg-type]  # by name
    office.step()
    assert tags(office) == before
    assert office.replies == []
    letter = office.ledger.mail(4)
    assert (letter.row.state, letter.row.needs_review) == (State.OPINION, True)
    assert any(defect.startswith("orders refused: ") for defect in letter.defects)
    office.now = MORNING + timedelta(days=1)
    office.step()
    told = [mail for mail in office.received if mail["X-Skrzynka-Mail"] == "daily"][-1].get_body(("plain",))
    assert told
    assert "! nr 4: próba wydania polecenia, niewykonana" in " ".join(told.get_content().split())


def test_a_stale_token_is_refused(office: Office) -> None:
    office.now = MORNING + timedelta(days=15, hours=1)
    office.arrive(written("1=4", answers=office.digest["Message-ID"]))
    office.step()
    assert "orders refused: it answers a digest of too long ago" in office.ledger.mail(4).defects


def test_a_token_of_another_store_is_forged(office: Office, tmp_path: Path) -> None:
    with Ledger.open(f"sqlite:///{tmp_path / 'other.db'}") as other:
        theirs = tokens.token(other.secret(ORDERS_KEY), MORNING.date())
    office.arrive(written("1=4", answers=f"<{theirs}@um.example>"))
    office.step()
    assert "orders refused: its token is none of ours" in office.ledger.mail(4).defects


def test_a_replayed_mail_does_nothing_more(office: Office) -> None:
    orders = written("1=4", answers=office.digest["Message-ID"], message_id="<once@phone.example>")
    office.arrive(orders)
    office.step()
    office.ledger.undo(1, "anna", office.now)
    office.arrive(orders)
    office.arrive(orders.replace(b"Authentication-Results", b"X-Hop: 1\r\nAuthentication-Results"))
    office.step()
    assert [office.ledger.mail(number).row.state for number in (5, 6)] == [State.DUPLICATE] * 2
    assert len(office.replies) == 1
    assert office.ledger.mail(1).row.tagged_by != COORDINATOR


def test_a_token_that_is_only_quoted_counts_for_nothing(office: Office) -> None:
    before = tags(office)
    office.arrive(written(f"1=4\n\n> Message-ID: {office.digest['Message-ID']}\n", answers=None))
    office.step()
    assert tags(office) == before
    assert office.ledger.mail(4).defects == ()


def test_no_machine_gives_orders_and_none_is_answered(office: Office) -> None:
    answers = office.digest["Message-ID"]
    office.arrive(written("1=4", answers=answers, Auto_Submitted="auto-replied", X_Auto_Response_Suppress="All"))
    office.arrive(written("1=4\n2=4", "mailer-daemon@um.example", subject="Undelivered", answers=answers))
    office.step()
    office.arrive(written("ok", answers=office.digest["Message-ID"], subject="Re: Automatyczna odpowiedź"))
    office.step()
    assert office.replies == []


def test_our_own_confirmation_coming_back_is_never_answered(office: Office) -> None:
    office.arrive(written("1=4", answers=office.digest["Message-ID"]))
    office.step()
    (reply,) = office.replies
    office.arrive(reply.as_bytes(policy=SMTP))
    office.step()
    assert len(office.replies) == 1
    assert office.ledger.mail(5).row.kind is Kind.OWN


def test_a_crash_before_the_reply_is_sent_repeats_no_order(office: Office) -> None:
    office.arrive(written("1=4\n1 nota: raz", answers=office.digest["Message-ID"]))
    port, office.smtp.port = office.smtp.port, 1  # nobody listens there
    office.step()
    events = office.ledger.events(1)
    office.smtp.port = port
    office.step()
    assert office.ledger.events(1) == events
    assert len(office.replies) == 1


def test_without_addresses_nobody_gives_orders(office: Office) -> None:
    answers = office.digest["Message-ID"]
    office.settings = office.settings.model_copy(update={"orders": load(None).orders})
    office.arrive(written("1=4", answers=answers))
    office.step()
    assert office.ledger.mail(4).row.kind is not Kind.ORDERS
    assert office.ledger.mail(4).defects == ()
