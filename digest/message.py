"""A rendered digest as a mail, ready to be sent byte for byte."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from email.message import EmailMessage
from email.policy import SMTP

from skrzynka.digest.records import Rendered
from skrzynka.settings import Settings
from skrzynka.store.outgoing import OutgoingKind
from skrzynka.store.records import StoredMail

_CTE = "quoted-printable"
"""It passes every server unchanged, whatever it thinks of 8BITMIME or of long lines."""


def compose(
    rendered: Rendered, settings: Settings, kind: OutgoingKind, day: date, now: datetime, token: str = ""
) -> bytes:
    """The mail: plain text with HTML beside it, and the files that go with it."""
    message = headed(settings, settings.digest.recipients, rendered.subject, kind, now)
    message["Message-ID"] = message_id(settings, kind, day, token)
    if token:
        message["Reply-To"] = settings.consultation.address  # orders are read there
    # Mail programs show what has one ancestor as one thread (RFC 5322, 3.6.4), whether they have it or not.
    message["References"] = f"<consultation.{_consultation(settings)}@{_domain(settings)}>"
    message.set_content(rendered.text, cte=_CTE)
    message.add_alternative(rendered.html, subtype="html", cte=_CTE)
    boundary = hashlib.sha256(message_id(settings, kind, day).encode()).hexdigest()[:32]
    message.set_boundary(f"=_{boundary}")
    for file in rendered.files:
        main, sub = file.media_type.split("/")
        message.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
    if rendered.files:
        message.set_boundary(f"=_{boundary[::-1]}")
    return message.as_bytes()


def notice(
    settings: Settings, recipients: Sequence[str], subject: str, text: str, ids: Sequence[str], now: datetime
) -> bytes:
    """A plain mail to an administrator; ``ids`` are its own Message-ID and that of the one it follows, if any."""
    message = headed(settings, recipients, subject, OutgoingKind.NOTICE, now)
    for name, value in zip(("Message-ID", "In-Reply-To"), ids, strict=False):
        message[name] = value
    message.set_content(text, cte=_CTE)
    return message.as_bytes()


def confirmation_of(
    settings: Settings, mail: StoredMail, subject: str, text: str, message_id: str, now: datetime
) -> bytes:
    """The plain answer to one mail of staff's."""
    return _answer(settings, mail, subject, text, (OutgoingKind.REPLY, message_id), now)


def _answer(
    settings: Settings, mail: StoredMail, subject: str, text: str, named: tuple[OutgoingKind, str], now: datetime
) -> bytes:
    kind, message_id = named
    message = headed(settings, (mail.row.from_email,), subject, kind, now)
    message["Reply-To"] = settings.consultation.address
    message.replace_header("Auto-Submitted", "auto-replied")
    message["Message-ID"] = message_id
    if mail.message_id and mail.message_id.isascii() and mail.message_id.isprintable():
        message["In-Reply-To"] = message["References"] = mail.message_id
    message.set_content(text, cte=_CTE)
    return message.as_bytes()


def acknowledgement_of(
    settings: Settings, mail: StoredMail, subject: str, text: str, message_id: str, now: datetime
) -> bytes:
    """The plain automatic answer to a resident's letter (RFC 3834)."""
    return _answer(settings, mail, subject, text, (OutgoingKind.ACK, message_id), now)


def answer_of(settings: Settings, kind: OutgoingKind, to: str, written: tuple[str, str, str], now: datetime) -> bytes:
    """The plain mail that tells what was decided; ``written`` are its subject, text and Message-ID."""
    message = headed(settings, (to,), written[0], kind, now)
    message["Reply-To"] = settings.consultation.address
    message["Message-ID"] = written[2]
    message.set_content(written[1], cte=_CTE)
    return message.as_bytes()


def answer_id(settings: Settings, number: int, which: str) -> str:
    """The same for the same sender, whose first opinion ``number`` is, and the same one of several answers."""
    return f"<answer.{number}.{which}.{_consultation(settings)}@{_domain(settings)}>"


def acknowledgement_id(settings: Settings, number: int) -> str:
    """The same for the same letter."""
    return f"<ack.{number}.{_consultation(settings)}@{_domain(settings)}>"


def orders_id(settings: Settings, number: int) -> str:
    """The same for the same mail with orders."""
    return f"<orders.{number}.{_consultation(settings)}@{_domain(settings)}>"


def headed(
    settings: Settings, recipients: Sequence[str], subject: str, kind: OutgoingKind, now: datetime
) -> EmailMessage:
    """The header that every mail of ours has, but for its Message-ID."""
    message = EmailMessage(policy=SMTP)
    message["From"] = f"Skrzynka <{settings.smtp.sender}>"
    message["To"] = ", ".join(recipients)
    message["Subject"] = subject
    message["Date"] = now
    message["List-Id"] = f"<{_consultation(settings)}.skrzynka.{_domain(settings)}>"
    # Made by a program, and nobody's absence is to be answered with: RFC 3834, 5; MS-OXCMAIL, 2.1.3.2.20. No
    # "Precedence: bulk": it is no standard, the two here and List-Id say the same, and some filters rank it down.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message["X-Skrzynka-Mail"] = kind.value
    return message


def notice_id(settings: Settings, about: str, at: datetime) -> str:
    """The same for the same notice, so that a repeat is recognised as one."""
    return f"<notice.{about}.{at:%Y%m%dT%H%M%SZ}.{_consultation(settings)}@{_domain(settings)}>"


def message_id(settings: Settings, kind: OutgoingKind, day: date, token: str = "") -> str:
    """The same for the same consultation, kind and day, so that a repeat is recognised as one.

    ``token`` is what an answer shows, in its In-Reply-To, to be one.
    """
    parts = [kind.value, day.isoformat(), _consultation(settings), *([token] if token else [])]
    return f"<{'.'.join(parts)}@{_domain(settings)}>"


def _consultation(settings: Settings) -> str:
    dates = settings.consultation
    named = "\n".join((dates.name, dates.opens.isoformat(), dates.closes.isoformat(), dates.address))
    return hashlib.sha256(named.encode()).hexdigest()[:12]


def _domain(settings: Settings) -> str:
    # A Message-ID is ASCII (RFC 5322, 3.6.4), a domain may have other letters.
    return settings.smtp.sender.rpartition("@")[2].encode("idna").decode()
