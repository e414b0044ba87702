"""The table of what was erased; the others are in ``tables``."""

from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from skrzynka.store.columns import UtcDateTime


class ErasedTable(SQLModel, table=True):
    """Contents that were erased, by the SHA-256 of their bytes: they must not be taken in again."""

    __tablename__ = "erased"

    sha256: str = Field(primary_key=True)
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
