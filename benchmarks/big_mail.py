"""Reads a mail of 50 MB in a process of its own and prints the time and the memory, that of the cage included.

    python benchmarks/big_mail.py

Ten PDFs and five photos; a film; one PDF of nearly the size that is read. Linux only: the figures are the kernel's,
taken every two milliseconds.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from base64 import encodebytes
from pathlib import Path
from threading import Event, Thread

from documents import pdf_of

MB = 1_000_000


def main() -> None:
    """Measure both mails."""
    letter = pdf_of(b"BT /F1 12 Tf 50 700 Td (Potrzebne sa mediacje w szkolach.) Tj ET", os.urandom(int(2.4 * MB)))
    photo = b"\xff\xd8\xff\xe0" + os.urandom(int(2.4 * MB))
    pages = [("application/pdf", f"pismo{n}.pdf", letter) for n in range(10)]
    photos = [("image/jpeg", f"foto{n}.jpg", photo) for n in range(5)]
    large = pdf_of(b"BT /F1 12 Tf 50 700 Td (Potrzebne sa mediacje w szkolach.) Tj ET", os.urandom(29 * MB))
    mails = {
        "ten PDFs, five photos": pages + photos,
        "a film": [("video/mp4", "film.mp4", os.urandom(36 * MB))],
        "one PDF, two photos": [("application/pdf", "pismo.pdf", large), *photos[:2]],
    }
    print("| mail of | MB | s | most MB of memory, the cage too | before reading | read |")
    print("|---|---|---|---|---|---|")
    for name, files in mails.items():
        with tempfile.NamedTemporaryFile() as file:
            file.write(_mail(files))
            file.flush()
            done = subprocess.run([sys.executable, __file__, file.name], check=True, capture_output=True, text=True)
        print(f"| {name} | {done.stdout.strip()}")


def _mail(files: list[tuple[str, str, bytes]]) -> bytes:
    head = b"From: ola@example.org\r\nSubject: Uwagi\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    parts = [b"--b\r\nContent-Type: text/plain\r\n\r\nUwagi w plikach.\r\n"]
    for kind, name, content in files:
        field = f"--b\r\nContent-Type: {kind}\r\nContent-Disposition: attachment; filename={name}\r\n"
        encoded = encodebytes(content).replace(b"\n", b"\r\n")
        parts.append(field.encode() + b"Content-Transfer-Encoding: base64\r\n\r\n" + encoded)
    return head + b"".join(parts) + b"--b--\r\n"


def _child(path: Path) -> None:
    from skrzynka.intake.parse import parse

    before = _memory()
    content = path.read_bytes()
    peaks = [0]
    over = Event()
    watch = Thread(target=_watch, args=(peaks, over))
    watch.start()
    begun = time.perf_counter()
    mail = parse(content)
    took = time.perf_counter() - begun
    over.set()
    watch.join()
    read = sum(bool(attachment.text) for attachment in mail.attachments)
    print(f"{len(content) / MB:.0f} | {took:.1f} | {max(peaks)} | {before} | {read} of {len(mail.attachments)} |")


def _watch(peaks: list[int], over: Event) -> None:
    while not over.wait(0.002):
        peaks[0] = max(peaks[0], _memory())


def _memory() -> int:
    """MB that this process and its children hold now."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    found = 0
    for process in ("self", *children):
        try:
            # Between its birth and its own program a child shows its parent's memory.
            if process != "self" and b"caged.py" not in Path(f"/proc/{process}/cmdline").read_bytes():
                continue
            found += int(re.findall(r"VmRSS:\s+(\d+)", Path(f"/proc/{process}/status").read_text())[0])
        except (OSError, IndexError):  # it has just ended
            continue
    return found // 1000


if __name__ == "__main__":
    _child(Path(sys.argv[1])) if len(sys.argv) > 1 else main()
