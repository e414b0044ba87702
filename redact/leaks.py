"""A last look at what is about to be public: rows in which something personal is left."""

from collections.abc import Iterable
from dataclasses import dataclass

from skrzynka.redact.propose import propose
from skrzynka.redact.records import Kind

_CHECKED = (Kind.EMAIL, Kind.IBAN, Kind.PESEL, Kind.PHONE, Kind.BIRTH, Kind.ADDRESS)
"""Kinds that block a publication. Names are a person's decision: a street or a saint may bear one."""


@dataclass(frozen=True, slots=True)
class Leak:
    """What is left in the row of that number; the words themselves are told nowhere."""

    number: int
    kind: Kind


def leaks(rows: Iterable[tuple[int, str]]) -> list[Leak]:
    """The leaks in texts by number, each kind once a row. Pure."""
    found = [(number, kind) for number, text in rows for kind in dict.fromkeys(mask.kind for mask in propose(text))]
    return [Leak(number, kind) for number, kind in found if kind in _CHECKED]
