"""The words of an attached file, whatever it is; or why a person has to open it."""

from collections.abc import Sequence
from dataclasses import dataclass

from skrzynka.intake.cage import Cage
from skrzynka.intake.filetypes import FileType, file_type
from skrzynka.intake.html import to_text, unmarked
from skrzynka.intake.message import read_message
from skrzynka.intake.parts import Leaf, collect
from skrzynka.intake.plain import letters, plain
from skrzynka.intake.records import Defect, Unread

_CAGED = ("docx", "odt", "sheet", "rtf", "pdf", "other")
_NOT_READ = (Unread.OVER_LIMIT, Unread.LOCKED, Unread.BROKEN, Unread.NO_READER)
_MAX_INNER = 2
_MAX_INNER_FILES = 20
_LOGO = 100_000
"""Bytes below which a picture that stands within HTML is decoration: a logo, a smiley, a line."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a file says. ``text`` is None where it was not read."""

    text: str | None = None
    unread: Unread | None = None
    defects: tuple[Defect, ...] = ()


def said_by(leaf: Leaf, kind: FileType, cage: Cage, inner: int = _MAX_INNER) -> Said:
    """Read a file as what it is."""
    if leaf.inside is not None:
        return _together("", leaf.inside, cage, inner)
    if kind.reader in _CAGED:
        return _caged(leaf, kind, cage)
    if kind.reader == "mail":
        return _mail(leaf, cage, inner)
    if kind.reader == "html":
        text, defects = letters(leaf)
        return Said(unmarked(to_text(text)).strip(), None, defects)
    if kind.reader == "text":
        text, defects = plain(leaf)
        return Said(text.strip(), None, defects)
    return _listed(leaf, kind.reader)


def _listed(leaf: Leaf, reader: str) -> Said:
    """A file without words for us."""
    if reader == "silent" or (reader == "picture" and _is_decoration(leaf)):
        return Said()
    return _refused(Unread(reader))


def _caged(leaf: Leaf, kind: FileType, cage: Cage) -> Said:
    answer = cage.read(kind.reader, leaf.content, kind.content_type)
    text = (answer.text or unmarked(to_text(answer.markup))).strip()
    if answer.unread is None:
        return Said(text)
    return _refused(answer.unread, text or None)


def _refused(why: Unread, text: str | None = None) -> Said:
    return Said(text, why, (Defect.ATTACHMENT_NOT_READ,) if why in _NOT_READ else ())


def _is_decoration(leaf: Leaf) -> bool:
    return leaf.inline and len(leaf.content) < _LOGO


def _mail(leaf: Leaf, cage: Cage, inner: int) -> Said:
    """The words of an attached mail and of its files, which are its own and not listed among those of this one."""
    from skrzynka.intake.body import text_of

    parts = collect(read_message(leaf.content), cage.limits)
    text, defects = text_of(parts.words)
    said = _together(unmarked(text), parts.files if inner else [], cage, inner - 1)
    unread = Unread.LOCKED if Defect.ENCRYPTED in parts.defects else said.unread
    return Said(said.text or "", unread, tuple(dict.fromkeys((*defects, *said.defects))))


def _together(text: str, files: Sequence[Leaf], cage: Cage, inner: int) -> Said:
    """What a file says that holds others; the first of them that a person has to open speaks for all."""
    said = [
        said_by(one, file_type(one.content, one.content_type, one.name or ""), cage, inner)
        for one in files[:_MAX_INNER_FILES]
    ]
    texts = [one for one in (text.strip(), *(one.text for one in said)) if one]
    defects = dict.fromkeys(defect for one in said for defect in one.defects)
    unread = next((one.unread for one in said if one.unread), None)
    return Said("\n\n".join(texts) or None, unread, tuple(defects))
