"""What an attached file is: by its first bytes, its declared type, the end of its name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from skrzynka.intake.tables import table

_SAYS_NOTHING = frozenset((
    "application/octet-stream", "application/x-octet-stream", "application/x-download", "application/force-download",
    "application/binary", "application/unknown", "application/x-unknown", "application/zip", "application/x-zip",
    "application/x-zip-compressed", "application/download", "application/save", "application/attachment",
    "binary/octet-stream", "application/applefile",
))  # fmt: skip
_HEAD = 200


@dataclass(frozen=True, slots=True)
class FileType:
    """``reader`` is one of those in filetypes.toml; ``content_type`` the usual one of such a file."""

    name: str
    reader: str
    content_type: str = ""


UNKNOWN = FileType("unknown", "unknown_type")


def file_type(content: bytes, content_type: str, name: str) -> FileType:
    """What a file is. What its bytes say goes before what it is called."""
    declared = _declared(content_type, name)
    head = content[:_HEAD].lstrip(b"\xef\xbb\xbf\r\n\t ")
    for kind, starts in _begins().items():
        if head.startswith(starts):
            return _types().get(kind, UNKNOWN)
    for start, usual, marks in _within():
        if head.startswith(start):
            return _container(content, declared, usual, marks)
    # QUIRK: web programs and old Word save HTML as .doc and .xls.
    if declared.name in ("doc", "sheet") and head[:1] == b"<" and b"html" in head.lower():
        return _types()["html"]
    return declared


def _declared(content_type: str, name: str) -> FileType:
    suffix = name.rpartition(".")[2].casefold() if "." in name else ""
    by_name = _by("suffixes").get(suffix)
    by_type = None if content_type in _SAYS_NOTHING else _by("types").get(content_type)
    if content_type.startswith("image/"):
        by_type = _types()["picture"]
    # QUIRK: programs that know no better call any file text/plain.
    if by_type and by_type.name == "text" and by_name and by_name.name in ("html", "mail"):
        by_type = by_name
    return by_type or by_name or UNKNOWN


def _container(
    content: bytes, declared: FileType, usual: Sequence[str], marks: Sequence[tuple[str, bytes]]
) -> FileType:
    found = next((kind for kind, mark in marks if mark in content), None)
    # An archive may hold a whole document, so what it is called goes first where that can be right.
    if found is None or declared.name == "packed" or (found != "sealed" and declared.name in usual):
        return declared if declared.name in usual else UNKNOWN
    return _types()[found]


@cache
def _types() -> Mapping[str, FileType]:
    rows = {name: row for name, row in table("filetypes").items() if name not in ("begins", "within")}
    return {name: FileType(name, row["reader"], next(iter(row["types"]), "")) for name, row in rows.items()}


@cache
def _by(column: str) -> Mapping[str, FileType]:
    rows = table("filetypes")
    return {key: kind for name, kind in _types().items() for key in rows[name][column]}


@cache
def _begins() -> Mapping[str, tuple[bytes, ...]]:
    return {kind: tuple(one.encode("latin-1") for one in rows) for kind, rows in table("filetypes")["begins"].items()}


@cache
def _within() -> Sequence[tuple[bytes, Sequence[str], Sequence[tuple[str, bytes]]]]:
    return [
        (
            row["begins"].encode("latin-1"),
            row["usual"],
            [(kind, mark.encode("latin-1")) for kind, mark in row["marks"]],
        )
        for row in table("filetypes")["within"]
    ]
