"""A clerk's hour, played as a clerk would: ``python -m skrzynka.benchmarks.clerk > docs/clerk.md``.

The sample mails are taken in; the full-screen app gets its keys through a terminal of 80 by 24; the spreadsheet is
filled with three mistakes; one opinion is erased, and every file of the folder is searched for its words. Needs the
extra ``review``. Prints what was called and what was shown, as Markdown.
"""

import fcntl
import json
import os
import pty
import re
import select
import shlex
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import time
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

PROGRAM = (sys.executable, "-c", "from skrzynka.cli import main; main()")
SAMPLES = Path(__file__).parents[1] / "samples" / "mails"
WHO = "anna"
QUIET = 0.25
"""Seconds without a sign from the app, after which its screen is done."""

MOST = 18
"""Lines that are shown of what a command prints."""


def call(line: str, *, show: bool = True, code: int = 0) -> str:
    """What a command prints; it must end with ``code``."""
    env = {**os.environ, "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}
    done = subprocess.run((*PROGRAM, *shlex.split(line)), capture_output=True, text=True, env=env, check=False)
    if done.returncode != code:
        raise SystemExit(f"{line}: exit code {done.returncode}\n{done.stderr}")
    if show:
        said = (done.stdout + done.stderr).replace(str(Path.cwd()), "~")
        lines = [each[:120].rstrip() for each in said.rstrip().splitlines()]
        more = [f"... {len(lines) - MOST} more lines"] if len(lines) > MOST else []
        ended = [f"(exit code {code})"] if code else []
        print("\n".join(["```", f"$ skrzynka {line}", *lines[:MOST], *more, *ended, "```", ""]))
    return done.stdout


def listed(line: str) -> list[dict[str, Any]]:
    return [json.loads(each) for each in call(f"{line} --json", show=False).splitlines()]


def review(keys: Sequence[str]) -> float:
    """Press keys in the app, one after the other as its screen stands still; the seconds it took."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    env = {**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
    with subprocess.Popen(
        (*PROGRAM, "review", "--by", WHO), stdin=theirs, stdout=theirs, stderr=theirs, env=env
    ) as app:
        os.close(theirs)
        _settle(ours, first=3)
        began = time.perf_counter()
        for key in keys:
            os.write(ours, key.encode())
            _settle(ours)
        took = time.perf_counter() - began
        os.write(ours, b"q")
        _settle(ours)
        if app.wait(20):
            raise SystemExit("the app failed")
    os.close(ours)
    return took


def _settle(terminal: int, first: float = QUIET) -> None:
    wait = first
    while select.select([terminal], [], [], wait)[0]:
        try:
            os.read(terminal, 65536)
        except OSError:  # Linux: the other end is closed
            return
        wait = QUIET


def fill(file: Path, decided: str) -> None:
    """Fill a sheet: ten decisions, an unknown number, one without a justification, one that was decided meanwhile."""
    rows = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    head = [str(cell) for cell in rows[0]]
    decision, why = head.index("Decyzja"), head.index("Uzasadnienie")
    free = [row for row in rows[1:] if not row[decision] and number(row[1]) == 1 and str(number(row[0])) != decided]
    for row in free[:10]:
        row[decision], row[why] = "uwzględniono", "Wpisane do planu na przyszły rok."
    free[10][decision] = "nie uwzględniono"
    same = next(row for row in rows[1:] if str(number(row[0])) == decided)
    same[decision], same[why] = "nie uwzględniono", "Nie ma na to pieniędzy."
    unknown = [99999, *free[0][1:]]
    with Workbook(file, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate([*rows, unknown]):
            sheet.write_row(at, 0, row)


def number(cell: object) -> int:
    """A spreadsheet's numbers are floats."""
    return int(float(str(cell)))


def holding(folder: Path, words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The files in which a word stands, as it is or within what was compressed there."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            texts = [content, *_unpacked(content)]
            yield from (
                (path.name, word)
                for word in words
                for text in texts
                if word.encode() in text or word.encode("utf-16-le") in text
            )


def _unpacked(content: bytes) -> Iterator[bytes]:
    for start in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", content):
        try:
            yield zlib.decompressobj().decompress(content[start.start() :], 1_000_000)
        except zlib.error:
            continue


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        os.chdir(name)
        play(Path(name))


def play(folder: Path) -> None:
    print("# A clerk's hour\n")
    print("Played by `python -m skrzynka.benchmarks.clerk` on the sample mails; nothing is written by hand.\n")
    call("init --yes .", show=False)
    shutil.copytree(SAMPLES, folder / "mails")
    call("import mails", show=False)
    print("## Thirty opinions in the app, two undone\n")
    waiting = len(listed("list --needs-review"))
    keys = ["\r"] * 20 + ["3", "n", "u", "3"] + ["\r"] * 6 + ["6", "u", "2", "\r", "\r"]
    took = review(keys)
    changed = [line["number"] for line in listed(f"list --where tagged-by={WHO}")]
    undone = [number for number in changed if any(e["action"] == "undo" for e in listed(f"history {number}"))]
    left = len(listed("list --needs-review"))
    print(f"`skrzynka review --by {WHO}`, 80 by 24: {len(keys)} keys, {took:.0f} seconds of its own. {waiting} mails")
    print(f"waited, {len(changed)} are tagged by a person now, {len(undone)} of them after an undo; {left} wait.\n")
    call(f"list --where tagged-by={WHO} --limit 5")
    call(f"history {undone[0]}")
    print("## A campaign decided at once\n")
    call("campaigns")
    number = str(max(listed("campaigns"), key=lambda each: each["letters"])["number"])
    call(f"decide taken --campaign {number} --why 'The council voted for it in May.' --yes --by {WHO}")
    print("## The spreadsheet, with three mistakes\n")
    call("sheet decisions.xlsx")
    chosen = next(str(line["number"]) for line in listed("list --decision open") if not line["campaign"])
    print("Meanwhile somebody decides on one of the opinions in the terminal:\n")
    call(f"decide {chosen} partly --why 'Two of three are in the budget.' --by ola")
    fill(folder / "decisions.xlsx", chosen)
    call(f"sheet --read decisions.xlsx --yes --by {WHO}", code=1)
    print("## An erasure\n")
    victim = next(line["number"] for line in listed("list --kind opinion") if line["from_name"].count(" ") == 1)
    mail = json.loads(call(f"show {victim} --json", show=False))
    long = sorted(set(re.findall(r"\w{9,}", mail["text"])), key=len)[-6:]
    words = [word for word in long if len(listed(f"search {word}")) == 1] + [mail["from_email"], mail["from_name"]]
    # The mails that were taken in lie beside the store, as a mailbox would: they are not the store's to erase.
    shutil.rmtree(folder / "mails")
    before = list(holding(folder, words))
    (folder / "decisions.xlsx").unlink()
    call(f"erase {victim} --why 'request 12/2022' --yes --by {WHO}")
    after = list(holding(folder, words))
    print(
        f"{len(words)} words, which only this letter held, with its address and its sender's name, were looked for in"
    )
    print("every file of the folder, and in what is compressed in them:")
    print(f"found {len(before)} times before, {len(after)} times after.\n")
    call(f"show {victim}")
    if len(changed) < 30 or len(undone) < 2 or not before or after:
        raise SystemExit(f"not as a clerk expects: {len(changed)} changed, {len(undone)} undone, {after}")


if __name__ == "__main__":
    main()
