"""A proxy that stands before a mail server and does harm at the very point that a test names.

It understands just enough of IMAP and SMTP to know which command is under way and where a literal begins.
"""

import re
import socket
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Event, Thread
from typing import Protocol, Self


class When(StrEnum):
    """A point in a command's life."""

    ASKED = "before it is passed on"
    DONE = "when its answer came, before that is passed on"
    TOLD = "after its answer was passed on"
    LITERAL = "in the middle of a literal of its answer"


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a talk stands. ``number`` counts commands over all connections; each begins with CONNECT, its greeting."""

    number: int
    command: str
    when: When


class CutError(Exception):
    """Raised by a fault: the connection ends here, on both sides."""


class HangError(Exception):
    """Raised by a fault: the connection stays, and nothing more is said."""


Fault = Callable[[Moment], None]


def nothing(_moment: Moment) -> None:
    """No fault."""


def at(number: int, when: When, what: Callable[[], object] | type[CutError | HangError]) -> Fault:
    """A fault at one point: an error that is raised, or something that is done."""

    def fault(moment: Moment) -> None:
        if (moment.number, moment.when) == (number, when):
            if isinstance(what, type):
                raise what
            what()

    return fault


class Talk(Protocol):
    """What is known of a protocol, for one connection."""

    def begins(self, line: bytes) -> str | None:
        """The command that a client's line begins, if it begins one."""

    def ends(self, line: bytes) -> bool:
        """Whether a server's line is the last of an answer."""

    def literal(self, line: bytes, /) -> int:
        """How many bytes that are no lines follow a server's line."""


@dataclass(slots=True)
class Imap:
    """RFC 3501: a command is open until a line with its tag comes; lines sent meanwhile belong to it."""

    tag: bytes | None = b"*"  # as the greeting has

    def begins(self, line: bytes) -> str | None:
        if self.tag is not None or not (words := line.split()):
            return None
        self.tag = words[0]
        named = words[1:3] if words[1].upper() == b"UID" else words[1:2]
        return b" ".join(named).decode().upper()

    def ends(self, line: bytes) -> bool:
        if self.tag is None or not line.startswith(self.tag + b" "):
            return False
        self.tag = None
        return True

    def literal(self, line: bytes) -> int:
        found = re.search(rb"\{(\d+)\}\r\n$", line)
        return int(found[1]) if found else 0


@dataclass(slots=True)
class Smtp:
    """RFC 5321: a line is a command, but for a mail's own lines, whose end is the command ``.``."""

    in_text: bool = False

    def begins(self, line: bytes) -> str | None:
        if self.in_text and line != b".\r\n":
            return None
        self.in_text = False
        return (line.split() or [b""])[0].decode().upper()

    def ends(self, line: bytes) -> bool:
        self.in_text = line.startswith(b"354")
        return line[3:4] != b"-"

    def literal(self, _line: bytes) -> int:
        return 0


@dataclass
class Proxy:
    """Listens on ``port`` and passes everything on to a server, as far as ``fault`` lets it.

    ``fault`` is called at each moment and may do anything: raise CutError or HangError, sleep, kill a process.
    ``rewrite`` may change what a server says, line by line. ``seen`` are the commands so far.
    """

    to_port: int
    talk: Callable[[], Talk] = Imap
    fault: Fault = nothing
    rewrite: Callable[[bytes], bytes] = bytes
    seen: list[str] = field(default_factory=list)
    port: int = 0

    def __enter__(self) -> Self:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self._thread = Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.fault = nothing
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(10)

    def _serve(self) -> None:
        with ExitStack() as connections:
            while True:
                try:
                    client, _ = self._listening.accept()
                except OSError:
                    return
                connections.callback(_Connection(client, self).close)


class _Connection:
    """One client's connection and the one that is made to the server for it: a thread for each direction."""

    def __init__(self, client: socket.socket, proxy: Proxy) -> None:
        self._proxy = proxy
        self._talk = proxy.talk()
        self._client = client
        self._server = socket.socket()
        self._gone = Event()
        self._number, self._command = 0, ""
        Thread(target=self._run, daemon=True).start()

    def close(self) -> None:
        """End it on both sides."""
        for end in (self._client, self._server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _run(self) -> None:
        with self._client, self._server:
            try:
                self._begin("CONNECT")
                self._server.connect(("127.0.0.1", self._proxy.to_port))
                for end in (self._client, self._server):
                    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                down = Thread(target=self._down, daemon=True)
                down.start()
                self._up()
                self.close()
                self._gone.set()
                down.join()
            except HangError:
                self._wait_for_the_client_to_give_up()
                self._gone.set()
            except (CutError, OSError):
                self._gone.set()
            finally:
                self.close()

    def _up(self) -> None:
        with self._client.makefile("rb") as lines:
            for line in lines:
                if command := self._talk.begins(line):
                    self._begin(command)
                self._server.sendall(line)

    def _down(self) -> None:
        try:
            with self._server.makefile("rb") as lines:
                for line in lines:
                    ends = self._talk.ends(line)
                    if ends:
                        self._strike(When.DONE)
                    moment = self._moment(When.TOLD)  # by then the client may have asked the next thing
                    self._client.sendall(self._proxy.rewrite(line))
                    if ends:
                        self._proxy.fault(moment)
                    elif size := self._talk.literal(line):
                        self._literal(lines.read(size))
        except HangError:
            self._gone.wait()
        except (CutError, OSError):
            pass
        finally:
            self.close()

    def _literal(self, content: bytes) -> None:
        middle = len(content) // 2
        self._client.sendall(content[:middle])
        self._strike(When.LITERAL)
        self._client.sendall(content[middle:])

    def _begin(self, command: str) -> None:
        self._number, self._command = len(self._proxy.seen), command
        self._proxy.seen.append(command)
        self._strike(When.ASKED)

    def _strike(self, when: When) -> None:
        self._proxy.fault(self._moment(when))

    def _moment(self, when: When) -> Moment:
        return Moment(self._number, self._command, when)

    def _wait_for_the_client_to_give_up(self) -> None:
        with suppress(OSError):
            while self._client.recv(65536):
                pass
