"""Contents that were erased, and must not be taken in again."""

import sqlalchemy as sa
from alembic import op

from skrzynka.store.columns import UtcDateTime

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "erased",
        sa.Column("sha256", sa.String(), primary_key=True),
        sa.Column("at", UtcDateTime(), nullable=False),
    )
