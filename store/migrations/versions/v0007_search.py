"""An index of words, and indexes for lists of very many mails."""

from alembic import op

from skrzynka.store import index

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make them, of the mails that are there."""
    op.drop_index("ix_mail_received_at", "mail")
    op.create_index("ix_mail_received_at", "mail", ["received_at", "number"])
    for name in ("scope", "language", "kind", "needs_review"):
        op.create_index(f"ix_mail_{name}", "mail", [name])
    index.make(op.get_bind())
