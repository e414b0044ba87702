"""What the store takes and gives: frozen records. Every datetime is aware and in UTC."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from skrzynka.classify.records import Evidence
from skrzynka.store.packing import Packed, Spool


class Kind(StrEnum):
    """What sort of mail it is. Only an opinion is tagged; every kind is kept and counted."""

    OPINION = "opinion"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    NEWSLETTER = "newsletter"
    LIST = "list"
    CALENDAR = "calendar"
    SPAM = "spam"
    QUESTION = "question"
    THANKS = "thanks"
    UNREADABLE = "unreadable"
    DUPLICATE = "duplicate"
    OWN = "own"
    ORDERS = "orders"  # staff's answer to a digest


class State(StrEnum):
    """Where a mail stands in the ledger; each mail is in exactly one."""

    PENDING = "pending"
    OPINION = "opinion"
    OTHER = "other"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"


class Period(StrEnum):
    """When the server received a mail, against the consultation's dates."""

    EARLY = "early"
    OPEN = "open"
    LATE = "late"


class Action(StrEnum):
    """What an event did."""

    TAG = "tag"
    RETAG = "retag"
    UNDO = "undo"
    NOTE = "note"
    DECIDE = "decide"
    PUBLIC = "public"  # a masked text was confirmed for the public
    ACK = "ack"  # the sender was told that the letter has come; or why not
    ANSWER = "answer"  # the sender was told what was decided
    ERASE = "erase"
    BLIND = "blind"  # a second person's tag, given without seeing the first; it changes nothing


class Verdict(StrEnum):
    """What the city's own server found when it checked the sender by one method; none where it says nothing of use."""

    PASS = "pass"
    FAIL = "fail"
    NONE = "none"


CHANNEL = "channel:"
"""How the names of mailboxes begin that are no mailboxes but tables of another channel."""

EMAIL = "email"
"""The channel of mails."""

MACHINE = "machine"
"""Who made a tag that no person made."""


@dataclass(frozen=True, slots=True)
class RawMail:
    """A mail as the server holds it; ``received_at`` is its INTERNALDATE (RFC 3501, 2.3.3).

    ``missing`` says why the server did not give it; ``content`` is then empty. ``partial``: it was too large to be
    fetched whole, and ``content`` is what was fetched of it.
    """

    mailbox: str
    uidvalidity: int
    uid: int
    received_at: datetime
    content: bytes | Spool | Packed
    missing: str = ""
    partial: bool = False


@dataclass(frozen=True, slots=True)
class PendingMail:
    """An archived mail that waits to be read; ``partial`` as in RawMail."""

    number: int
    received_at: datetime
    content: bytes
    partial: bool = False


@dataclass(frozen=True, slots=True)
class AttachmentNote:
    """What is shown of an attachment; its bytes stay in the raw mail.

    ``unread`` says why a person has to open it; empty where its words were read, or where it has none.
    """

    name: str
    content_type: str
    size: int
    unread: str = ""


@dataclass(frozen=True, slots=True)
class Authentication:
    """Whether a mail comes from where it says, by SPF (RFC 7208), DKIM (RFC 6376) and DMARC (RFC 7489)."""

    spf: Verdict = Verdict.NONE
    dkim: Verdict = Verdict.NONE
    dmarc: Verdict = Verdict.NONE


@dataclass(frozen=True, slots=True)
class TagNote:
    """A tag as it is written: by the machine, or by a person who corrects it."""

    scope: str | None
    secondary: str | None
    confidence: float = 1.0
    needs_review: bool = False
    evidence: tuple[Evidence, ...] = ()
    ranking: tuple[tuple[str | None, float], ...] = ()
    model: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """The outcome of reading one pending mail, ready to be committed.

    ``fingerprint`` is equal for two mails whose writers' words are the same, white space aside.
    ``tag`` is None for everything that is not an opinion. ``read_by`` is the version of the reader.
    """

    number: int
    state: State
    reason: str
    kind: Kind
    period: Period
    message_id: str | None = None
    from_email: str = ""
    from_name: str = ""
    forwarded_by: str | None = None
    subject: str = ""
    sent_at: datetime | None = None
    text: str = ""
    quoted: str = ""
    signature: str = ""
    attachments: tuple[AttachmentNote, ...] = ()
    attachment_text: str = ""
    defects: tuple[str, ...] = ()
    authentication: Authentication = Authentication()
    language: str = "und"
    language_confidence: float = 0.0
    fingerprint: str = ""
    duplicate_of: int | None = None
    tag: TagNote | None = None
    needs_review: bool = False
    read_by: str = ""


@dataclass(frozen=True, slots=True)
class MailRow:
    """One line of the list of mails; of one that was ``erased`` hardly more than the number, the day and the tag."""

    number: int
    received_at: datetime
    archived_at: datetime
    from_email: str
    from_name: str
    subject: str
    kind: Kind
    state: State
    period: Period
    language: str
    scope: str | None
    secondary: str | None
    confidence: float
    needs_review: bool
    tagged_by: str | None
    decision: str | None = None
    erased: bool = False
    channel: str = EMAIL


@dataclass(frozen=True, slots=True)
class StoredMail:
    """One mail, whole, with the tag that stands now; ``partial`` as in RawMail."""

    row: MailRow
    mailbox: str
    uidvalidity: int
    uid: int
    sha256: str
    reason: str
    message_id: str | None
    forwarded_by: str | None
    sent_at: datetime | None
    text: str
    quoted: str
    signature: str
    attachments: tuple[AttachmentNote, ...]
    attachment_text: str
    defects: tuple[str, ...]
    authentication: Authentication
    duplicate_of: int | None
    evidence: tuple[Evidence, ...]
    ranking: tuple[tuple[str | None, float], ...]
    model: str
    partial: bool = False
    justification: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a mail's history; never changed, never removed, but that an erasure takes its words.

    ``undoes`` is the id of the event that an ``undo`` takes back. ``decision`` is a decision's key, ``why`` then its
    justification, ``unit`` who carries it out. Events of one ``batch`` were made at once.
    """

    id: int
    number: int
    at: datetime
    by: str
    action: Action
    scope: str | None
    secondary: str | None
    confidence: float
    why: str
    model: str
    undoes: int | None
    decision: str | None = None
    unit: str = ""
    batch: int | None = None
