"""The table of texts that may be public; the others are in ``tables``."""

from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from skrzynka.store.columns import CleanText, UtcDateTime


class PublicTextTable(SQLModel, table=True):
    """What a person confirmed; ``source`` is the hash of what it was made of."""

    __tablename__ = "public_text"

    number: int = Field(
        primary_key=True, foreign_key="mail.number", ondelete="CASCADE", sa_column_kwargs={"autoincrement": False}
    )
    text: str = Field(sa_column=Column(CleanText, nullable=False))
    source: str
    by: str = Field(sa_column=Column(CleanText, nullable=False))
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
