"""Runs ``skrzynka`` commands, each in a process of its own that can be killed: the program is loaded once and forked.

A line of JSON on stdin starts a command (what ``command`` takes) or collects one ({"pid"}); a number answers each: the
new process, or its exit code. Nothing of the program is changed but that its reading processes are forked too.
"""

import json
import multiprocessing.context
import os
import stat
import sys
from importlib import import_module
from pathlib import Path

LOADED = (
    "skrzynka.cli",
    "skrzynka.classify.model",
    "skrzynka.digest.render",
    "skrzynka.intake.files",
    "skrzynka.intake.letter",
    "skrzynka.store.migrations",
    "apscheduler.schedulers.background",
)


def serve() -> None:
    """Answer until stdin ends."""
    for name in LOADED:
        import_module(name)
    for name, lazy in sys.modules["skrzynka.cli"].COMMANDS.items():
        lazy.load(name)
    read_something()
    for line in sys.stdin:
        request = json.loads(line)
        if "pid" in request:
            print(os.waitstatus_to_exitcode(os.waitpid(request["pid"], 0)[1]), flush=True)
        elif pid := os.fork():
            print(pid, flush=True)
        else:
            command(**request)


def read_something() -> None:
    """What is loaded by the first mail that is read is loaded by now."""
    from skrzynka.classify import load as load_classifier
    from skrzynka.intake.letter import read
    from skrzynka.settings import load

    settings = load(None)
    classifier = load_classifier(settings.scope_records, settings.consultation.languages)
    read(b"From: ola@example.org\r\nSubject: Opinia\r\n\r\nPotrzebne lekcje polskiego w szkole.\r\n", classifier)


def command(args: list[str], env: dict[str, str], folder: str, said: list[str], constants: dict[str, int]) -> None:
    """Be a command: never returns."""
    code = 1
    try:
        os.chdir(folder)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for number, path in enumerate(said, start=1):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
        os.environ.update(env)
        for name, value in constants.items():
            module, _, constant = name.rpartition(".")
            setattr(import_module(module), constant, value)
        sys.argv = ["skrzynka", *args]
        contexts = multiprocessing.context._concrete_contexts  # type: ignore[attr-defined]
        contexts["spawn"] = contexts["fork"]
        os.register_at_fork(after_in_child=let_go)
        try:
            sys.modules["skrzynka.cli"].main()
            code = 0
        except SystemExit as left:
            code = int(left.code or 0)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def let_go() -> None:
    """A forked reader holds no connection and no lock of the command, as a spawned one would not."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in [int(path.name) for path in Path("/proc/self/fd").iterdir()]:
        try:
            mode = os.fstat(number).st_mode
        except OSError:
            continue
        if number > 2 and (stat.S_ISSOCK(mode) or stat.S_ISREG(mode)):
            os.dup2(nowhere, number)


if __name__ == "__main__":
    serve()
