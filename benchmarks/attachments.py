"""Compares libraries that read attached documents: words, memory, time, and what hostile documents do to them.

    python -m venv /tmp/venv && /tmp/venv/bin/pip install kreuzberg pypdfium2 pypdf pdfminer.six python-docx docx2txt \
        docx2python odfpy odfdo striprtf openpyxl python-calamine mammoth 'markitdown[docx,xlsx,pdf]'
    /tmp/venv/bin/python benchmarks/attachments.py

Needs LibreOffice (Debian: libreoffice-writer-nogui libreoffice-calc-nogui), which writes one document in every format.
Each reading is a process of its own, with 1 GB of memory and 20 s.
"""

import io
import json
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from documents import hostile_in, written_in

MEMORY = 1_000_000_000
SECONDS = 20
WANTED = [
    "tytułowa",
    "zażółć",
    "gęślą",
    "jaźń",
    "підтримую",
    "ґанок",
    "їжака",
    "wstawiona",
    "wypunktowana",
    "komórkowa",
    "sąsiednia",
    "odnośnikowa",
    "koniec",
    "ostatnia",
    "ramkowa",
    "przypisowa",
]
IN_A_SHEET = ["komórkowa", "sąsiednia", "zażółć", "gęślą", "jaźń", "4217", "підтримую", "ґанок", "їжака", "ostatnia"]
UNWANTED = ("skreślona", "utajniona")


def _kreuzberg(path: Path) -> Callable[[], str]:
    from kreuzberg import ExtractionConfig, extract_bytes_sync
    from kreuzberg import detect_mime_type_from_path as detect

    config = ExtractionConfig(use_cache=False)
    return lambda: str(extract_bytes_sync(path.read_bytes(), detect(str(path)), config).content)


def _pypdfium2(path: Path) -> Callable[[], str]:
    import pypdfium2

    return lambda: "\n".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(path))


def _pypdf(path: Path) -> Callable[[], str]:
    import pypdf

    return lambda: "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def _pdfminer(path: Path) -> Callable[[], str]:
    from pdfminer.high_level import extract_text

    return lambda: extract_text(path)


def _python_docx(path: Path) -> Callable[[], str]:
    import docx

    return lambda: "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)


def _docx2txt(path: Path) -> Callable[[], str]:
    import docx2txt

    return lambda: docx2txt.process(str(path))


def _docx2python(path: Path) -> Callable[[], str]:
    from docx2python import docx2python

    return lambda: docx2python(path).text


def _mammoth(path: Path) -> Callable[[], str]:
    import mammoth

    def text() -> str:
        markup = mammoth.convert_to_html(io.BytesIO(path.read_bytes()), convert_image=lambda _image: []).value
        return re.sub(r"<[^>]{0,500}>", " ", markup)

    return text


def _odfpy(path: Path) -> Callable[[], str]:
    from odf import teletype
    from odf.opendocument import load

    return lambda: teletype.extractText(load(str(path)).body)


def _odfdo(path: Path) -> Callable[[], str]:
    from odfdo import Document

    return lambda: Document(path).get_formatted_text()


def _striprtf(path: Path) -> Callable[[], str]:
    from striprtf.striprtf import rtf_to_text

    return lambda: rtf_to_text(path.read_bytes().decode("latin-1"), errors="replace")


def _openpyxl(path: Path) -> Callable[[], str]:
    import openpyxl

    def text() -> str:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)

    return text


def _calamine(path: Path) -> Callable[[], str]:
    import python_calamine

    def text() -> str:
        book = python_calamine.CalamineWorkbook.from_path(path)
        sheets = [book.get_sheet_by_index(n) for n in range(len(book.sheet_names))]
        return "\n".join(f"{cell}" for sheet in sheets for row in sheet.to_python() for cell in row)

    return text


def _markitdown(path: Path) -> Callable[[], str]:
    from markitdown import MarkItDown

    return lambda: MarkItDown().convert(path).text_content


def _ours(path: Path) -> Callable[[], str]:
    from skrzynka.intake.attachments import attachments_of
    from skrzynka.intake.parts import Leaf
    from skrzynka.intake.rules import Limits

    def text() -> str:
        file = Leaf("application/octet-stream", path.read_bytes(), name=path.name)
        (read,), _ = attachments_of([file], Limits())
        if read.unread:
            raise ValueError(read.unread)
        return read.text or ""

    return text


