"""Mails that somebody looks at."""

import sqlalchemy as sa
from alembic import op

from skrzynka.store.columns import CleanText, UtcDateTime

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make the table; nobody looks at anything yet."""
    op.create_table(
        "claim",
        sa.Column(
            "number",
            sa.Integer(),
            sa.ForeignKey("mail.number", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("by", CleanText(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
    )
