"""What a digest tells beside the opinions: frozen records."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, TypeVar

from skrzynka.classify.records import Scope
from skrzynka.store.comparison import Comparison

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Figure(Generic[T]):
    """One bar of a chart: how many opinions ``of`` it there are, and how many of them are new."""

    of: T
    total: int
    new: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """Opinions by scope, language and day, those with none among them: silence is news too."""

    by_scope: tuple[Figure[Scope | None], ...]
    by_language: tuple[Figure[str], ...]
    by_day: tuple[Figure[date], ...]


@dataclass(frozen=True, slots=True)
class Voices:
    """How many opinions there are on each scope in each language that is expected: a row of counts for each scope."""

    languages: tuple[str, ...]
    rows: tuple[tuple[Scope, tuple[int, ...]], ...]

    @property
    def silent(self) -> tuple[tuple[str, tuple[Scope, ...]], ...]:
        """For each language that is silent on a scope, those scopes."""
        found = (
            (language, tuple(scope for scope, counts in self.rows if not counts[at]))
            for at, language in enumerate(self.languages)
        )
        return tuple(pair for pair in found if pair[1])


@dataclass(frozen=True, slots=True)
class Change:
    """A correction that a person made, or took back (``undone``); of ``more`` mails at once than that of ``number``."""

    number: int
    by: str
    scope: Scope | None
    secondary: Scope | None
    why: str
    undone: bool
    more: int = 0


class Concern(StrEnum):
    """Why an opinion may have to be answered at once, by whoever is responsible."""

    COMPLAINT = "complaint"
    THREAT = "threat"
    DANGER = "danger"
    DATA = "data"
    ORDERS = "refused_orders"


@dataclass(frozen=True, slots=True)
class Serious:
    """A mail that may be more than an opinion; ``words`` are those that say so."""

    number: int
    concern: Concern
    words: str


@dataclass(frozen=True, slots=True)
class Condition:
    """How the service stands.

    ``read_at`` is when the mailbox was last read, ``failing_since`` since when that fails. ``certificate_ends`` is told
    where it is soon. ``summary_waits`` says that the consultation is over and the mailbox was not read since.
    """

    read_at: datetime | None = None
    failing_since: datetime | None = None
    certificate_ends: datetime | None = None
    certificate_ended: bool = False
    summary_waits: bool = False
    compared: Comparison | None = None

    @property
    def well(self) -> bool:
        """Whether nobody needs to do anything."""
        return self.read_at is not None and not (self.failing_since or self.certificate_ends or self.summary_waits)

    @property
    def complete(self) -> bool:
        """Whether the last comparison left nothing unexplained."""
        return self.compared is not None and self.compared.unexplained == 0
