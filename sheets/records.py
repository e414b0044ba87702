"""Rows of the spreadsheet: frozen records."""

from dataclasses import dataclass
from enum import StrEnum

from skrzynka.store.decisions import Decision


@dataclass(frozen=True, slots=True)
class Stand:
    """An opinion, or all letters of a campaign, with what is decided on it now; ``key`` is empty where nothing is."""

    numbers: tuple[int, ...]
    scope: str
    language: str
    received: str
    text: str
    decided: Decision

    @property
    def number(self) -> int:
        """The number that the row goes by."""
        return self.numbers[0]


@dataclass(frozen=True, slots=True)
class Filled:
    """A row as it was filled in; ``line`` counts from 1, ``stood`` is what stood when the sheet was written."""

    line: int
    number: str
    decision: str
    justification: str
    unit: str
    stood: str


class Why(StrEnum):
    """Why a row is refused."""

    NO_NUMBER = "there is no opinion of that number in the consultation"
    TWICE = "the number stands in another row too"
    NO_DECISION = "there is no such decision; write one of: {known}"
    NO_WHY = "the justification is empty"
    CHANGED = "it was decided otherwise meanwhile ({now}); write a new sheet"
    TAKEN_OUT = "the decision was taken out; `skrzynka undo N` takes a decision back"


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that is not taken in, and why."""

    line: int
    number: str
    why: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a row changes: on these mails, from one decision to another."""

    numbers: tuple[int, ...]
    before: Decision
    after: Decision
