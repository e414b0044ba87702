"""The report as tagged PDFs, PDF/UA-1, by Typst with its own fonts; a long one in volumes."""

import json
import re
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from importlib.resources import as_file, files
from multiprocessing import get_context
from typing import Any

from skrzynka import SkrzynkaError
from skrzynka.digest.words import Words
from skrzynka.report.plain import plain
from skrzynka.report.records import Report

ROWS = 800
"""Rows of one volume, about a hundred pages. Typst needs 200 kB for each: one file of 10,000 would take 2 GB."""

_NO_GLYPH = "could not be displayed"
_NO_LETTER = "□"
_FOREIGN = re.compile(
    "[^\n\t\u0020-\u007e\u00a0-\u024f\u0300-\u0304\u0306-\u030c\u0370-\u03ff\u0400-\u045f\u0490-\u0493\u05d0-\u05ea"
    "\u2010-\u2015\u2018-\u201f\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2116\u2122\u2190-\u2193\u25a1]+"
)


def pdfs(report: Report, words: Words, rows: int = ROWS) -> Iterator[bytes]:
    """The volumes: one, or the report without its tables and then the tables. Raises SkrzynkaError.

    Several are each written by a process of its own, so that the memory of one is free before the next begins.
    """
    try:
        import typst  # noqa: F401  # asked here, so that nothing is begun without it
    except ImportError as error:
        raise SkrzynkaError("--format pdf needs more: pip install 'skrzynka[report]'") from error
    parts = volumes(plain(report, words), words, rows)
    note = words.text("report_no_glyph", sign=_NO_LETTER)
    if len(parts) == 1:
        yield compiled(parts[0], note)
        return
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as apart:
        for part in parts:
            yield apart.submit(compiled, part, note).result()


def count(report: Report, rows: int = ROWS) -> int:
    """How many volumes there are."""
    held = sum(len(section.rows) for section in report.sections)
    return 1 if held <= rows else 1 - (-held // rows)


def volumes(data: dict[str, Any], words: Words, rows: int) -> list[dict[str, Any]]:
    """The data of each volume: all in one, or first everything but the tables, then ``rows`` of these in each."""
    held = [(section, row) for section in data["sections"] for row in section["rows"]]
    if len(held) <= rows:
        return [data]
    of = 1 - (-len(held) // rows)
    front = [{**section, "rows": []} for section in data["sections"]]
    note = words.text("report_volumes", last=of)
    found = [{**data, "sections": front, "notes": [*data["notes"], note], "part": _part(words, 1, of)}]
    for at in range(0, len(held), rows):
        sections: list[dict[str, Any]] = []
        for section, row in held[at : at + rows]:
            if not sections or sections[-1]["name"] != section["name"]:
                sections.append({"name": section["name"], "rows": []})
            sections[-1]["rows"].append(row)
        part = _part(words, len(found) + 1, of)
        found.append({**data, "front": False, "part": part, "notes": data["notes"], "sections": sections})
    return found


def compiled(data: dict[str, Any], note: str) -> bytes:
    """One PDF; ``note`` is added where letters had to be replaced that the fonts lack."""
    import typst

    with as_file(files("skrzynka").joinpath("templates", "report.typ")) as template:

        def made(data: dict[str, Any]) -> bytes:
            given = {"data": json.dumps(data, ensure_ascii=False)}
            return bytes(typst.compile(str(template), format="pdf", pdf_standards=["ua-1"], sys_inputs=given))

        try:
            return made(data)
        except typst.TypstError as error:
            if _NO_GLYPH not in str(error):
                raise
            # PDF/UA wants a glyph for every letter; Typst's own fonts have Latin, Greek, Cyrillic and Hebrew ones.
            return made(_with_letters_of_the_font({**data, "notes": [*data["notes"], note]}))


def _part(words: Words, number: int, of: int) -> str:
    return words.text("report_volume", number=number, of=of)


def _with_letters_of_the_font(data: Any) -> Any:  # noqa: ANN401  # JSON
    """The same data; what the font may not have is replaced by one sign."""
    if isinstance(data, str):
        return _FOREIGN.sub(_NO_LETTER, data)
    if isinstance(data, dict):
        return {key: _with_letters_of_the_font(value) for key, value in data.items()}
    return [_with_letters_of_the_font(value) for value in data] if isinstance(data, list) else data
