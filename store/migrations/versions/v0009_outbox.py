"""Mails of our own that are not digests, and how often they were tried; keys of the store's own."""

import sqlalchemy as sa
from alembic import op

from skrzynka.store.columns import CleanJson, CleanText, UtcDateTime

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the columns and the table. What was unsent is tried at once."""
    names = {"uq": "uq_%(table_name)s_%(column_0_name)s"}  # SQLite's constraint has no name of its own
    with op.batch_alter_table("outgoing", naming_convention=names) as table:
        table.drop_constraint(_constraint(), type_="unique")
        table.add_column(sa.Column("owed", CleanJson(none_as_null=True), nullable=True))
        table.add_column(sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("next_try_at", UtcDateTime(), nullable=True))
        table.add_column(sa.Column("failure", CleanText(), nullable=False, server_default=""))
        table.add_column(sa.Column("given_up_at", UtcDateTime(), nullable=True))
    op.create_index("ix_outgoing_kind", "outgoing", ["kind", "day"])
    op.create_table(
        "secret",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("value", sa.LargeBinary(), nullable=False),
    )


def _constraint() -> str:
    found = sa.inspect(op.get_bind()).get_unique_constraints("outgoing")
    return found[0]["name"] or "uq_outgoing_kind"
