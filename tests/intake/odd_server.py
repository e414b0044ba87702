"""An IMAP server with one mail and the oddities of some real ones, spoken to over a real socket."""

import re
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread


@dataclass(frozen=True, slots=True)
class Oddity:
    """What the server says of its mail's size and structure (None: it refuses), and the most bytes that it gives."""

    content: bytes
    size: int
    structure: bytes | None = None
    gives: int = 1_000_000


@contextmanager
def odd_server(oddity: Oddity) -> Iterator[int]:
    """Run it; gives the port."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"* OK [CAPABILITY IMAP4rev1] odd\r\n")
            for line in self.rfile:
                tag, _, command = line.rstrip().partition(b" ")
                refuses = b"BODYSTRUCTURE" in command and oddity.structure is None
                end = b"NO the mail is damaged" if refuses else b"OK done"
                self.wfile.write(_says(oddity, command) + tag + b" " + end + b"\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()


def _says(odd: Oddity, command: bytes) -> bytes:
    if b"BODYSTRUCTURE" in command:
        return b"* 1 FETCH (UID 1 BODYSTRUCTURE %s)\r\n" % odd.structure if odd.structure else b""
    if found := re.search(rb"BODY\.PEEK\[\]<(\d+)\.(\d+)>", command):
        start, length = int(found[1]), min(int(found[2]), odd.gives)
        piece = odd.content[start : start + length]
        return b"* 1 FETCH (UID 1 BODY[]<%d> {%d}\r\n%s)\r\n" % (start, len(piece), piece)
    listed = b'* 1 FETCH (UID 1 RFC822.SIZE %d INTERNALDATE "01-Jun-2022 10:30:00 +0000")\r\n' % odd.size
    answers = {
        b"UID SEARCH": b"* SEARCH 1\r\n",
        b"UID FETCH": listed,
        b"EXAMINE": b"* 1 EXISTS\r\n* OK [UIDVALIDITY 1] here\r\n",
        b"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n",
    }
    return next((answer for start, answer in answers.items() if command.startswith(start)), b"")
