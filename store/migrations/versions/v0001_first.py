"""The first tables."""

import sqlalchemy as sa
from alembic import op

from skrzynka.store.columns import UtcDateTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "raw",
        sa.Column("sha256", sa.String(), primary_key=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "cursor",
        sa.Column("mailbox", sa.String(), primary_key=True),
        sa.Column("uidvalidity", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("last_uid", sa.Integer(), nullable=False),
    )
    _mail()
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("number", sa.Integer(), sa.ForeignKey("mail.number"), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("scope", sa.String()),
        sa.Column("secondary", sa.String()),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("undoes", sa.Integer(), sa.ForeignKey("event.id")),
    )
    op.create_index("ix_event_number", "event", ["number"])
    op.create_table(
        "outgoing",
        sa.Column("message_id", sa.String(), primary_key=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("recipients", sa.JSON(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("covers_from", UtcDateTime()),
        sa.Column("covers_to", UtcDateTime(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("sent_at", UtcDateTime()),
        sa.UniqueConstraint("kind", "day"),
    )


def _mail() -> None:
    op.create_table(
        "mail",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("mailbox", sa.String(), nullable=False),
        sa.Column("uidvalidity", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), sa.ForeignKey("raw.sha256"), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("archived_at", UtcDateTime(), nullable=False),
        *(sa.Column(name, UtcDateTime()) for name in ("read_at", "handled_at", "sent_at")),
        *(_text(name) for name in ("state", "kind", "period", "read_state", "read_kind")),
        sa.Column("read_review", sa.Boolean(), nullable=False),
        _text("language"),
        sa.Column("language_confidence", sa.Float(), nullable=False),
        sa.Column("duplicate_of", sa.Integer(), sa.ForeignKey("mail.number")),
        sa.Column("scope", sa.String()),
        sa.Column("secondary", sa.String()),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("needs_review", sa.Boolean(), nullable=False),
        sa.Column("tagged_by", sa.String()),
        *(_text(name) for name in ("model", "fingerprint", "sender")),
        sa.Column("message_id", sa.String()),
        *(_text(name) for name in ("from_email", "from_name")),
        sa.Column("forwarded_by", sa.String()),
        *(_text(name) for name in ("subject", "reason")),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("defects", "attachments", "evidence", "ranking")),
        *(_text(name) for name in ("text", "quoted", "signature", "attachment_text")),
        sa.UniqueConstraint("mailbox", "uidvalidity", "uid"),
    )
    for name in ("sha256", "received_at", "archived_at", "state"):
        op.create_index(f"ix_mail_{name}", "mail", [name])
    for name in ("message_id", "sender"):
        op.create_index(f"ix_mail_{name}", "mail", [name, "fingerprint"])


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)
