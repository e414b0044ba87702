"""Numbers of mails as people write them."""

from collections.abc import Iterable, Iterator
from itertools import groupby


def ranges(numbers: Iterable[int]) -> str:
    """By their order; three and more that follow each other as the first and the last: 1, 2, 7–12."""
    return ", ".join(_rows(numbers))


def _rows(numbers: Iterable[int]) -> Iterator[str]:
    for _, each in groupby(enumerate(numbers), lambda place: place[1] - place[0]):
        row = [number for _, number in each]
        yield from [f"{row[0]}–{row[-1]}"] if len(row) > 2 else map(str, row)
