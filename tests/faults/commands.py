"""Commands of the program in processes that can be killed."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from skrzynka.tests.servers import PASSWORD

KILLED = -signal.SIGKILL


@dataclass(frozen=True, slots=True)
class Done:
    """What a command left."""

    code: int
    out: str
    err: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Running:
    """A command at work."""

    pid: int
    said: tuple[Path, Path]
    commands: "Commands"
    started: float

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def ends_within(self, seconds: float) -> bool:
        """Whether it ends of itself in that time."""
        with os.fdopen(os.pidfd_open(self.pid)) as process:
            return bool(select.select([process], [], [], seconds)[0])

    def wait(self, seconds: float = 30) -> Done:
        """Its end; one that does not come is a failure."""
        in_time = self.ends_within(seconds)
        took = time.monotonic() - self.started
        self.kill()
        code = self.commands.ask({"pid": self.pid})
        out, err = (path.read_text("utf-8") for path in self.said)
        assert in_time, f"no end after {seconds} s: {err}"
        return Done(code, out, err, took)


class Commands:
    """Starts them."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def start(self, folder: Path, *args: str, constants: dict[str, int], **env: str) -> Running:
        """Start ``skrzynka ARGS`` in a folder; its output goes beside that, where no fault happens."""
        said = folder.with_suffix(".out"), folder.with_suffix(".err")
        env = {"SKRZYNKA_IMAP_PASSWORD": PASSWORD, **env}
        request = {"args": args, "env": env, "folder": str(folder), "said": [str(path) for path in said]}
        pid = self.ask({**request, "constants": constants})
        return Running(pid, said, self, time.monotonic())

    def ask(self, request: dict[str, object]) -> int:
        """Let forking.py do something."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


@contextmanager
def forking() -> Iterator[Commands]:
    """The process that is forked for each command."""
    program = [sys.executable, "-m", "skrzynka.tests.faults.forking"]
    env = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}  # one thread, for a fork takes no other along
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env) as process:
        yield Commands(process)
        assert process.stdin
        process.stdin.close()
