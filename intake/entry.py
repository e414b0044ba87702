"""From a letter to its line in the ledger. Pure."""

from datetime import datetime

from skrzynka.classify.records import Tag
from skrzynka.intake.duplicates import fingerprint
from skrzynka.intake.letter import hides_words
from skrzynka.intake.orders import Refusal
from skrzynka.intake.records import Attachment, Defect, KindDecision, Letter
from skrzynka.intake.version import reader_version
from skrzynka.settings import ConsultationSettings
from skrzynka.store.orders import REFUSED
from skrzynka.store.records import AttachmentNote, Entry, Kind, PendingMail, Period, State, TagNote

_LOOKED_AT = (Kind.QUESTION, Kind.SPAM, Kind.UNREADABLE)
"""Kinds that only a person can finish: to answer, to rescue a misjudged opinion, to open what no program could."""


def entry(
    mail: PendingMail,
    letter: Letter,
    original: int | None,
    consultation: ConsultationSettings,
    ordered: Refusal | bool = False,  # noqa: FBT001, FBT002  # as ``orders`` answers
) -> Entry:
    """What is written of a mail that was read; ``original`` is the number of the mail it repeats."""
    read, decision = letter.mail, letter.decision
    if ordered is True:
        decision = KindDecision(Kind.ORDERS, "staff answer a digest")
    kind = decision.kind if original is None else Kind.DUPLICATE
    tag = tag_note(letter.reading.tag) if kind is Kind.OPINION else None
    return Entry(
        number=mail.number,
        state=_STATES.get(kind, State.OTHER),
        reason=decision.rule if original is None else f"the same letter as {original}",
        kind=kind,
        period=period(mail, consultation, read.date),
        message_id=read.message_id,
        from_email=read.from_email,
        from_name=read.from_name,
        forwarded_by=read.forwarded_by,
        subject=read.subject,
        sent_at=read.date,
        text=read.text,
        quoted=read.quoted,
        signature=read.signature,
        attachments=tuple(_note(attachment) for attachment in read.attachments),
        attachment_text=read.attachment_text,
        defects=(*read.defects, *([f"{REFUSED}: {ordered}"] if isinstance(ordered, Refusal) else ())),
        authentication=read.authentication,
        language=letter.reading.language.code,
        language_confidence=letter.reading.language.confidence,
        fingerprint=fingerprint(read),
        duplicate_of=original,
        tag=tag,
        needs_review=_needs_review(kind, tag)
        or (original is None and (_hides(letter) or isinstance(ordered, Refusal))),
        read_by=reader_version(),
    )


def _needs_review(kind: Kind, tag: TagNote | None) -> bool:
    return tag.needs_review if tag else kind in _LOOKED_AT


def _hides(letter: Letter) -> bool:
    return Defect.TOO_LARGE in letter.mail.defects or hides_words(letter)


def quarantined(mail: PendingMail, reason: str, consultation: ConsultationSettings) -> Entry:
    """What is written of a mail that broke the reader: kept whole, told to people, tried again later."""
    return Entry(
        number=mail.number,
        state=State.QUARANTINED,
        reason=reason,
        kind=Kind.UNREADABLE,
        period=period(mail, consultation),
        needs_review=True,
        read_by=reader_version(),
    )


def period(mail: PendingMail, consultation: ConsultationSettings, written_at: datetime | None = None) -> Period:
    """Early, open or late, by the instant at which the server received the mail; the writer's clock may be wrong.

    Only where a grace is configured does the writer's clock count, in the hours of that.
    """
    if mail.received_at < consultation.opens_at:
        return Period.EARLY
    closes_at = consultation.closes_at
    under_way = mail.received_at < consultation.grace_ends_at and written_at is not None and written_at < closes_at
    return Period.OPEN if mail.received_at < closes_at or under_way else Period.LATE


_STATES = {Kind.OPINION: State.OPINION, Kind.DUPLICATE: State.DUPLICATE}


def tag_note(tag: Tag, *, hidden: bool = False) -> TagNote:
    """The tag as it is written; ``hidden``: the opinion may stand where no program has read it."""
    return TagNote(
        scope=tag.scope,
        secondary=tag.secondary,
        confidence=tag.confidence,
        needs_review=not tag.auto or hidden,
        evidence=tag.evidence,
        ranking=tag.ranking,
        model=tag.model,
    )


def _note(attachment: Attachment) -> AttachmentNote:
    return AttachmentNote(attachment.name, attachment.content_type, attachment.size, attachment.unread or "")
