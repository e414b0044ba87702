"""Files and inline pictures of a mail: safe names, sizes, and what they say."""

import re
import unicodedata
from collections.abc import Sequence
from mimetypes import guess_extension

from skrzynka.intake.cage import Cage
from skrzynka.intake.documents import said_by
from skrzynka.intake.filetypes import file_type
from skrzynka.intake.parts import Leaf
from skrzynka.intake.records import Attachment, Defect
from skrzynka.intake.rules import Limits

_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_MAX_NAME = 150
_MAX_BYTES = 240
"""Of a name, as file systems count: 255, less what a program that saves it may add."""
_MAX_FILES = 200
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)", re.IGNORECASE)


def attachments_of(files: Sequence[Leaf], limits: Limits) -> tuple[tuple[Attachment, ...], tuple[Defect, ...]]:
    """What stands beside the words, in order."""
    defects: list[Defect] = [Defect.TOO_LONG] if len(files) > _MAX_FILES else []
    attachments: list[Attachment] = []
    with Cage(limits) as cage:
        for number, leaf in enumerate(files[:_MAX_FILES], start=1):
            name = safe_name(leaf.name or "")
            if leaf.name and name != " ".join(leaf.name.split()):
                defects.append(Defect.UNSAFE_FILE_NAME)
            said = said_by(leaf, file_type(leaf.content, leaf.content_type, name), cage)
            defects += said.defects
            shown = name or _invented(leaf.content_type, number)
            attachments.append(Attachment(shown, leaf.content_type, len(leaf.content), said.text, said.unread))
    return tuple(attachments), tuple(dict.fromkeys(defects))


def safe_name(name: str) -> str:
    """A file name without folders, control characters or marks that turn the direction of writing."""
    name = name.replace("\t", " ")
    # A zero width joiner holds an emoji together; all else that is unseen goes.
    name = "".join(c for c in name if unicodedata.category(c) not in _UNSEEN or c == "\u200d")
    name = re.split(r"[/\\]|^[A-Za-z]:(?=\S)", unicodedata.normalize("NFC", name).rstrip("/\\ "))[-1]
    name = " ".join(name.split()).strip(". ") if name.strip(". ") else ""
    name = f"_{name}" if _RESERVED.match(name) else name  # devices of Windows
    if len(name) <= _MAX_NAME and len(name.encode()) <= _MAX_BYTES:
        return name
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) >= 12:
        stem, suffix = name, ""
    stem = stem[: _MAX_NAME - 12].encode()[: _MAX_BYTES - 4 * 12].decode("utf-8", "ignore")
    return f"{stem}.{suffix}" if suffix else stem


def _invented(content_type: str, number: int) -> str:
    return f"attachment-{number}{guess_extension(content_type) or '.bin'}"
