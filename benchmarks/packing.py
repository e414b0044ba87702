"""How fast mails are compressed, how small they become, and what our choice by content is worth.

    python benchmarks/packing.py

On the generated mails of fetching.py; one core, the best of five rounds.
"""

import sys
import time
import zlib
from collections.abc import Callable, Sequence

from fetching import mails

from skrzynka.store.packing import pack

MAILS = 3000


def by(level: int, strategy: int = zlib.Z_DEFAULT_STRATEGY) -> Callable[[bytes], int]:
    def packed(content: bytes) -> int:
        packer = zlib.compressobj(level, memLevel=9, strategy=strategy)
        return len(packer.compress(content)) + len(packer.flush())

    return packed


WAYS: dict[str, Callable[[bytes], int]] = {
    "level 6": by(6),
    "level 1": by(1),
    "Huffman only": by(1, zlib.Z_HUFFMAN_ONLY),
    "ours, hashed too": lambda content: sum(map(len, pack(content).parts())),
}


def main() -> None:
    found = list(mails(MAILS))
    kinds = {"all": found, "with a photo": found[::3], "words and HTML": [m for n, m in enumerate(found) if n % 3]}
    print(
        "| zlib " + zlib.ZLIB_RUNTIME_VERSION + " | " + " | ".join(f"{kind}: ms a mail, left" for kind in kinds) + " |"
    )
    print("|---|" + "---|" * len(kinds))
    for way, packed in WAYS.items():
        print(f"| {way} | " + " | ".join(measured(packed, some) for some in kinds.values()) + " |")


def measured(packed: Callable[[bytes], int], contents: Sequence[bytes]) -> str:
    best, left = sys.float_info.max, 0
    for _ in range(5):
        begun = time.process_time()
        left = sum(map(packed, contents))
        best = min(best, time.process_time() - begun)
    return f"{best / len(contents) * 1000:.3f}, {left / sum(map(len, contents)):.1%}"


if __name__ == "__main__":
    main()
