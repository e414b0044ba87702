"""Mails of which it is known what they are about, from a file of JSON lines."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from skrzynka import SkrzynkaError
from skrzynka.classify.examples import Example
from skrzynka.commands import context
from skrzynka.neutral import one_line
from skrzynka.settings import Settings

_TAGGED = ("question", "thanks", "spam", "newsletter", "opinion")
"""Kinds that a tagger is asked about; others are told by their headers."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """The mails of a file, and how many more are of kinds that no tagger is asked about."""

    mails: tuple[Example, ...]
    left_out: int


def labelled(file: Path, chosen: Settings) -> Labelled:
    """Each line is a mail: lang, subject, body, scope (null or none: no topic), and may hold secondary and kind.

    Raises SkrzynkaError, with the line's number, where one is not.
    """
    name = one_line(str(file))
    try:
        lines = file.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is no UTF-8"
        raise SkrzynkaError(f"{name}: cannot be read ({why}); check the path") from error
    read = list(_read(name, lines, chosen))
    if not (mails := tuple(each for each in read if each)):
        raise SkrzynkaError(f"{name}: holds no mail that is tagged; name another file")
    return Labelled(mails, len(read) - len(mails))


def _read(name: str, lines: list[str], chosen: Settings) -> Iterator[Example | None]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{name}, line {number}"
        try:
            found = _mail(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise SkrzynkaError(f"{where}: is no mail as JSON with lang, subject, body, scope; see --help") from error
        yield _of_consultation(where, found, chosen) if found.kind in (*_TAGGED, "other") else None


def _mail(record: dict[str, Any]) -> Example:
    scope = record["scope"]
    found = Example(
        language=record.get("lang") or "und",
        subject=record.get("subject") or "",
        body=record.get("body", record.get("text")) or record.get("attachment_text") or "",
        scope=scope,
        secondary=record.get("secondary"),
        kind=record.get("kind") or ("opinion" if scope else "other"),
    )
    texts = (found.language, found.subject, found.body, found.kind, scope or "", found.secondary or "")
    if not all(isinstance(text, str) for text in texts):
        raise TypeError
    return found


def _of_consultation(where: str, mail: Example, chosen: Settings) -> Example:
    """The same mail with its scopes' keys. Raises SkrzynkaError where the consultation has no such scope."""
    try:
        first = context.scope_of(chosen, mail.scope or "none")
        second = context.scope_of(chosen, mail.secondary or "none")
    except SkrzynkaError as error:
        raise SkrzynkaError(f"{where}: {error}") from error
    return replace(mail, scope=first.key if first else None, secondary=second.key if second else None)
