"""Texts that a person confirmed for the public."""

import sqlalchemy as sa
from alembic import op

from skrzynka.store.columns import CleanText, UtcDateTime

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make the table; nothing is confirmed yet."""
    op.create_table(
        "public_text",
        sa.Column(
            "number",
            sa.Integer(),
            sa.ForeignKey("mail.number", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("text", CleanText(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("by", CleanText(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
    )
