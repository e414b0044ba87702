"""What is asked of the ledger, and what it answers: frozen records. Every datetime is aware and in UTC."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from skrzynka.store.phrases import Excerpt
from skrzynka.store.records import Kind, MailRow, Period, State


@dataclass(frozen=True, slots=True)
class MailFilter:
    """Which mails are wanted; None and False mean no condition.

    ``scope`` is a scope's key, or ``none`` for opinions without a topic; ``secondary`` a second one's, or ``none``.
    ``decision`` is a decision's key, or ``open`` for opinions without one.
    ``received_from`` (inclusive) and ``received_to`` (exclusive), ``archived_from`` (exclusive) and
    ``archived_to`` (inclusive) are instants. ``text`` holds words that are all wanted, as in a search; ``campaign`` is
    the number of one of its letters.
    """

    scope: str | None = None
    language: str | None = None
    kind: Kind | None = None
    state: State | None = None
    needs_review: bool = False
    received_from: datetime | None = None
    received_to: datetime | None = None
    archived_from: datetime | None = None
    archived_to: datetime | None = None
    secondary: str | None = None
    period: Period | None = None
    tagged_by: str | None = None
    decision: str | None = None
    channel: str | None = None
    confidence_below: float | None = None
    confidence_from: float | None = None
    campaign: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A mail that has the words that were looked for, and where it has them."""

    row: MailRow
    excerpt: Excerpt


@dataclass(frozen=True, slots=True)
class LedgerSum:
    """The ledger's promise: every mail the mailbox ever held, in exactly one state.

    ``added`` of them are rows of other channels' tables.
    ``unexplained`` is what the states do not account for; anything but 0 is a fault.
    """

    in_mailbox: int
    opinions: int
    other: int
    duplicates: int
    quarantined: int
    pending: int
    added: int = 0

    @property
    def unexplained(self) -> int:
        """Mails in no state."""
        return self.in_mailbox - self.opinions - self.other - self.duplicates - self.quarantined - self.pending


@dataclass(frozen=True, slots=True)
class Counts:
    """How many mails there are, by what people ask about.

    ``by_scope`` and ``by_language`` count opinions only (the key None is no topic), ``by_kind`` every mail that was
    read, ``by_day`` opinions by the day the server received them, in the consultation's time zone. ``by_both`` counts
    opinions by scope and language.
    """

    by_scope: Mapping[str | None, int] = field(default_factory=dict)
    by_language: Mapping[str, int] = field(default_factory=dict)
    by_kind: Mapping[str, int] = field(default_factory=dict)
    by_state: Mapping[str, int] = field(default_factory=dict)
    by_day: Mapping[date, int] = field(default_factory=dict)
    by_channel: Mapping[str, int] = field(default_factory=dict)
    by_both: Mapping[tuple[str | None, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CampaignLetter:
    """An opinion that is one of many; ``text`` is equal where all words are."""

    number: int
    text: int
    sender: str
    name: str
    language: str
    scope: str | None


@dataclass(frozen=True, slots=True)
class Campaign:
    """Letters that are mostly the same, by number, called by the lowest; each counts for itself."""

    number: int
    letters: tuple[CampaignLetter, ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        """The letters' numbers."""
        return tuple(letter.number for letter in self.letters)

    @property
    def different(self) -> tuple[int, ...]:
        """One letter of each text, by number, those first that came most often."""
        often = Counter(letter.text for letter in self.letters)
        first = {letter.text: letter.number for letter in reversed(self.letters)}
        return tuple(number for _, number in sorted((-often[text], number) for text, number in first.items()))

    @property
    def senders(self) -> int:
        """How many addresses they came from; a letter without one is somebody's."""
        return len({letter.sender or letter.number for letter in self.letters})

    @property
    def texts(self) -> int:
        """How many of them differ in a word."""
        return len({letter.text for letter in self.letters})

    @property
    def languages(self) -> Mapping[str, int]:
        """How many letters are in each language, the commonest first."""
        return dict(Counter(letter.language for letter in self.letters).most_common())

    @property
    def scopes(self) -> Mapping[str | None, int]:
        """How many letters have each scope, the commonest first."""
        return dict(Counter(letter.scope for letter in self.letters).most_common())
