"""PDF, RTF, and what the extra reads, in the cage."""

import re
from typing import Any

from skrzynka.intake.job import MAX_TEXT, Job, RefusedError, Told

_FEW_LETTERS = 20
_ENOUGH_LETTERS = 2000
_IMAGE = 3  # FPDF_PAGEOBJ_IMAGE


def rtf(content: bytes, _job: Job) -> Told:
    """Rich text, as WordPad and old programs write it."""
    from striprtf.striprtf import rtf_to_text

    text = str(rtf_to_text(content.decode("latin-1"), errors="replace"))  # type: ignore[no-untyped-call]
    return {"text": text[:MAX_TEXT], "unread": None if text.strip() or b"\\pict" not in content else "scan"}


def pdf(content: bytes, job: Job) -> Told:
    """PDF, page by page; pages without words are a scan."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise RefusedError("locked" if "assword" in str(error) else "broken") from error
    number = min(len(document), job["pages"])
    pages: list[str] = []
    bare = 0
    for n in range(number):
        page = document[n]
        pages.append(page.get_textpage().get_text_bounded())
        bare += _is_scan(page, pages[-1])
        page.close()
    # U+FFFE is how PDFium marks a word that is parted at the end of a line.
    text = re.sub("\ufffe(?:\r?\n)?", "", "\n".join(pages)).replace("\r\n", "\n").strip()
    scanned = "scan" if not text or (2 * bare > number and len(text) < _ENOUGH_LETTERS) else None
    return {"text": text[:MAX_TEXT], "unread": "over_limit" if len(document) > number else scanned}


def _is_scan(page: Any, words: str) -> bool:  # noqa: ANN401  # the library's type would import it
    if len(words.strip()) >= _FEW_LETTERS:
        return False
    return not words.strip() or any(True for _ in page.get_objects(filter=[_IMAGE], max_depth=2))


def other(content: bytes, job: Job) -> Told:
    """Old Word, slides, Pages and the like, by the extra ``attachments``."""
    from kreuzberg import ExtractionConfig, extract_bytes_sync

    # Without the cache, which would write residents' words to the disk.
    result = extract_bytes_sync(content, job["type"], ExtractionConfig(use_cache=False))
    return {"text": result.content[:MAX_TEXT]}
