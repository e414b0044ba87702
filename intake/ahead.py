"""Fetching ahead: while one batch is written, the next is fetched and packed, on two cores where there are two."""

from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace

from skrzynka.store.packing import pack
from skrzynka.store.records import RawMail


def ahead(batches: Iterator[list[RawMail]]) -> Generator[list[RawMail], None, None]:
    """The same batches, packed; two of them are in memory. Close it before the mailbox is used for anything else."""
    with ThreadPoolExecutor(2, "fetch") as threads:  # one that fetches and packs, one that helps it to pack
        following = threads.submit(_made, batches, threads)
        while batch := following.result():
            following = threads.submit(_made, batches, threads)
            yield batch


def _made(batches: Iterator[list[RawMail]], threads: Executor) -> list[RawMail]:
    batch = next(batches, [])
    half = len(batch) // 2
    rest = threads.submit(_packed, batch[half:])
    return [*_packed(batch[:half]), *rest.result()]


def _packed(mails: Sequence[RawMail]) -> list[RawMail]:
    return [replace(mail, content=pack(mail.content)) for mail in mails]
