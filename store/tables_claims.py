"""The table of mails that somebody looks at; the others are in ``tables``."""

from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from skrzynka.store.columns import CleanText, UtcDateTime


class ClaimTable(SQLModel, table=True):
    """A mail that one open window holds until an instant."""

    __tablename__ = "claim"

    number: int = Field(
        primary_key=True, foreign_key="mail.number", ondelete="CASCADE", sa_column_kwargs={"autoincrement": False}
    )
    holder: str
    by: str = Field(sa_column=Column(CleanText, nullable=False))
    until: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
