"""The first tables."""

import sqlalchemy as sa
from alembic import op

from skrzynka.store.tables import UtcDateTime

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
    text = [
        sa.Column(name, sa.String(), nullable=False)
        for name in (
            "mailbox", "sha256", "state", "reason", "kind", "period", "read_state", "read_kind", "from_email",
            "from_name", "sender", "subject", "text", "quoted", "signature", "attachment_text", "language",
            "fingerprint", "model",
        )
    ]  # fmt: skip
    optional = [sa.Column(n, sa.String()) for n in ("message_id", "forwarded_by", "scope", "secondary", "tagged_by")]
    op.create_table(
        "mail",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        *text,
        *optional,
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("uidvalidity", "uid")),
        *(sa.Column(name, UtcDateTime(), nullable=False) for name in ("received_at", "archived_at")),
        *(sa.Column(name, UtcDateTime()) for name in ("read_at", "handled_at", "sent_at")),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("attachments", "defects", "evidence", "ranking")),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ("read_review", "needs_review")),
        *(sa.Column(name, sa.Float(), nullable=False) for name in ("language_confidence", "confidence")),
        sa.Column("duplicate_of", sa.Integer(), sa.ForeignKey("mail.number")),
        sa.ForeignKeyConstraint(["sha256"], ["raw.sha256"]),
        sa.UniqueConstraint("mailbox", "uidvalidity", "uid"),
    )
    for name in (
        "sha256", "received_at", "archived_at", "state", "kind", "message_id", "sender", "language", "fingerprint",
        "scope", "needs_review",
    ):  # fmt: skip
        op.create_index(f"ix_mail_{name}", "mail", [name])
