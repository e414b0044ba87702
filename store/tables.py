"""The tables: the only SQLModel classes. Their rows never leave this room."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, Column, DateTime, Dialect, LargeBinary, TypeDecorator, UniqueConstraint
from sqlmodel import Field, SQLModel


class UtcDateTime(TypeDecorator[datetime]):
    """Instants go in as UTC and come back aware, though SQLite keeps no zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # the face of TypeDecorator
        """Aware to naive UTC."""
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # the face of TypeDecorator
        """Naive UTC to aware."""
        return value.replace(tzinfo=UTC) if value else None


def _instant(*, index: bool = False, nullable: bool = False) -> Any:  # noqa: ANN401  # Field() has no better type
    return Field(default=None, sa_column=Column(UtcDateTime, index=index, nullable=nullable))


def _json() -> Any:  # noqa: ANN401  # Field() has no better type
    return Field(default_factory=list, sa_column=Column(JSON, nullable=False, default=list))


class RawTable(SQLModel, table=True):
    """Raw mails, zlib-compressed, addressed by the SHA-256 of their bytes, written once."""

    __tablename__ = "raw"

    sha256: str = Field(primary_key=True)
    size: int
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class CursorTable(SQLModel, table=True):
    """The highest UID archived from each mailbox, for each UIDVALIDITY (RFC 3501, 2.3.1.1)."""

    __tablename__ = "cursor"

    mailbox: str = Field(primary_key=True)
    uidvalidity: int = Field(primary_key=True)
    last_uid: int


class MailTable(SQLModel, table=True):
    """The ledger: a line for each mail that a mailbox ever held.

    The ``read_`` columns keep what the machine found, under a correction that may be taken back. The tag that stands is
    kept here too, for lists; the events are what it is computed from.
    """

    __tablename__ = "mail"
    __table_args__ = (UniqueConstraint("mailbox", "uidvalidity", "uid"),)

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    mailbox: str
    uidvalidity: int
    uid: int
    sha256: str = Field(foreign_key="raw.sha256", index=True)
    received_at: datetime = _instant(index=True)
    archived_at: datetime = _instant(index=True)
    read_at: datetime | None = _instant(nullable=True)
    handled_at: datetime | None = _instant(nullable=True)
    state: str = Field(index=True)
    reason: str = ""
    kind: str = Field(default="", index=True)
    period: str = "open"
    read_state: str = ""
    read_kind: str = ""
    read_review: bool = False
    message_id: str | None = Field(default=None, index=True)
    from_email: str = ""
    from_name: str = ""
    sender: str = Field(default="", index=True)
    forwarded_by: str | None = None
    subject: str = ""
    sent_at: datetime | None = _instant(nullable=True)
    text: str = ""
    quoted: str = ""
    signature: str = ""
    attachments: list[dict[str, Any]] = _json()
    attachment_text: str = ""
    defects: list[str] = _json()
    language: str = Field(default="und", index=True)
    language_confidence: float = 0.0
    fingerprint: str = Field(default="", index=True)
    duplicate_of: int | None = Field(default=None, foreign_key="mail.number")
    scope: str | None = Field(default=None, index=True)
    secondary: str | None = None
    confidence: float = 0.0
    needs_review: bool = Field(default=False, index=True)
    tagged_by: str | None = None
    evidence: list[list[Any]] = _json()
    ranking: list[list[Any]] = _json()
    model: str = ""


class EventTable(SQLModel, table=True):
    """The history of tags: lines are added, never changed."""

    __tablename__ = "event"

    id: int | None = Field(default=None, primary_key=True)
    number: int = Field(foreign_key="mail.number", index=True)
    at: datetime = _instant()
    by: str
    action: str
    scope: str | None = None
    secondary: str | None = None
    confidence: float = 1.0
    why: str = ""
    model: str = ""
    undoes: int | None = Field(default=None, foreign_key="event.id")


class OutgoingTable(SQLModel, table=True):
    """The outbox: recorded, sent, marked; one mail for each kind and day."""

    __tablename__ = "outgoing"
    __table_args__ = (UniqueConstraint("kind", "day"),)

    message_id: str = Field(primary_key=True)
    kind: str
    day: date
    recipients: list[str] = _json()
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    created_at: datetime = _instant()
    covers_from: datetime | None = _instant(nullable=True)
    covers_to: datetime = _instant()
    late: bool = False
    sent_at: datetime | None = _instant(nullable=True)
