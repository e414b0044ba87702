"""Reads PDF in a process of its own, with little memory and time: parsers of hostile files crash."""

import subprocess
import sys
from importlib.util import find_spec

from skrzynka.intake.documents import UnreadableDocumentError

MAX_PAGES = 50
MAX_PDF = 30_000_000
_SECONDS = 20
_MEMORY = 1_500_000_000
_PROGRAM = f"""
import sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, ({_MEMORY}, {_MEMORY}))
    resource.setrlimit(resource.RLIMIT_CPU, ({_SECONDS}, {_SECONDS}))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
except (ImportError, ValueError, OSError):
    pass
import pypdfium2
document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
pages = [document[n].get_textpage().get_text_bounded() for n in range(min(len(document), {MAX_PAGES}))]
sys.stdout.buffer.write("\\n".join(pages).encode("utf-8", "replace"))
"""


def pdf_text(content: bytes) -> str:
    """What a PDF says. Raises UnreadableDocumentError where it cannot be read within the limits."""
    if find_spec("pypdfium2") is None:
        raise UnreadableDocumentError("to read .pdf, install skrzynka[attachments]")
    if len(content) > MAX_PDF:
        raise UnreadableDocumentError(f"a PDF of more than {MAX_PDF} bytes is not read")
    try:
        done = subprocess.run(  # noqa: S603  # our own program, on our own interpreter
            [sys.executable, "-I", "-c", _PROGRAM], input=content, capture_output=True, timeout=_SECONDS, check=True
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise UnreadableDocumentError(f"the PDF's reader failed: {type(error).__name__}") from error
    return done.stdout.decode("utf-8", "replace").replace("\r\n", "\n").replace("\x00", "")
