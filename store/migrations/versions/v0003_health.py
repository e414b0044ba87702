"""How the service's activities went."""

import sqlalchemy as sa
from alembic import op

from skrzynka.store.columns import UtcDateTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table; of a service that ran before, nothing is known until its next poll."""
    op.create_table(
        "health",
        sa.Column("activity", sa.String(), primary_key=True),
        *(sa.Column(name, UtcDateTime()) for name in ("tried_at", "succeeded_at")),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", UtcDateTime()),
        sa.Column("failure", sa.String(), nullable=False),
        *(sa.Column(name, UtcDateTime()) for name in ("certificate_ends", "certificate_asked_at", "alarmed_at")),
        sa.Column("alarm_open", sa.Boolean(), nullable=False),
    )
