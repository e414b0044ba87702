"""What the coordinator is told: frozen records, free of anything that could steer a reader or a terminal."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from skrzynka.classify.records import Scope
from skrzynka.digest.enclosing import NOTHING, Enclosed, Enclosure
from skrzynka.digest.insights import Change, Condition, Figures, Serious, Voices
from skrzynka.settings import ConsultationSettings
from skrzynka.store.outgoing import OutgoingKind
from skrzynka.store.questions import LedgerSum
from skrzynka.store.records import Kind, Period


@dataclass(frozen=True, slots=True)
class Passage:
    """A writer's words as they are shown; ``more`` words were left out at the end."""

    text: str
    more: int = 0
    from_attachment: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A scope (None: no topic) the machine thought of, and how likely it found it."""

    scope: Scope | None
    probability: float


@dataclass(frozen=True, slots=True)
class Opinion:
    """One opinion as it is shown. ``tagged_by`` names the person who tagged it, None for the machine.

    ``sentence``: the one in which what decided stands.
    ``partial``: its mail was too large to be fetched whole. ``erased``: its words were erased, and it counts.
    ``channel`` names the way it came by, if that was not e-mail.
    """

    number: int
    received_at: datetime
    sender: str
    subject: str
    language: str
    period: Period
    scope: Scope | None
    secondary: Scope | None
    confidence: float
    needs_review: bool
    tagged_by: str | None
    passage: Passage
    evidence: tuple[str, ...]
    sentence: str
    candidates: tuple[Candidate, ...]
    attachments: tuple["File", ...]
    partial: bool = False
    erased: bool = False
    channel: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """An attachment; ``unread`` says why a person has to open it, and is empty where nobody has to."""

    name: str
    unread: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A mail that is no opinion, but needs a person; ``reason`` is the rule that put it aside."""

    number: int
    received_at: datetime
    sender: str
    subject: str
    kind: Kind
    reason: str


@dataclass(frozen=True, slots=True)
class Group:
    """The opinions on one scope; None is no topic of the consultation. ``more`` are not shown."""

    scope: Scope | None
    opinions: tuple[Opinion, ...]
    more: int = 0

    @property
    def size(self) -> int:
        """How many they are."""
        return len(self.opinions) + self.more


@dataclass(frozen=True, slots=True)
class Addition:
    """What one person added to a letter that many sent."""

    number: int
    passage: Passage


@dataclass(frozen=True, slots=True)
class Campaign:
    """A letter that many people sent with small changes, told of once; each of its letters is an opinion.

    ``new`` are the numbers of those that this digest tells of, ``copies`` of them add nothing, and ``more`` add what is
    not in ``added``. ``letters``, ``senders`` and ``texts`` count all that have come.
    """

    number: int
    new: tuple[int, ...]
    letters: int
    senders: int
    texts: int
    languages: tuple[str, ...]
    scopes: tuple[Scope | None, ...]
    passage: Passage
    copies: int
    added: tuple[Addition, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Attention:
    """What needs a person.

    ``doubtful`` opinions have a tag that is only proposed, ``out_of_time`` ones came early or late. ``unread`` could
    not be read, ``unsure`` may or may not be opinions. ``waiting`` are the numbers of earlier mails still undecided,
    ``alike`` those of doubtful letters of campaigns of which the first is among ``doubtful``. ``serious`` may be
    complaints, threats or cries for help. ``more`` doubtful ones are not shown.
    """

    doubtful: tuple[Opinion, ...] = ()
    unread: tuple[Notice, ...] = ()
    unsure: tuple[Notice, ...] = ()
    out_of_time: tuple[Opinion, ...] = ()
    waiting: tuple[int, ...] = ()
    alike: tuple[int, ...] = ()
    serious: tuple[Serious, ...] = ()
    more: int = 0

    @property
    def new(self) -> int:
        """How many mails of this digest need a person; one that does for two reasons counts once."""
        opinions = {each.number for each in (*self.doubtful, *self.out_of_time)} | {
            each.number for each in self.serious
        }
        return len(opinions.union(self.alike) | {mail.number for mail in (*self.unread, *self.unsure)}) + self.more


@dataclass(frozen=True, slots=True)
class Digest:
    """What one morning tells. Times are those of the consultation's clock.

    ``groups`` holds the new opinions whose tag stands and that are of no campaign; those are in ``campaigns``, and the
    doubtful ones in ``attention``.
    ``before`` is how many opinions the digest before told of, None where there was none.
    ``days_left`` counts from ``day`` to the last day: 0 is the last day itself, below 0 it is over.
    """

    consultation: ConsultationSettings
    day: date
    covers_from: datetime | None
    covers_to: datetime
    late: bool
    total: LedgerSum
    attention: Attention
    groups: tuple[Group, ...]
    figures: Figures
    other: tuple[tuple[Kind, int], ...]
    condition: Condition
    voices: Voices
    campaigns: tuple[Campaign, ...] = ()
    changes: tuple[Change, ...] = ()
    before: int | None = None
    enclosed: Enclosed = NOTHING
    kind: ClassVar = OutgoingKind.DAILY

    @property
    def new(self) -> int:
        """How many opinions are new."""
        alone = [opinion.number for group in self.groups for opinion in group.opinions]
        alike = [number for campaign in self.campaigns for number in campaign.new]
        return len({*alone, *alike, *(opinion.number for opinion in self.attention.doubtful)}) + self.more

    @property
    def more(self) -> int:
        """How many opinions are not shown, for mail programs cut what is long; the attached table has them all."""
        return self.attention.more + sum(group.more for group in self.groups)

    @property
    def days_left(self) -> int:
        """Days from this one to the last."""
        return (self.consultation.closes - self.day).days


@dataclass(frozen=True, slots=True)
class Closing:
    """What the whole consultation brought.

    ``groups`` holds every opinion of no campaign, doubtful ones under their best guess; ``campaigns`` the others.
    ``senders`` are the addresses that opinions came from, ``texts`` what differs by more than white space and capitals.
    ``enclosed`` are the report's files that go with it.
    """

    consultation: ConsultationSettings
    covers_to: datetime
    total: LedgerSum
    attention: Attention
    groups: tuple[Group, ...]
    figures: Figures
    other: tuple[tuple[Kind, int], ...]
    campaigns: tuple[Campaign, ...] = ()
    senders: int = 0
    texts: int = 0
    enclosed: Enclosed = NOTHING
    kind: ClassVar = OutgoingKind.CLOSING
    covers_from: ClassVar[None] = None
    late: ClassVar = False

    @property
    def day(self) -> date:
        """The last day of the consultation: there is one summary for each, should it be prolonged."""
        return self.consultation.closes

    @property
    def new(self) -> int:
        """How many opinions there are."""
        return self.total.opinions


@dataclass(frozen=True, slots=True)
class Rendered:
    """A digest as people read it, and the files that go with it."""

    subject: str
    text: str
    html: str
    files: tuple[Enclosure, ...] = ()
