"""Files and inline pictures of a mail: safe names, sizes, and what they say."""

import re
import unicodedata
from collections.abc import Sequence
from mimetypes import guess_extension

from skrzynka.intake.documents import UnreadableDocumentError, text_of_document
from skrzynka.intake.html import to_text
from skrzynka.intake.message import read_message
from skrzynka.intake.parts import Leaf, collect
from skrzynka.intake.plain import letters, plain
from skrzynka.intake.records import Attachment, Defect
from skrzynka.intake.rules import Limits

_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_MAX_NAME = 150
_MAX_FILES = 200
_GENERIC = ("application/octet-stream", "application/x-download", "application/force-download", "application/binary")
_BY_SUFFIX = {
    ".txt": "text/plain",
    ".md": "text/plain",
    ".htm": "text/html",
    ".html": "text/html",
    ".eml": "message/rfc822",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".rtf": "application/rtf",
    ".pdf": "application/pdf",
}


def attachments_of(files: Sequence[Leaf], limits: Limits) -> tuple[tuple[Attachment, ...], tuple[Defect, ...]]:
    """What stands beside the words, in order."""
    attachments: list[Attachment] = []
    defects: list[Defect] = [Defect.TOO_LONG] if len(files) > _MAX_FILES else []
    for number, leaf in enumerate(files[:_MAX_FILES], start=1):
        name = safe_name(leaf.name or "")
        if leaf.name and name != " ".join(leaf.name.split()):
            defects.append(Defect.UNSAFE_FILE_NAME)
        text, found = _text(leaf, name)
        defects += found
        attachments.append(
            Attachment(name or _invented(leaf.content_type, number), leaf.content_type, len(leaf.content), text)
        )
    return tuple(attachments), tuple(dict.fromkeys(defects))


def safe_name(name: str) -> str:
    """A file name without folders, control characters or marks that turn the direction of writing."""
    name = name.replace("\t", " ")
    # A zero width joiner holds an emoji together; all else that is unseen goes.
    name = "".join(c for c in name if unicodedata.category(c) not in _UNSEEN or c == "\u200d")
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", name).rstrip("/\\ "))[-1]
    name = " ".join(name.split()).strip(". ") if name.strip(". ") else ""
    if len(name) <= _MAX_NAME:
        return name
    stem, dot, suffix = name.rpartition(".")
    return f"{stem[: _MAX_NAME - 12]}.{suffix}" if dot and len(suffix) < 12 else name[:_MAX_NAME]


def _invented(content_type: str, number: int) -> str:
    return f"attachment-{number}{guess_extension(content_type) or '.bin'}"


def _text(leaf: Leaf, name: str) -> tuple[str | None, tuple[Defect, ...]]:
    suffix = "." + name.rpartition(".")[2].lower() if "." in name else ""
    kind = _BY_SUFFIX.get(suffix, leaf.content_type) if leaf.content_type in _GENERIC else leaf.content_type
    if kind == "text/html":
        text, defects = letters(leaf)
        return to_text(text).strip(), defects
    if kind in ("text/plain", "text/markdown"):
        text, defects = plain(leaf)
        return text.strip(), defects
    if kind == "message/rfc822":
        return _enclosed(leaf)
    try:
        return text_of_document(leaf.content, kind), ()
    except UnreadableDocumentError:
        return None, (Defect.ATTACHMENT_NOT_READ,)


def _enclosed(leaf: Leaf) -> tuple[str, tuple[Defect, ...]]:
    """The words of an attached mail."""
    from skrzynka.intake.body import text_of

    text, defects = text_of(collect(read_message(leaf.content)).words)
    return text.strip(), defects
