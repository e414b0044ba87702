"""A process of its own for parsers of hostile files, with little memory and time: they crash, loop and swell.

The process starts with the first file of a mail and ends with the mail. Where a file kills it, the next gets another.
It has no environment, so no secrets, and it leaves nothing behind. Where the system knows no limits of memory for a
process, as macOS, the limits of time remain.
"""

import json
import os
import select
import signal
import subprocess
import sys
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Any, Self

from skrzynka.intake.records import Unread
from skrzynka.intake.rules import Limits

_PROGRAM = Path(__file__).with_name("caged.py")
_MEMORY = 120_000_000
"""What the libraries themselves and a usual document need; a large file gets more."""
_MEMORY_PER_BYTE = 12
_MOST_MEMORY = 800_000_000
_TO_DIE = 2.0
_OF_HUNGER = (signal.SIGABRT, signal.SIGXCPU)
"""How libraries, and Python itself, end where no memory is left; and how the kernel ends who took too long."""
_SPOILT = (Unread.OVER_LIMIT, Unread.BROKEN)
"""After such a file little memory may be left for the next one, so that it gets a new process."""
_MAIL = 2
"""All files of one mail together have this many times the seconds of one."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was read of a file: text, HTML, files inside (name, content); or why not, or why not all."""

    text: str = ""
    markup: str = ""
    files: tuple[tuple[str, bytes], ...] = ()
    unread: Unread | None = None


@dataclass(slots=True)
class Cage:
    """Reads one file after the other. To be closed."""

    limits: Limits
    _process: subprocess.Popen[bytes] | None = None
    _spent: float = field(default=0.0)

    def read(self, reader: str, content: bytes, content_type: str = "") -> Answer:
        """The answer of one of the readers in caged.py; never fails."""
        left = min(self.limits.seconds, _MAIL * self.limits.seconds - self._spent)
        if len(content) > self.limits.size or left <= 0:
            return Answer(unread=Unread.OVER_LIMIT)
        begun = monotonic()
        try:
            line = self._ask(self._job(reader, content, content_type), content, begun + left)
        except TimeoutError:
            self.close()
            return Answer(unread=Unread.OVER_LIMIT)
        except OSError:  # the reader died of the file
            return Answer(unread=self._died_of())
        finally:
            self._spent += monotonic() - begun
        answer = _answer(line)
        if answer.unread in _SPOILT:
            self.close()
        return answer

    def close(self) -> None:
        """End the process, whatever it does."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _died_of(self) -> Unread:
        process, self._process = self._process, None
        if process is None:
            return Unread.BROKEN
        try:
            process.communicate(timeout=_TO_DIE)
        except (subprocess.TimeoutExpired, OSError, ValueError):
            process.kill()
        return Unread.OVER_LIMIT if -process.wait() in _OF_HUNGER else Unread.BROKEN

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _job(self, reader: str, content: bytes, content_type: str) -> Mapping[str, Any]:
        return {
            "reader": reader,
            "type": content_type,
            "size": len(content),
            "pages": self.limits.pages,
            "unpacked": self.limits.unpacked,
            "memory": min(_MEMORY + _MEMORY_PER_BYTE * len(content), _MOST_MEMORY),
        }

    def _ask(self, job: Mapping[str, Any], content: bytes, until: float) -> bytes:
        """One line of answer. Raises OSError where the process ends before it, TimeoutError where it takes too long."""
        process = self._process = self._process or _start(_MAIL * self.limits.seconds + 1)
        if process.stdin is None or process.stdout is None:
            raise OSError("no pipes")
        process.stdin.write(json.dumps(job).encode() + b"\n")
        process.stdin.write(content)
        process.stdin.flush()
        pieces: list[bytes] = []
        while not pieces or not pieces[-1].endswith(b"\n"):
            pieces.append(_some(process.stdout.fileno(), until))
        return b"".join(pieces)


def _start(seconds: int) -> subprocess.Popen[bytes]:
    # -I -S: no site start-up, which takes longer than most documents. A session of its own: Ctrl-C is not for it.
    return subprocess.Popen(  # noqa: S603  # our own program, on our own interpreter
        [sys.executable, "-I", "-S", str(_PROGRAM), json.dumps([path for path in sys.path if path]), str(seconds)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
        start_new_session=True,
    )


def _some(pipe: int, until: float) -> bytes:
    waits = select.poll()
    waits.register(pipe, select.POLLIN)
    if not waits.poll(max(0.0, until - monotonic()) * 1000):
        raise TimeoutError
    if not (some := os.read(pipe, 1 << 20)):
        raise OSError("the reader ended")
    return some


def _answer(line: bytes) -> Answer:
    """What came out of the cage is no more to be trusted than what went in."""
    try:
        told = json.loads(line)
        files = tuple((_clean(file["name"]), b64decode(file["content"])) for file in told.get("files") or ())
        unread = Unread(told["unread"]) if told.get("unread") else None
        return Answer(_clean(told.get("text") or ""), _clean(told.get("markup") or ""), files, unread)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Answer(unread=Unread.BROKEN)


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
