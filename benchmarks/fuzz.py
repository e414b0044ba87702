"""Damages the sample mails at random and reads them: what breaks the reader, takes long, or fills memory is printed.

    python benchmarks/fuzz.py [--mutations 100000] [--seed 1] [--seconds-per-megabyte 1]

Each mutation is told by its number, so that `--seed S --only N` makes it again.
"""

import argparse
import random
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from skrzynka.intake.kind import decide
from skrzynka.intake.parse import GIVEN_UP, parse
from skrzynka.intake.rules import Limits, Rules

MAILS = [path.read_bytes() for path in sorted((Path(__file__).parents[1] / "samples" / "mails").glob("*.eml"))]
RULES = Rules(staff=("@um.example",), checkers=("mx.um.example",), limits=Limits(seconds=2))
TOKENS = [
    b"\r\n\r\n", b"\r\n", b"\n", b"\r", b"\x00", b"--", b"=?utf-8?B?", b"?=", b"=?", b"=?x?q?=", b"<", b">", b"> ",
    b"\"", b";", b"Content-Type: multipart/mixed; boundary=x\r\n", b"Content-Type: message/rfc822\r\n",
    b"Content-Type: text/html\r\n", b"Content-Type: multipart/alternative\r\n",
    b"Content-Type: application/ms-tnef; name=winmail.dat\r\n",
    b"Content-Type: application/pkcs7-mime; smime-type=signed-data\r\n", b"Content-Type: message/partial\r\n",
    b"Content-Transfer-Encoding: base64\r\n", b"Content-Transfer-Encoding: quoted-printable\r\n", b"--x\r\n",
    b"--x--\r\n", b"charset=utf-16", b"charset=utf-7", b"charset=hz-gb-2312", b"charset=idna", b"charset=undefined",
    b"charset=unicode_escape", b"begin 644 x\r\n#0V%T\r\n`\r\nend\r\n", b"-----BEGIN PGP SIGNED MESSAGE-----\r\n",
    b"From: ", b"Date: ", b"Sent: ", b"On 6.06.2022 10:00 a@example.org wrote:\r\n",
    b"---------- Forwarded message ---------\r\n", b"<blockquote>", b"<div", b"</", b"<style>", b"<!--",
    b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xf0\x9f\x98", b"\xe2\x80\xae", b"=3D=", b"=\r\n",
]  # fmt: skip


def flipped(content: bytearray, dice: random.Random) -> None:
    for _ in range(dice.randint(1, 30)):
        content[dice.randrange(len(content))] = dice.randrange(256)


def cut(content: bytearray, dice: random.Random) -> None:
    start = dice.randrange(len(content))
    del content[start : start + dice.choice((1, 5, 50, 500, 10_000))]


def doubled(content: bytearray, dice: random.Random) -> None:
    start = dice.randrange(len(content))
    piece = content[start : start + dice.choice((5, 50, 500))] * dice.choice((1, 2, 50))
    content[start:start] = piece


def crossed(content: bytearray, dice: random.Random) -> None:
    other = dice.choice(MAILS)
    start = dice.randrange(len(other))
    place = dice.randrange(len(content))
    content[place : place + dice.choice((0, 100, 1000))] = other[start : start + dice.choice((20, 200, 2000))]


def spiced(content: bytearray, dice: random.Random) -> None:
    for _ in range(dice.randint(1, 8)):
        place = dice.randrange(len(content))
        content[place : place + dice.choice((0, 0, 3, 30))] = dice.choice(TOKENS) * dice.choice((1, 1, 1, 20))


CHANGES: tuple[Callable[[bytearray, random.Random], None], ...] = (flipped, cut, doubled, crossed, spiced, spiced)


def mutation(seed: int, number: int) -> bytes:
    dice = random.Random(f"{seed} {number}")
    content = bytearray(dice.choice(MAILS))
    for _ in range(dice.randint(1, 4)):
        if content:
            dice.choice(CHANGES)(content, dice)
    return bytes(content)


def trouble(content: bytes, seconds_per_megabyte: float) -> str | None:
    """What is wrong with reading ``content``; None if nothing is."""
    start = time.perf_counter()
    try:
        mail = parse(content, RULES)
        decide(mail)
        f"{mail}".encode()
    except Exception as error:  # noqa: BLE001  # this is what is looked for
        return f"raises {error!r}"
    spent = time.perf_counter() - start
    if mail is GIVEN_UP:
        return "is given up"
    # Documents are read by a process of its own, within a limit of its own: twice that of one for all of a mail.
    allowed = max(0.5, seconds_per_megabyte * len(content) / 1e6) + 2 * RULES.limits.seconds * bool(mail.attachments)
    return f"takes {spent:.1f} s for {len(content)} bytes" if spent > allowed else None


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--mutations", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", type=int)
    options.add_argument("--seconds-per-megabyte", type=float, default=1.0)
    chosen = options.parse_args()
    if chosen.only is not None:
        sys.stdout.buffer.write(mutation(chosen.seed, chosen.only))
        return
    found = 0
    start = time.perf_counter()
    for number in range(chosen.mutations):
        if said := trouble(mutation(chosen.seed, number), chosen.seconds_per_megabyte):
            found += 1
            print(f"mutation {number} (seed {chosen.seed}) {said}", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{chosen.mutations} mutations of {len(MAILS)} mails in {time.perf_counter() - start:.0f} s: "
          f"{found} in trouble; peak memory {peak:.0f} MB")  # fmt: skip
    sys.exit(found > 0)


if __name__ == "__main__":
    main()
