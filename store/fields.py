"""The fields that tables are made of."""

from typing import Any

from sqlalchemy import BigInteger, Column, Integer, String
from sqlmodel import Field

from skrzynka.store.columns import CleanJson, CleanText, UtcDateTime


def instant(*, index: bool = False, nullable: bool = False) -> Any:  # noqa: ANN401  # Field() has no better type
    """An instant; UTC in the database."""
    return Field(default=None, sa_column=Column(UtcDateTime, index=index, nullable=nullable))


def text() -> Any:  # noqa: ANN401  # Field() has no better type
    """Text from outside, maybe empty."""
    return Field(default="", sa_column=Column(CleanText, nullable=False, default=""))


def optional_text() -> Any:  # noqa: ANN401  # Field() has no better type
    """The same, or nothing."""
    return Field(default=None, sa_column=Column(CleanText))


def verdict() -> Any:  # noqa: ANN401  # Field() has no better type
    """What a check of the sender found."""
    return Field(default="none", sa_column=Column(String, nullable=False, server_default="none"))


def version() -> Any:  # noqa: ANN401  # Field() has no better type
    """A version of the reader."""
    return Field(default="", sa_column=Column(String, nullable=False, server_default=""))


def uid(*, primary_key: bool = False) -> Any:  # noqa: ANN401  # Field() has no better type
    """A UID or a UIDVALIDITY."""
    # UIDs and UIDVALIDITYs are unsigned 32-bit numbers (RFC 3501, 2.3.1.1); SQLite's integers have room for them.
    wide = BigInteger().with_variant(Integer(), "sqlite")
    return Field(sa_column=Column(wide, primary_key=primary_key, nullable=False, autoincrement=False))


def json() -> Any:  # noqa: ANN401  # Field() has no better type
    """A list."""
    return Field(default_factory=list, sa_column=Column(CleanJson, nullable=False, default=list))
