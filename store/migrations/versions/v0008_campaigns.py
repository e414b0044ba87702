"""Which letters are like which."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the tables; what is there is grouped by the next poll."""
    op.create_table(
        "campaign_letter",
        sa.Column(
            "number",
            sa.Integer(),
            sa.ForeignKey("mail.number", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("whole", sa.BigInteger(), nullable=False, index=True),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("core", sa.Integer(), nullable=False, index=True),
        sa.Column("holds", sa.Integer(), nullable=True),
        sa.Column("held", sa.Integer(), nullable=False),
    )
    op.create_table(
        "campaign_run",
        sa.Column("run", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("words", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
