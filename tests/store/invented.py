"""Invented mails, and what reading them found."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from skrzynka.classify.records import Evidence
from skrzynka.store.earlier import Sign
from skrzynka.store.ledger import Ledger
from skrzynka.store.records import AttachmentNote, Entry, Kind, Period, RawMail, State, TagNote

NOW = datetime(2022, 6, 1, 6, 0, tzinfo=UTC)

TAG = TagNote(
    scope="edukacja",
    secondary="procesy",
    confidence=0.8,
    evidence=(Evidence("lekcje polskiego", "edukacja", 0.6),),
    ranking=(("edukacja", 0.8), (None, 0.2)),
    model="test-1",
)


def raw(uid: int, content: bytes = b"", *, mailbox: str = "INBOX", uidvalidity: int = 1) -> RawMail:
    """A mail as the server holds it; received ``uid`` minutes after NOW."""
    return RawMail(mailbox, uidvalidity, uid, NOW + timedelta(minutes=uid), content or f"mail {uid}\r\n".encode())


def opinion(number: int, **changes: Any) -> Entry:
    """A tagged opinion."""
    entry = Entry(
        number=number,
        state=State.OPINION,
        reason="words of a resident",
        kind=Kind.OPINION,
        period=Period.OPEN,
        message_id=f"<{number}@poczta.example>",
        from_email=f"mieszkaniec{number}@poczta.example",
        from_name="Олена Коваленко",
        forwarded_by="rada@poczta.example",
        subject="Пропозиція",
        sent_at=NOW,
        text="Więcej lekcji polskiego.",
        quoted="> wcześniej",
        signature="Олена",
        attachments=(AttachmentNote("list.pdf", "application/pdf", 1234),),
        attachment_text="z załącznika",
        defects=("unknown charset",),
        language="pl",
        language_confidence=0.9,
        fingerprint=f"f{number}",
        tag=TAG,
    )
    return replace(entry, **changes)


def other(number: int, **changes: Any) -> Entry:
    """A mail that is no opinion."""
    plain: dict[str, Any] = {"state": State.OTHER, "kind": Kind.QUESTION, "reason": "asks for the hour", "tag": None}
    return opinion(number, **plain | changes)


def duplicate(number: int, of: int, **changes: Any) -> Entry:
    """A mail that was sent twice."""
    return other(number, **{"state": State.DUPLICATE, "kind": Kind.DUPLICATE, "duplicate_of": of} | changes)


def quarantined(number: int) -> Entry:
    """A mail that could not be read."""
    return Entry(number, State.QUARANTINED, "its reading failed", Kind.UNREADABLE, Period.OPEN, needs_review=True)


def filled(ledger: Ledger, *entries: Entry) -> Ledger:
    """Archive as many mails as there are entries, and record them."""
    ledger.archive([raw(entry.number) for entry in entries], NOW)
    ledger.record(entries, NOW)
    return ledger


def original_of(ledger: Ledger, message_id: str | None, from_email: str, fingerprint: str, number: int) -> int | None:
    """The mail that one with this number and these signs repeats."""
    sign = Sign.of(number, message_id, from_email, fingerprint)
    return ledger.earlier([sign]).original_of(sign)
