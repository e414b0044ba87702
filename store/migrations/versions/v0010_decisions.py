"""What was decided on opinions; and which events were made at once."""

import sqlalchemy as sa
from alembic import op

from skrzynka.store.columns import CleanText

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the columns; nothing is decided yet."""
    with op.batch_alter_table("event") as table:
        table.add_column(sa.Column("decision", CleanText(), nullable=True))
        table.add_column(sa.Column("unit", CleanText(), nullable=False, server_default=""))
        table.add_column(sa.Column("batch", sa.Integer(), nullable=True))
    op.create_index("ix_event_batch", "event", ["batch"])
    # Not by copying the table, which may hold very many long texts: SQLite adds columns in place.
    op.add_column("mail", sa.Column("decision", CleanText(), nullable=True))
    op.add_column("mail", sa.Column("justification", CleanText(), nullable=False, server_default=""))
    op.add_column("mail", sa.Column("unit", CleanText(), nullable=False, server_default=""))
    op.create_index("ix_mail_decision", "mail", ["decision"])
