"""Documents and sheets of Office and LibreOffice, read in the cage."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree as ET

from skrzynka.intake.job import MAX_MARKUP, MAX_TEXT, Job, RefusedError, Told

_MAX_ROWS = 20_000
_ODF = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_ODF_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_UNSEEN_IN_ODF = (
    "tracked-changes", "annotation", "annotation-end", "note-citation", "title", "desc", "binary-data", "hidden-text",
    "hidden-paragraph", "scripts",
)  # fmt: skip


def docx(content: bytes, job: Job) -> Told:
    """Word. What was struck out or noted in the margin is left out."""
    import mammoth

    names = _unpacks(content, job)
    # Pictures would come as text in base64.
    markup = mammoth.convert_to_html(BytesIO(content), convert_image=lambda _image: []).value
    markup = re.sub(r'<a href="#(?:foot|end)note-ref-[\w-]{1,20}">↑</a>', "", markup)
    return _scan_if_empty({"markup": markup[:MAX_MARKUP]}, markup, names)


def odt(content: bytes, job: Job) -> Told:
    """LibreOffice. Our own walk: no light library keeps all words (benchmarks/attachments.py)."""
    names = _unpacks(content, job)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        if b"encryption-data" in (archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""):
            raise RefusedError("locked")
        data = archive.read("content.xml")
    # No office program writes a document type; a bomb of entities needs one.
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise RefusedError("broken")
    root = ET.fromstring(data)  # noqa: S314  # bounded, without entities, and caged
    text = re.sub(r"[ \t]*\n\s*", "\n", "".join(_odt_words(root, _hidden_styles(root)))).strip()
    return _scan_if_empty({"text": text[:MAX_TEXT]}, text, names)


def _hidden_styles(root: ET.Element) -> set[str | None]:
    return {
        style.get(f"{_ODF_STYLE}name")
        for style in root.iter(f"{_ODF_STYLE}style")
        if any(part.get(f"{_ODF}display") == "none" for part in style)
    }


def _odt_words(root: ET.Element, hidden: set[str | None]) -> Iterator[str]:
    """All that is seen, a line for each paragraph; without recursion, for depth is hostile."""
    stack: list[ET.Element | str] = [root]
    while stack:
        current = stack.pop()
        if isinstance(current, str):
            yield current
            continue
        name = current.tag.rpartition("}")[2]
        style = current.get(f"{_ODF}style-name")
        if name in _UNSEEN_IN_ODF or (style is not None and style in hidden):
            continue
        block = name in ("p", "h")
        yield {"s": " ", "tab": "\t", "line-break": "\n"}.get(name, "\n" if block else "")
        yield current.text or ""
        if block:
            stack.append("\n")
        for child in reversed(current):
            stack += [child.tail or "", child]


def _unpacks(content: bytes, job: Job) -> list[str]:
    """The names in an archive, which is within the limit by what it says it unpacks to; zipfile holds it to that."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        members = archive.infolist()
    if sum(member.file_size for member in members) > job["unpacked"]:
        raise RefusedError("over_limit")
    if any(member.flag_bits & 1 for member in members):
        raise RefusedError("locked")
    return [member.filename for member in members]


def _scan_if_empty(answer: Told, words: str, names: list[str]) -> Told:
    """Many paste the photo of a letter into a document."""
    pictures = any(name.startswith(("word/media/", "Pictures/")) for name in names)
    empty = not re.search(r"\w", re.sub(r"<[^>]{0,500}>", "", words[:10_000]))
    return {**answer, "unread": "scan"} if pictures and empty else answer


def sheet(content: bytes, job: Job) -> Told:
    """Tables of Excel and LibreOffice, old and new; hidden sheets are left out."""
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    if content.startswith(b"PK"):
        _unpacks(content, job)
    with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
        seen = [one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
        rows = [row for name in seen for row in book.get_sheet_by_name(name).to_python(nrows=_MAX_ROWS)]
    lines = ("\t".join(_cell(value) for value in row if value != "") for row in rows)
    return {"text": "\n".join(line for line in lines if line)[:MAX_TEXT]}


def _cell(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