READERS: dict[str, tuple[Callable[[Path], Callable[[], str]], str, str]] = {
    "kreuzberg": (_kreuzberg, "kreuzberg", "docx odt rtf pdf xlsx doc ods"),
    "pypdfium2": (_pypdfium2, "pypdfium2", "pdf"),
    "pypdf": (_pypdf, "pypdf", "pdf"),
    "pdfminer.six": (_pdfminer, "pdfminer", "pdf"),
    "python-docx": (_python_docx, "docx", "docx"),
    "docx2txt": (_docx2txt, "docx2txt", "docx"),
    "docx2python": (_docx2python, "docx2python", "docx"),
    "mammoth": (_mammoth, "mammoth", "docx"),
    "odfpy": (_odfpy, "odf", "odt"),
    "odfdo": (_odfdo, "odfdo", "odt"),
    "striprtf": (_striprtf, "striprtf", "rtf"),
    "openpyxl": (_openpyxl, "openpyxl", "xlsx"),
    "python-calamine": (_calamine, "python_calamine", "xlsx ods"),
    "Skrzynka, in its cage": (_ours, "skrzynka", "docx odt rtf pdf xlsx doc ods"),
    "markitdown": (_markitdown, "markitdown", "docx pdf xlsx"),
}


def main() -> None:
    """Print both tables."""
    readers = {name: reader for name, reader in READERS.items() if find_spec(reader[1])}
    with tempfile.TemporaryDirectory() as folder:
        written = written_in(Path(folder))
        print("| library | format | words | read though deleted or hidden | start ms | ms | MB |")
        print("|---|---|---|---|---|---|---|")
        for name, (_, _, kinds) in readers.items():
            for path in written:
                if path.suffix[1:] in kinds.split():
                    print(_row(name, path))
        hostile = hostile_in(Path(folder), written)
        print("\n| library | " + " | ".join(path.name for path in hostile) + " |")
        print("|---" * (len(hostile) + 1) + "|")
        for name, (_, _, kinds) in readers.items():
            told = [_outcome(_run(name, path)) if path.suffix[1:] in kinds.split() else "" for path in hostile]
            print(f"| {name} | " + " | ".join(told) + " |")


def _row(name: str, path: Path) -> str:
    result = _run(name, path)
    words = set(re.findall(r"\w+", str(result.get("text", "")).casefold()))
    wanted = IN_A_SHEET if path.suffix in (".xlsx", ".ods") else WANTED
    missing = [word for word in wanted if word not in words]
    right = f"{len(wanted) - len(missing)} of {len(wanted)}" + (f", not {', '.join(missing)}" if missing else "")
    bad = ", ".join(word for word in UNWANTED if word in str(result.get("text", "")).casefold()) or "-"
    if "text" not in result:
        right = _outcome(result)
    return (
        f"| {name} | {path.suffix[1:]} | {right} | {bad} | "
        + " | ".join(str(result.get(key, "")) for key in ("start", "ms", "mb"))
        + " |"
    )


def _outcome(result: dict[str, Any]) -> str:
    if "text" in result:
        return f"{len(result['text'])} letters, {result['ms']} ms, {result['mb']} MB"
    return str(result["failed"])


def _run(name: str, path: Path) -> dict[str, Any]:
    command = [sys.executable, __file__, name, str(path)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return {"failed": "too slow"}
    if done.returncode < 0:
        return {"failed": f"crash (signal {-done.returncode})"}
    return json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else {"failed": "crash"}


def _child(name: str, path: Path) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    begun = time.perf_counter()
    try:
        read = READERS[name][0](path)
        started = time.perf_counter()
        text = read()
        took = time.perf_counter() - started
        result = {"text": text[:100_000], "start": round((started - begun) * 1000), "ms": round(took * 1000, 1)}
    except MemoryError:
        result = {"failed": "memory"}
    except BaseException as error:  # noqa: BLE001  # a panic of Rust is none of Exception
        result = {"failed": f"refused ({error if name.startswith('Skrzynka') else type(error).__name__})"}
    # Not getrusage(): its figure is that of the parent, where this was larger before the program was started.
    peak = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    print(json.dumps({**result, "mb": int(peak[1]) // 1000 if peak else 0}))


if __name__ == "__main__":
    if len(sys.argv) == 3:
        _child(sys.argv[1], Path(sys.argv[2]))
    elif shutil.which("soffice") is None:
        sys.exit("LibreOffice is missing: apt-get install libreoffice-writer-nogui libreoffice-calc-nogui")
    else:
        main()
