"""What the last comparison with the server found."""

import sqlalchemy as sa
from alembic import op

from skrzynka.store.columns import UtcDateTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the table; nothing is known until the next comparison."""
    op.create_table(
        "comparison",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("on_server", "in_store", "both", "unexplained")),
    )
