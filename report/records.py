"""What the report says: frozen records, free of anything that could steer a reader or a program."""

from dataclasses import dataclass
from datetime import date, datetime

from skrzynka.classify.records import Scope
from skrzynka.settings import ConsultationSettings
from skrzynka.store.questions import LedgerSum


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart."""

    name: str
    count: int

    @property
    def short(self) -> str:
        """The name as far as a chart has room; a numbered one is its number."""
        number, dot, _ = self.name.partition(". ")
        return number if dot and number.isdecimal() else self.name if len(self.name) <= 20 else f"{self.name[:19]}…"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table that officials publish: an opinion, or all letters of a campaign.

    ``text`` is None where it may not be shown; ``decision`` is empty where nothing is decided yet; ``channel`` is
    empty for e-mail.
    """

    numbers: tuple[int, ...]
    scope: Scope | None
    secondary: Scope | None
    language: str
    text: str | None
    decision: str
    justification: str
    unit: str
    channel: str = ""

    @property
    def number(self) -> int:
        """The number that the row goes by."""
        return self.numbers[0]


@dataclass(frozen=True, slots=True)
class Postulate:
    """What several opinions ask for: the sentence nearest to all of them, verbatim, of opinion ``number``."""

    quote: str
    language: str
    number: int
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The opinions on one scope (None: no topic). ``single`` opinions ask for something that no other asks for.

    ``summary`` is what a language model made of them; empty unless that was asked for.
    """

    scope: Scope | None
    opinions: int
    postulates: tuple[Postulate, ...]
    single: int
    decided: tuple[Bar, ...]
    rows: tuple[Row, ...]
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Agreed:
    """How far two judges of the same opinions agree: Cohen's kappa. ``people`` is 2, or 1 beside the machine."""

    people: int
    opinions: int
    kappa: float


@dataclass(frozen=True, slots=True)
class Tested:
    """How often the machine says what people said of opinions whose answer it was not taught.

    Shares of ``opinions``: as it ships, and as people's other answers taught it. ``of`` is how many people tagged in
    all; where the figures were made of fewer, those were drawn evenly.
    """

    opinions: int
    of: int
    untaught: float
    taught: float


@dataclass(frozen=True, slots=True)
class Method:
    """How the opinions were read: for the annex. ``tested`` is None where people tagged too few to tell anything."""

    total: LedgerSum
    other: tuple[Bar, ...]
    taggers: tuple[Bar, ...]
    by_people: int
    waiting: int
    campaigns: int
    program: str
    tested: Tested | None = None
    agreed: tuple[Agreed, ...] = ()
    summariser: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report. ``hidden`` opinions have no text in it, for nobody confirmed one that may be public."""

    consultation: ConsultationSettings
    made_at: datetime
    public: bool
    opinions: int
    senders: int
    texts: int
    hidden: int
    by_scope: tuple[Bar, ...]
    by_language: tuple[Bar, ...]
    by_channel: tuple[Bar, ...]
    by_day: tuple[tuple[date, int], ...]
    decided: tuple[Bar, ...]
    undecided: int
    sections: tuple[Section, ...]
    method: Method
    privacy: str
