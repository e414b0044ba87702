"""How much personal data is found in invented letters, by kind: ``python -m skrzynka.benchmarks.redacting``.

Four sets: beside three of them the rules were made. The letters of ``redacting_unseen.txt`` were written before the
rules of today, and nothing that is missed in them was mended since. Found means that every letter of it is masked.
Masks that touch something marked are told beside all masks.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from skrzynka.redact.propose import propose
from skrzynka.redact.records import Known, Mask

HERE = Path(__file__).parent
_MARK = re.compile(r"\{(\w+):([^{}]*)\}")


def letters(file: Path) -> Iterator[tuple[Known, str, list[tuple[str, int, int]]]]:
    for line in file.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, address, marked = line.split("|", 2)
        text, marks, last = "", [], 0
        for match in _MARK.finditer(marked := marked.replace("\\n", "\n")):
            text += marked[last : match.start()]
            marks.append((match[1], len(text), len(text) + len(match[2])))
            text += match[2]
            last = match.end()
        yield Known(name, address), text + marked[last:], marks


def measured(file: Path) -> tuple[Counter[str], Counter[str], int, int, list[str]]:
    """Marked and found by kind; masks, and those that touch something marked; what was missed."""
    marked: Counter[str] = Counter()
    found: Counter[str] = Counter()
    masks = good = 0
    missed = []
    for known, text, marks in letters(file):
        made = propose(text, known)
        masks += len(made)
        good += sum(any(mask.start < end and start < mask.end for _, start, end in marks) for mask in made)
        for kind, start, end in marks:
            marked[kind] += 1
            if covered(made, start, end):
                found[kind] += 1
            else:
                missed.append(f"{kind}: {text[start:end]}")
    return marked, found, masks, good, missed


def covered(masks: tuple[Mask, ...], start: int, end: int) -> bool:
    return all(any(mask.start <= at < mask.end for mask in masks) for at in range(start, end))


def main() -> None:
    for name in ("redacting.txt", "redacting_kept.txt", "redacting_more.txt", "redacting_unseen.txt"):
        marked, found, masks, good, missed = measured(HERE / name)
        print(f"{name}: of {masks} masks {good} touch something personal ({good / masks:.1%})")
        for kind, count in marked.most_common():
            print(f"| {kind} | {found[kind]} of {count} | {found[kind] / count:.1%} |")
        print(*(f"  missed {each!r}" for each in missed), sep="\n")


if __name__ == "__main__":
    main()
