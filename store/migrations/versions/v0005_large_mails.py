"""Large mails in parts, mails that were fetched only in part, and UIDs of 32 bits unsigned."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_UIDS = {"mail": ("uid", "uidvalidity"), "cursor": ("uidvalidity", "last_uid")}


def upgrade() -> None:
    """Add a table and a column, and widen others; what is there stays as it is."""
    op.create_table(
        "raw_part",
        sa.Column("sha256", sa.String(), sa.ForeignKey("raw.sha256"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )
    op.add_column("mail", sa.Column("partial", sa.Boolean(), nullable=False, server_default=sa.false()))
    if op.get_context().dialect.name != "sqlite":  # whose integers are wide enough
        for table, columns in _UIDS.items():
            for column in columns:
                op.alter_column(table, column, type_=sa.BigInteger(), existing_nullable=False)
