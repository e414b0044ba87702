"""From rows of the database to records, and back."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from skrzynka.classify.records import Evidence
from skrzynka.store.erased import ERASED
from skrzynka.store.outgoing import Outgoing, OutgoingKind
from skrzynka.store.records import (
    CHANNEL,
    EMAIL,
    MACHINE,
    Action,
    AttachmentNote,
    Authentication,
    Entry,
    Event,
    Kind,
    MailRow,
    Period,
    State,
    StoredMail,
    TagNote,
    Verdict,
)
from skrzynka.store.tables import EventTable, MailTable, OutgoingTable


def mail_row(mail: Any) -> MailRow:  # noqa: ANN401  # a MailTable, or a row of its columns
    """One line of the list."""
    return MailRow(
        number=mail.number,
        received_at=mail.received_at,
        archived_at=mail.archived_at,
        from_email=mail.from_email,
        from_name=mail.from_name,
        subject=mail.subject,
        kind=Kind(mail.kind or Kind.UNREADABLE),
        state=State(mail.state),
        period=Period(mail.period),
        language=mail.language,
        scope=mail.scope,
        secondary=mail.secondary,
        confidence=mail.confidence,
        needs_review=mail.needs_review,
        tagged_by=mail.tagged_by,
        decision=mail.decision,
        channel=channel_of(mail.mailbox),
        erased=mail.sha256 == ERASED,
    )


def channel_of(mailbox: str) -> str:
    """By which channel came what lies in a mailbox of that name."""
    return mailbox.removeprefix(CHANNEL) if mailbox.startswith(CHANNEL) else EMAIL


def stored_mail(mail: MailTable) -> StoredMail:
    """A mail whole."""
    return StoredMail(
        row=mail_row(mail),
        mailbox=mail.mailbox,
        uidvalidity=mail.uidvalidity,
        uid=mail.uid,
        sha256=mail.sha256,
        reason=mail.reason,
        message_id=mail.message_id,
        forwarded_by=mail.forwarded_by,
        sent_at=mail.sent_at,
        text=mail.text,
        quoted=mail.quoted,
        signature=mail.signature,
        attachments=tuple(AttachmentNote(**note) for note in mail.attachments),
        attachment_text=mail.attachment_text,
        defects=tuple(mail.defects),
        authentication=Authentication(Verdict(mail.spf), Verdict(mail.dkim), Verdict(mail.dmarc)),
        duplicate_of=mail.duplicate_of,
        evidence=tuple(Evidence(*evidence) for evidence in mail.evidence),
        ranking=tuple((scope, share) for scope, share in mail.ranking),
        model=mail.model,
        partial=mail.partial,
        justification=mail.justification,
        unit=mail.unit,
    )


def event(row: EventTable) -> Event:
    """One line of the history."""
    return Event(
        id=row.id or 0,
        number=row.number,
        at=row.at,
        by=row.by,
        action=Action(row.action),
        scope=row.scope,
        secondary=row.secondary,
        confidence=row.confidence,
        why=row.why,
        model=row.model,
        undoes=row.undoes,
        decision=row.decision,
        unit=row.unit,
        batch=row.batch,
    )


def outgoing(row: OutgoingTable) -> Outgoing:
    """One mail of the outbox."""
    return Outgoing(
        kind=OutgoingKind(row.kind),
        day=row.day,
        message_id=row.message_id,
        recipients=tuple(row.recipients),
        content=row.content,
        created_at=row.created_at,
        covers_from=row.covers_from,
        covers_to=row.covers_to,
        late=row.late,
        sent_at=row.sent_at,
        owed=None if row.owed is None else tuple(row.owed),
        tries=row.tries,
        next_try_at=row.next_try_at,
        failure=row.failure,
        given_up_at=row.given_up_at,
    )


_NOT_COLUMNS = ("number", "tag", "authentication", "attachments", "defects")
"""What of an entry is written otherwise."""


def entry_values(entry: Entry) -> dict[str, Any]:
    """What reading found, as columns of the mail's line."""
    plain = {name: getattr(entry, name) for name in Entry.__slots__ if name not in _NOT_COLUMNS}
    tag = entry.tag
    return (
        plain
        | asdict(entry.authentication)
        | {
            "attachments": [asdict(note) for note in entry.attachments],
            "defects": list(entry.defects),
            "sender": entry.from_email.casefold(),
            "read_state": entry.state,
            "read_kind": entry.kind,
            "read_review": entry.needs_review,
            "scope": tag.scope if tag else None,
            "secondary": tag.secondary if tag else None,
            "confidence": tag.confidence if tag else 0.0,
            "tagged_by": MACHINE if tag else None,
            "evidence": [[e.words, e.scope, e.weight] for e in tag.evidence] if tag else [],
            "ranking": [list(pair) for pair in tag.ranking] if tag else [],
            "model": tag.model if tag else "",
        }
    )


def tag_event(number: int, tag: TagNote, now: datetime) -> dict[str, Any]:
    """A tag of the machine, as columns of an event."""
    return {
        "number": number,
        "at": now,
        "by": MACHINE,
        "action": Action.TAG.value,
        "scope": tag.scope,
        "secondary": tag.secondary,
        "confidence": tag.confidence,
        "model": tag.model,
    }
