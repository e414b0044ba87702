"""By which version of the reader a mail was read, or not read."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the column; what was quarantined before is read once more."""
    op.add_column("mail", sa.Column("read_by", sa.String(), nullable=False, server_default=""))
