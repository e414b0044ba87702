"""Types of columns: they take what Python has and give it back, whatever the database can hold."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, String, TypeDecorator


def clean(words: str) -> str:
    """Text that every database takes: NUL is refused by PostgreSQL, a lone surrogate is no UTF-8 at all."""
    try:
        words.encode()
    except UnicodeEncodeError:
        words = words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return words.replace("\0", "\ufffd")


class UtcDateTime(TypeDecorator[datetime]):
    """Instants go in as UTC and come back aware, though SQLite keeps no zone. A naive one is refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # the face of TypeDecorator
        """Aware to naive UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without a zone is no instant")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # the face of TypeDecorator
        """Naive UTC to aware."""
        return value.replace(tzinfo=UTC) if value else None


class CleanText(TypeDecorator[str]):
    """Text from outside, which may hold what no database takes."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002  # the face of TypeDecorator
        """Cleaned."""
        return clean(value) if value else value


class CleanJson(TypeDecorator[Any]):
    """Lists of text from outside."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:  # noqa: ANN401, ARG002  # the face of TypeDecorator
        """Cleaned, at any depth."""
        return _deep(value)


def _deep(value: Any) -> Any:  # noqa: ANN401  # JSON
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list | tuple):
        return [_deep(inner) for inner in value]
    return {key: _deep(inner) for key, inner in value.items()} if isinstance(value, dict) else value
