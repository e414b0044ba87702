"""The words of office documents. The files are hostile: sizes are bounded, entities refused, PDF read in a cage."""

import zipfile
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from itertools import islice
from typing import IO
from xml.etree import ElementTree as ET

from skrzynka import SkrzynkaError

MAX_UNPACKED = 30_000_000
MAX_TEXT = 500_000
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ODF = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


class UnreadableDocumentError(SkrzynkaError):
    """A document that should say something, and cannot be read."""


def text_of_document(content: bytes, content_type: str) -> str | None:
    """What a document says; None for a type that holds no words or is not known.

    Raises UnreadableDocumentError where it is broken, too large, or its reader is not installed.
    """
    reader = _READERS.get(content_type)
    if reader is None:
        return None
    try:
        return reader(content)[:MAX_TEXT].strip()
    except UnreadableDocumentError:
        raise
    except Exception as error:  # a reader of hostile files may raise anything
        raise UnreadableDocumentError(f"{content_type}: {type(error).__name__}") from error


def _docx(content: bytes) -> str:
    return _paragraphs(content, "word/document.xml", f"{_WORD}p", _docx_words)


def _docx_words(element: ET.Element) -> str | None:
    match element.tag.removeprefix(_WORD):
        case "t":
            return element.text or ""
        case "tab":
            return "\t"
        case "br" | "cr" | "p":
            return "\n"
    return None


def _odt(content: bytes) -> str:
    """Paragraphs and headings; what was deleted or noted in the margin is left out."""
    skipped = (f"{_ODF}tracked-changes", f"{_OFFICE}annotation", f"{_OFFICE}annotation-end")
    with _member(content, "content.xml") as file:
        root = _tree(file)
    return "\n".join(
        "".join(_odt_words(element, skipped)) for element in _topmost(root, (f"{_ODF}p", f"{_ODF}h"), skipped)
    )


def _topmost(root: ET.Element, wanted: tuple[str, ...], skipped: tuple[str, ...] = ()) -> Iterator[ET.Element]:
    """The wanted elements that stand in no other wanted one, in order; without recursion, for depth is hostile."""
    stack = [root]
    while stack:
        current = stack.pop()
        if current.tag in wanted:
            yield current
        elif current.tag not in skipped:
            stack.extend(reversed(current))


def _odt_words(element: ET.Element, skipped: tuple[str, ...]) -> Iterator[str]:
    stack: list[ET.Element | str] = [element]
    while stack:
        current = stack.pop()
        if isinstance(current, str):
            yield current
            continue
        match current.tag.removeprefix(_ODF):
            case "s":
                yield " "
            case "tab":
                yield "\t"
            case "line-break":
                yield "\n"
        if current.tag not in skipped:
            for child in reversed(current):
                stack += [child.tail or "", child]
            yield current.text or ""


def _xlsx(content: bytes) -> str:
    return _paragraphs(content, "xl/sharedStrings.xml", f"{_SHEET}si", _xlsx_words)


def _xlsx_words(element: ET.Element) -> str | None:
    return element.text or "" if element.tag == f"{_SHEET}t" else None


def _paragraphs(content: bytes, name: str, paragraph: str, words: Callable[[ET.Element], str | None]) -> str:
    with _member(content, name) as file:
        root = _tree(file)
    return "\n".join(
        "".join(found for part in islice(element.iter(), 1, None) if (found := words(part)) is not None)
        for element in _topmost(root, (paragraph,))
    )


def _member(content: bytes, name: str) -> IO[bytes]:
    """One file of an archive, bounded by what it says it unpacks to, which zipfile enforces."""
    archive = zipfile.ZipFile(BytesIO(content))
    if archive.getinfo(name).file_size > MAX_UNPACKED:
        raise UnreadableDocumentError(f"{name} unpacks to more than {MAX_UNPACKED} bytes")
    return archive.open(name)


def _tree(file: IO[bytes]) -> ET.Element:
    data = file.read(MAX_UNPACKED)
    # No office program writes a document type; a bomb of entities needs one.
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise UnreadableDocumentError("a document type is not read")
    return ET.fromstring(data)  # noqa: S314  # bounded, and without entities


def _pdf(content: bytes) -> str:
    from skrzynka.intake.cage import pdf_text

    return pdf_text(content)


def _rtf(content: bytes) -> str:
    try:
        from striprtf.striprtf import rtf_to_text
    except ImportError as error:
        raise UnreadableDocumentError("to read .rtf, install skrzynka[attachments]") from error
    return str(
        rtf_to_text(  # type: ignore[no-untyped-call]  # has no types
            content[:5_000_000].decode("latin-1"), errors="replace"
        )
    )


_READERS: Mapping[str, Callable[[bytes], str]] = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": _docx,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _xlsx,
    "application/vnd.oasis.opendocument.text": _odt,
    "application/rtf": _rtf,
    "text/rtf": _rtf,
    "application/msword+rtf": _rtf,
    "application/pdf": _pdf,
    "application/x-pdf": _pdf,
}
