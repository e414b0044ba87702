"""How well letters are read whose charset is missing or wrong: ours beside the libraries, on the same bytes.

    python benchmarks/charsets.py

Needs `pip install charset-normalizer ftfy` beside Skrzynka. The sentences (sentences.toml) were written for this.
"""

import sys
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import chardet

from skrzynka.intake.charset import decode

try:
    import ftfy
    from charset_normalizer import from_bytes
except ImportError:
    sys.exit("charsets: these are measured too: pip install charset-normalizer ftfy")

LENGTHS = {"three words": 0, "one sentence": 1, "five sentences": 5}
DECLARED = {"nothing": None, "us-ascii": "us-ascii", "utf-8": "utf-8", "iso-8859-1": "iso-8859-1", "the truth": ""}
Reader = Callable[[bytes, str | None], str]


def declared_first(guess: Callable[[bytes], str]) -> Reader:
    """What a program does that believes what is declared, and asks a library where that fails."""

    def read(data: bytes, declared: str | None) -> str:
        try:
            return data.decode(declared or "ascii")
        except (UnicodeDecodeError, LookupError):
            return guess(data)

    return read


def by_normalizer(data: bytes) -> str:
    found = from_bytes(data).best()
    return str(found) if found else ""


def by_chardet(data: bytes) -> str:
    return data.decode(chardet.detect(data)["encoding"] or "utf-8", "replace")


READERS: dict[str, Reader] = {
    "declared only": lambda data, declared: data.decode(declared or "ascii", "replace"),
    "charset-normalizer": declared_first(by_normalizer),
    "chardet": declared_first(by_chardet),
    "chardet, then ftfy": lambda data, declared: ftfy.fix_text(declared_first(by_chardet)(data, declared)),
    "ours": lambda data, declared: decode(data, declared)[0],
    "ours, then ftfy": lambda data, declared: ftfy.fix_text(decode(data, declared)[0]),
}


def texts() -> Iterator[tuple[str, str, str, list[str]]]:
    """(language, length, text, charsets)."""
    table = tomllib.loads(Path(__file__).with_name("sentences.toml").read_text("utf-8"))
    for language, row in table.items():
        for length, number in LENGTHS.items():
            pieces = [" ".join(row["sentences"])] if number == 5 else row["sentences"]
            for piece in pieces:
                yield language, length, piece if number else " ".join(piece.split()[:3]), ["utf-8", *row["charsets"]]


def cases() -> Iterator[tuple[str, str, str, str, bytes, str | None]]:
    """(language, length, declaration, text, bytes, declared charset)."""
    for language, length, text, charsets in texts():
        for charset in charsets:
            data = text.encode(charset, "ignore")
            if data.isascii():
                continue
            for name, declared in DECLARED.items():
                yield language, length, name, data.decode(charset), data, charset if declared == "" else declared


def main() -> None:
    everything = list(cases())
    print(f"{len(everything)} pieces of text, bytes read as written, %\n")
    print(f"{'':22}" + "".join(f"{name:>16}" for name in (*LENGTHS, *DECLARED)) + f"{'all':>8}{'ms':>8}")
    for reader, read in READERS.items():
        right, total = Counter[str](), Counter[str]()
        start = time.perf_counter()
        wrong: Counter[str] = Counter()
        for language, length, declaration, text, data, declared in everything:
            good = read(data, declared) == text
            for key in (length, declaration, "all"):
                total[key] += 1
                right[key] += good
            if not good:
                wrong[language] += 1
        spent = (time.perf_counter() - start) / len(everything) * 1000
        shares = [100 * right[key] / total[key] for key in (*LENGTHS, *DECLARED)]
        print(f"{reader:22}" + "".join(f"{share:16.1f}" for share in shares)
              + f"{100 * right['all'] / total['all']:8.1f}{spent:8.2f}   {dict(wrong.most_common(6))}")  # fmt: skip


if __name__ == "__main__":
    main()
