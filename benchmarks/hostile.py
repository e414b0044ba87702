"""Reads mails made to hurt, each in a process of its own: seconds for each MB, and memory beside the mail's size.

    python benchmarks/hostile.py [--megabytes 8]

The bounds: 1 s for each MB (never less than 1 s in all), 20 times the mail's size plus 100 MB.
"""

import argparse
import base64
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable

HEAD = b"From: A <a@example.org>\r\nSubject: Plac\r\nDate: Mon, 6 Jun 2022 10:00:00 +0200\r\nMessage-ID: <1@b>\r\n"
HTML = b"Content-Type: text/html; charset=utf-8\r\n\r\n"
MIXED = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
PLAIN = b"Content-Type: text/plain; charset=utf-8\r\n\r\n"


def body(piece: bytes, *, before: bytes = PLAIN, end: bytes = b"") -> Callable[[int], bytes]:
    return lambda size: HEAD + before + piece * (size // len(piece)) + end


def nested(kind: bytes) -> Callable[[int], bytes]:
    def make(size: int) -> bytes:
        level = b"Content-Type: " + kind + b"; boundary=%06d\r\n\r\n--%06d\r\n"
        levels = size // (len(level) + 8)
        return HEAD + b"".join(level % (n, n) for n in range(levels)) + PLAIN + b"dno"

    return make


def parts(head: bytes) -> Callable[[int], bytes]:
    piece = b"--b\r\n" + head + b"\r\n\r\nx\r\n"
    return body(piece, before=MIXED, end=b"--b--\r\n")


def field(value: bytes, name: bytes = b"Subject") -> Callable[[int], bytes]:
    return lambda size: HEAD.replace(b"Subject: Plac", name + b": " + value * (size // len(value))) + PLAIN + b"Tekst."


def enclosed(size: int) -> bytes:
    mail = HEAD + PLAIN + b"dno"
    while len(mail) < size:
        mail = HEAD + b"Content-Type: message/rfc822\r\n\r\n" + mail
    return mail


def encoded(size: int) -> bytes:
    return (
        HEAD
        + PLAIN.replace(b"\r\n\r\n", b"\r\nContent-Transfer-Encoding: base64\r\n\r\n")
        + base64.encodebytes("Dzień dobry, proszę o plac zabaw.\n".encode() * (size // 50))
    )


MAILS: dict[str, Callable[[int], bytes]] = {
    "words": body("Proszę o plac zabaw przy szkole. ".encode()),
    "lines": body("Proszę o plac zabaw przy szkole.\r\n".encode()),
    "one word": body(b"a"),
    "line ends": body(b"\r\n"),
    "dashes": body(b"-"),
    "lines of dashes": body(b"----------\r\n"),
    "quote signs": body(b">"),
    "quoted lines": body(b"> a\r\n"),
    "From lines": body(b"From: a@example.org\r\n"),
    "attributions": body(b"On 6.06.2022 10:00 a@example.org wrote:\r\n"),
    "beginnings of attributions": body(b"On Monday, "),
    "answers between quotes": body(b"> pytanie\r\nodpowiedz\r\n"),
    "forwards": body(b"---------- Forwarded message ---------\r\nFrom: a@example.org\r\n"),
    "bytes of Windows-1250": body("Zażółć gęślą jaźń ".encode("cp1250")),
    "bytes of nothing": body(bytes(range(128, 256))),
    "signed armour": body(b"-----BEGIN PGP SIGNED MESSAGE-----\r\n"),
    "uuencoded beginnings": body(b"begin 644 a\r\n"),
    "quoted-printable": body(b"=C5=BC=\r\n", before=b"Content-Transfer-Encoding: quoted-printable\r\n" + PLAIN),
    "base64": encoded,
    "HTML paragraphs": body(b"<p>Prosze o plac.</p>", before=HTML),
    "HTML nested": body(b"<div>", before=HTML),
    "HTML quotes nested": body(b"<blockquote type=cite>", before=HTML),
    "HTML angles": body(b"<", before=HTML),
    "HTML styles": body(b"<style>.a{display:none}</style>", before=HTML),
    "HTML style sheet of letters": body(b"a", before=HTML + b"<style>"),
    "HTML style sheet of rules for screens": body(b"@a", before=HTML + b"<style>"),
    "HTML style sheet of comments": body(b"/* a", before=HTML + b"<style>"),
    "HTML styled": body(b'<p style="color:#fff;display:block">a</p>', before=HTML),
    "HTML comments": body(b"<!--", before=HTML),
    "HTML entities": body(b"&#9;", before=HTML),
    "HTML tables": body(b"<table><tr><td>", before=HTML),
    "HTML attributes": body(b'<a b="', before=HTML),
    "multiparts nested": nested(b"multipart/mixed"),
    "alternatives nested": nested(b"multipart/alternative"),
    "mails in mails": enclosed,
    "texts": parts(b"Content-Type: text/plain"),
    "files": parts(b"Content-Type: application/octet-stream; name=a.bin"),
    "empty parts": parts(b""),
    "a wrong boundary": body(b"--c\r\n" + PLAIN + b"a\r\n", before=MIXED),
    "no boundary": body(b"--c\r\n", before=b"Content-Type: multipart/mixed\r\n\r\n"),
    "a long subject": field(b"a"),
    "a long subject in encoded words": field(b"=?utf-8?q?=C5=BC?= "),
    "beginnings of encoded words": field(b"=?utf-8?b?"),
    "a long author": field(b"Ala <ala@example.org>, ", b"From"),
    "angles in the author": field(b"<", b"From"),
    "a long date": field(b"6 Jun 2022 ", b"Date"),
    "many fields": lambda size: HEAD + b"X-A: b\r\n" * (size // 8) + PLAIN + b"Tekst.",
    "received": lambda size: b"Received: from a by b; Mon, 6 Jun 2022 10:00\r\n" * (size // 48) + HEAD + PLAIN + b"T.",
    "parameters": lambda size: HEAD + b"Content-Type: text/plain" + b"; name*0=a" * (size // 10) + b"\r\n\r\nTekst.",
    "references": field(b"<1@example.org> ", b"References"),
    "no header": lambda size: b"slowa " * (size // 6),
    "nothing": lambda size: b"\x00" * size,
}  # fmt: skip


def measured(content: bytes, said: "multiprocessing.Queue[tuple[float, float]]") -> None:
    from skrzynka.intake.kind import decide
    from skrzynka.intake.parse import GIVEN_UP, parse

    decide(parse(HEAD + PLAIN + b"Tekst."))  # what is loaded once counts for no mail
    start = time.perf_counter()
    mail = parse(content)
    decide(mail)
    spent = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    said.put((float("inf") if mail is GIVEN_UP else spent, peak))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--megabytes", type=float, default=8)
    size = int(options.parse_args().megabytes * 1e6)
    over = []
    print(f"{'':36}{'MB':>8}{'s/MB':>8}{'peak MB':>10}")
    context = multiprocessing.get_context("spawn")
    for name, make in MAILS.items():
        content = make(size)
        said: multiprocessing.Queue[tuple[float, float]] = context.Queue()
        process = context.Process(target=measured, args=(content, said))
        process.start()
        spent, peak = said.get(timeout=600)
        process.join()
        megabytes = len(content) / 1e6
        print(f"{name:36}{megabytes:8.1f}{spent / megabytes:8.3f}{peak:10.0f}", flush=True)
        if spent > max(1.0, megabytes) or peak > 20 * megabytes + 100:
            over.append(name)
    print(f"\nover the bounds: {', '.join(over) or 'none'}")
    sys.exit(bool(over))


if __name__ == "__main__":
    main()
