"""What the city's server found when it checked the sender."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the three verdicts; of mails read before, nothing is known."""
    for name in ("spf", "dkim", "dmarc"):
        op.add_column("mail", sa.Column(name, sa.String(), nullable=False, server_default="none"))
