"""The program that runs in the cage: reads hostile files with the libraries, one after the other, until its input ends.

It is started by its path, without the site's start-up. A job is a line of JSON and the file's bytes, an answer one line
of JSON. See cage.py for the other end.
"""

import json
import os
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from skrzynka.intake.job import Job, Told

_READERS = {
    "docx": "office.docx",
    "odt": "office.odt",
    "sheet": "office.sheet",
    "rtf": "pages.rtf",
    "pdf": "pages.pdf",
    "other": "pages.other",
    "tnef": "wrapped.tnef",
    "cms": "wrapped.cms",
}


def main() -> None:
    """Answer jobs. The first argument is the path to import from, the second the seconds for all of them."""
    sys.path[:] = json.loads(sys.argv[1])
    # What a library prints must not be taken for an answer.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    # The package by its folder, for its name is not on the path where it is installed to be edited.
    package = ModuleType("skrzynka")
    package.__path__ = [str(Path(__file__).parents[1])]
    sys.modules["skrzynka"] = package
    _confine(int(sys.argv[2]))
    while line := sys.stdin.buffer.readline():
        job = json.loads(line)
        content = sys.stdin.buffer.read(job["size"])
        answers.write(json.dumps(_answer(job, content)).encode() + b"\n")
        answers.flush()


def _confine(seconds: int) -> None:
    """No files written, few opened, no core dumped, and an end in time even where nobody waits any more."""
    try:
        import resource
    except ImportError:
        return
    for limit, value in (("FSIZE", 0), ("CORE", 0), ("NOFILE", 64), ("CPU", seconds)):
        _limit(resource, f"RLIMIT_{limit}", value, value)


def _limit(resource: ModuleType, name: str, soft: int, hard: int) -> None:
    try:
        resource.setrlimit(getattr(resource, name), (soft, hard))
    except (AttributeError, ValueError, OSError):  # another system: what remains is the time
        return


def _answer(job: "Job", content: bytes) -> "Told":
    try:
        import resource

        # Counts what is really written to, unlike the address space, of which libraries reserve much.
        _limit(resource, "RLIMIT_DATA", job["memory"], resource.RLIM_INFINITY)
        room, _, name = _READERS[job["reader"]].partition(".")
        told: Told = getattr(import_module(f"skrzynka.intake.{room}"), name)(content, job)
    except (MemoryError, RecursionError):
        return {"unread": "over_limit"}
    except ImportError:
        return {"unread": "no_reader"}
    except BaseException as error:  # noqa: BLE001  # a reader of hostile files may raise anything, Rust's panic too
        if type(error).__name__ == "RefusedError":
            return {"unread": str(error)}
        return {"unread": "over_limit" if "memory" in str(error).lower() else "broken"}
    return told


if __name__ == "__main__":
    main()
