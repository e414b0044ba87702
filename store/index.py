"""The index of words: of SQLite's FTS5 or PostgreSQL's own kind, kept by the transaction that records a mail.

https://www.sqlite.org/fts5.html#contentless_tables
https://www.postgresql.org/docs/13/datatype-textsearch.html
Both are given words that were folded here, so that both find the same, in every language.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, cast, column, select, table, text

from skrzynka.store.folding import folded
from skrzynka.store.phrases import Phrase

FIELDS = ("subject", "from_name", "text", "attachment_text")
"""What is searched."""

_BETWEEN = "¶"
"""Between two fields, so that no phrase reaches from one into the other: no word is so."""

_ROOM, _EACH = 900_000, 4
"""Bytes of a mail's words that are indexed, and what each costs beside: PostgreSQL takes a megabyte of both."""

_TOGETHER = 500

_MAKE = {
    "sqlite": [
        # The words are in the mail's line already. Tokens are what stands between blanks: they are folded.
        "CREATE VIRTUAL TABLE search USING fts5(words, content='', columnsize=0, tokenize='ascii', prefix='1')",
    ],
    "postgresql": [
        "CREATE TABLE search (number INTEGER PRIMARY KEY REFERENCES mail, words TSVECTOR NOT NULL)",
        "CREATE INDEX ix_search_words ON search USING gin (words)",
        # Of how many mails a word is in, it knows more: else it walks through all of them to find a rare one.
        "ALTER TABLE search ALTER words SET STATISTICS 1000",
    ],
}
_ADD = {
    "sqlite": text("INSERT INTO search (rowid, words) VALUES (:number, :words)"),
    "postgresql": text("INSERT INTO search (number, words) VALUES (:number, CAST(:words AS tsvector))"),
}

_REMOVE = {
    # It keeps no words by itself: what is to go has to be said again.
    "sqlite": text("INSERT INTO search (search, rowid, words) VALUES ('delete', :number, :words)"),
    "postgresql": text("DELETE FROM search WHERE number = :number"),
}


def make(connection: Connection) -> None:
    """Make the index, and fill it with the mails that were read."""
    for statement in _MAKE[connection.dialect.name]:
        connection.execute(text(statement))
    last: int | None = 0
    while last is not None:
        last = _fill(connection, last)
    if connection.dialect.name == "postgresql":
        connection.execute(text("ANALYZE search"))


def add(connection: Connection, mails: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Index mails that are not there yet: each its number, and its fields in their order."""
    written = _WRITTEN[connection.dialect.name]
    lines = [{"number": number, "words": written(_document(fields))} for number, fields in mails]
    if lines:
        connection.execute(_ADD[connection.dialect.name], lines)


def remove(connection: Connection, mails: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Take mails out: each its number, and its fields as they were indexed."""
    written = _WRITTEN[connection.dialect.name]
    lines = [{"number": number, "words": written(_document(fields))} for number, fields in mails]
    if lines:
        connection.execute(_REMOVE[connection.dialect.name], lines)


def having(dialect: str, wanted: Sequence[Phrase], within: tuple[int, int] | None) -> Select[Any]:
    """The numbers of the mails that have all phrases; only ``within`` a first and a last number, if given."""
    number: ColumnElement[int] = column("rowid" if dialect == "sqlite" else "number")
    matches = _MATCHES[dialect](wanted)
    found = select(number).select_from(table("search")).where(matches)
    return found.where(number.between(*within)) if within else found


def _fill(connection: Connection, after: int) -> int | None:
    """Index the next mails; the last's number, or None where there are no more."""
    wanted = text(
        f"SELECT number, {', '.join(FIELDS)} FROM mail"  # noqa: S608  # names of ours
        " WHERE number > :after AND state NOT IN ('pending', 'quarantined') ORDER BY number LIMIT :limit"
    )
    found = connection.execute(wanted, {"after": after, "limit": _TOGETHER}).all()
    add(connection, ((number, fields) for number, *fields in found))
    return found[-1][0] if found else None


def _document(fields: Sequence[str]) -> Iterator[str]:
    """The words to be indexed, in order."""
    room = _ROOM
    for field in fields:
        for word in folded(field):
            room -= len(word.encode()) + _EACH
            if room < 0:
                return
            yield word
        yield _BETWEEN


def _as_vector(document: Iterable[str]) -> str:
    places = defaultdict(list)
    for place, word in enumerate(document, start=1):
        if word != _BETWEEN:
            places[word].append(str(place))
    return " ".join(f"'{word}':{','.join(where)}" for word, where in places.items())


_WRITTEN = {"sqlite": " ".join, "postgresql": _as_vector}


def _in_sqlite(wanted: Sequence[Phrase]) -> ColumnElement[bool]:
    each = (f'"{" ".join(phrase.words)}"{"*" if phrase.prefix else ""}' for phrase in wanted)
    return column("search").op("MATCH")(" AND ".join(each))


def _in_postgresql(wanted: Sequence[Phrase]) -> ColumnElement[bool]:
    from sqlalchemy.dialects.postgresql import TSQUERY  # it takes longer to load than a short answer to give

    each = (" <-> ".join(f"'{word}'" for word in phrase.words) + (":*" if phrase.prefix else "") for phrase in wanted)
    return column("words").op("@@")(cast(" & ".join(f"({words})" for words in each), TSQUERY))


_MATCHES = {"sqlite": _in_sqlite, "postgresql": _in_postgresql}
