"""The tables: the only SQLModel classes. Their rows never leave this room."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from skrzynka.store import fields
from skrzynka.store.columns import CleanJson, CleanText


class RawTable(SQLModel, table=True):
    """Raw mails, zlib-compressed, addressed by the SHA-256 of their bytes, written once.

    A large one is in parts, each compressed by itself, of which this line holds the first.
    """

    __tablename__ = "raw"

    sha256: str = Field(primary_key=True)
    size: int
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class RawPartTable(SQLModel, table=True):
    """What follows the first part of a large raw mail; ``number`` counts from 1."""

    __tablename__ = "raw_part"

    sha256: str = Field(primary_key=True, foreign_key="raw.sha256")
    number: int = Field(primary_key=True)
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class CursorTable(SQLModel, table=True):
    """The highest UID archived from each mailbox, for each UIDVALIDITY (RFC 3501, 2.3.1.1)."""

    __tablename__ = "cursor"

    mailbox: str = Field(primary_key=True)
    uidvalidity: int = fields.uid(primary_key=True)
    last_uid: int = fields.uid()


class MailTable(SQLModel, table=True):
    """The ledger: a line for each mail that a mailbox ever held.

    The ``read_`` columns keep what the machine found, under a correction that may be taken back. The tag that stands is
    kept here too, for lists; the events are what it is computed from.

    Long texts come last: SQLite walks through a row's overflow pages to reach what stands behind them.
    """

    __tablename__ = "mail"
    __table_args__ = (
        UniqueConstraint("mailbox", "uidvalidity", "uid"),
        # What makes a duplicate; a form letter has one fingerprint and a thousand senders.
        Index("ix_mail_message_id", "message_id", "fingerprint"),
        Index("ix_mail_sender", "sender", "fingerprint"),
        Index("ix_mail_received_at", "received_at", "number"),
        # What lists are narrowed by; what is rare is found at once among very many.
        *(Index(f"ix_mail_{name}", name) for name in ("scope", "language", "kind", "needs_review")),
    )

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    mailbox: str
    uidvalidity: int = fields.uid()
    uid: int = fields.uid()
    sha256: str = Field(foreign_key="raw.sha256", index=True)
    received_at: datetime = fields.instant()
    archived_at: datetime = fields.instant(index=True)
    read_at: datetime | None = fields.instant(nullable=True)
    handled_at: datetime | None = fields.instant(nullable=True)
    sent_at: datetime | None = fields.instant(nullable=True)
    state: str = Field(index=True)
    kind: str = ""
    period: str = "open"
    read_state: str = ""
    read_kind: str = ""
    read_review: bool = False
    language: str = "und"
    language_confidence: float = 0.0
    duplicate_of: int | None = Field(default=None, foreign_key="mail.number")
    scope: str | None = None
    secondary: str | None = None
    confidence: float = 0.0
    needs_review: bool = False
    tagged_by: str | None = fields.optional_text()
    model: str = ""
    fingerprint: str = ""
    sender: str = fields.text()
    message_id: str | None = fields.optional_text()
    from_email: str = fields.text()
    from_name: str = fields.text()
    forwarded_by: str | None = fields.optional_text()
    subject: str = fields.text()
    reason: str = fields.text()
    defects: list[str] = fields.json()
    attachments: list[dict[str, Any]] = fields.json()
    evidence: list[list[Any]] = fields.json()
    ranking: list[list[Any]] = fields.json()
    text: str = fields.text()
    quoted: str = fields.text()
    signature: str = fields.text()
    attachment_text: str = fields.text()
    # Added by later migrations, and read only where a mail is shown whole or was quarantined.
    spf: str = fields.verdict()
    dkim: str = fields.verdict()
    dmarc: str = fields.verdict()
    read_by: str = fields.version()
    partial: bool = Field(sa_column=Column(Boolean, nullable=False, server_default=false()), default=False)
    decision: str | None = Field(default=None, sa_column=Column(CleanText, nullable=True, index=True))
    justification: str = Field(default="", sa_column=Column(CleanText, nullable=False, server_default=""))
    unit: str = Field(default="", sa_column=Column(CleanText, nullable=False, server_default=""))


class EventTable(SQLModel, table=True):
    """The history of tags, decisions and notes: lines are added, never changed. A ``batch`` was done at once."""

    __tablename__ = "event"

    id: int | None = Field(default=None, primary_key=True)
    number: int = Field(foreign_key="mail.number", index=True)
    at: datetime = fields.instant()
    by: str = fields.text()
    action: str
    scope: str | None = None
    secondary: str | None = None
    confidence: float = 1.0
    why: str = fields.text()
    model: str = ""
    undoes: int | None = Field(default=None, foreign_key="event.id")
    decision: str | None = fields.optional_text()
    unit: str = Field(default="", sa_column=Column(CleanText, nullable=False, server_default=""))
    batch: int | None = Field(default=None, index=True)


class OutgoingTable(SQLModel, table=True):
    """The outbox: recorded, sent, marked. ``owed`` is null where nobody has got the mail yet."""

    __tablename__ = "outgoing"
    __table_args__ = (Index("ix_outgoing_kind", "kind", "day"),)

    message_id: str = Field(primary_key=True)
    kind: str
    day: date
    recipients: list[str] = fields.json()
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    created_at: datetime = fields.instant()
    covers_from: datetime | None = fields.instant(nullable=True)
    covers_to: datetime = fields.instant()
    late: bool = False
    sent_at: datetime | None = fields.instant(nullable=True)
    owed: list[str] | None = Field(default=None, sa_column=Column(CleanJson(none_as_null=True), nullable=True))
    tries: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))
    next_try_at: datetime | None = fields.instant(nullable=True)
    failure: str = Field(default="", sa_column=Column(CleanText, nullable=False, server_default=""))
    given_up_at: datetime | None = fields.instant(nullable=True)


class SecretTable(SQLModel, table=True):
    """Keys that this store alone knows."""

    __tablename__ = "secret"

    name: str = Field(primary_key=True)
    value: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class HealthTable(SQLModel, table=True):
    """How each of the service's activities went: one line each, written over."""

    __tablename__ = "health"

    activity: str = Field(primary_key=True)
    tried_at: datetime | None = fields.instant(nullable=True)
    succeeded_at: datetime | None = fields.instant(nullable=True)
    failures: int = 0
    failing_since: datetime | None = fields.instant(nullable=True)
    failure: str = ""
    certificate_ends: datetime | None = fields.instant(nullable=True)
    certificate_asked_at: datetime | None = fields.instant(nullable=True)
    alarmed_at: datetime | None = fields.instant(nullable=True)
    alarm_open: bool = False


class ComparisonTable(SQLModel, table=True):
    """What the last comparison of the server with the ledger found: one line, written over."""

    __tablename__ = "comparison"

    id: int = Field(primary_key=True)
    at: datetime = fields.instant()
    on_server: int
    in_store: int
    both: int
    unexplained: int


def _number(*, primary_key: bool = False, index: bool = False) -> Any:  # noqa: ANN401  # Field() has no better type
    return Field(
        sa_column=Column(BigInteger, primary_key=primary_key, index=index, nullable=False, autoincrement=False)
    )


class CampaignLetterTable(SQLModel, table=True):
    """Opinions that were compared with those before them, and what they are to them."""

    __tablename__ = "campaign_letter"

    number: int = Field(
        primary_key=True, foreign_key="mail.number", ondelete="CASCADE", sa_column_kwargs={"autoincrement": False}
    )
    whole: int = _number(index=True)
    words: int
    core: int = Field(index=True)
    holds: int | None = None
    held: int = 0


class CampaignRunTable(SQLModel, table=True):
    """By which runs of words a letter is found: the few shortest letters that have each."""

    __tablename__ = "campaign_run"
    __table_args__: ClassVar = {"sqlite_with_rowid": False}

    run: int = _number(primary_key=True)
    words: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
