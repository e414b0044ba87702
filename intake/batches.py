"""What is taken in together: so many mails, so many bytes; a larger mail comes alone. Pure."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

MAILS = 200
BYTES = 4_000_000
LARGE = 3_000_000
"""Bytes from which on a mail is not held in memory whole."""

Mail = TypeVar("Mail")


def batches(mails: Iterable[Mail], size: Callable[[Mail], int]) -> Iterator[list[Mail]]:
    """The mails, in their order, in lists of bounded size; ``size`` tells the bytes of one."""
    batch: list[Mail] = []
    total = 0
    for mail in mails:
        if batch and (len(batch) == MAILS or total + size(mail) > BYTES):
            yield batch
            batch, total = [], 0
        batch.append(mail)
        total += size(mail)
    if batch:
        yield batch
