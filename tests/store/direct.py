"""What a test does to a store behind the program's back."""

from typing import Any

from sqlalchemy import create_engine, text


def direct(url: str, *statements: str) -> list[tuple[Any, ...]]:
    """Run statements; the rows of the last."""
    engine = create_engine(url)
    rows: list[tuple[Any, ...]] = []
    with engine.begin() as connection:
        for statement in statements:
            result = connection.execute(text(statement))
            rows = [tuple(row) for row in result] if result.returns_rows else []
    engine.dispose()
    return rows


def refuse(url: str, event: str, table: str, when: str = "1 = 1") -> None:
    """Let the database refuse a change, such as INSERT, of a table."""
    if url.startswith("sqlite"):
        refusal = "BEGIN SELECT RAISE(ABORT, 'refused'); END"
        direct(url, f"CREATE TRIGGER no BEFORE {event} ON {table} WHEN {when} {refusal}")
        return
    direct(
        url,
        "CREATE FUNCTION refuse() RETURNS trigger AS $$ BEGIN RAISE 'refused'; END $$ LANGUAGE plpgsql",
        f"CREATE TRIGGER no BEFORE {event} ON {table} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION refuse()",
    )


def allow(url: str, table: str) -> None:
    """Let it do so again."""
    direct(url, "DROP TRIGGER no" if url.startswith("sqlite") else f"DROP TRIGGER no ON {table}")
