"""What reading a mail gives: frozen records."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from skrzynka.classify.records import Reading
from skrzynka.store.records import Authentication, Kind


class Defect(StrEnum):
    """What was wrong with a mail and was read around; kept beside it for people to see."""

    UNREADABLE_STRUCTURE = "unreadable_structure"
    UNKNOWN_CHARSET = "unknown_charset"
    WRONG_CHARSET = "wrong_charset"
    UNDECODABLE_BYTES = "undecodable_bytes"
    RAW_8BIT_HEADER = "raw_8bit_header"
    BROKEN_ENCODED_WORD = "broken_encoded_word"
    REPEATED_HEADER = "repeated_header"
    NO_DATE = "no_date"
    BAD_DATE = "bad_date"
    NO_SENDER = "no_sender"
    NO_MESSAGE_ID = "no_message_id"
    NUL_BYTES = "nul_bytes"
    TOO_DEEP = "too_deep"
    TOO_LONG = "too_long"
    ENCRYPTED = "encrypted"
    INCOMPLETE = "incomplete"
    UNSAFE_FILE_NAME = "unsafe_file_name"
    ATTACHMENT_NOT_READ = "attachment_not_read"
    TOO_LARGE = "too_large"


class Unread(StrEnum):
    """Why a person has to open an attachment."""

    PICTURE = "picture"
    SCAN = "scan"
    OVER_LIMIT = "over_limit"
    LOCKED = "locked"
    BROKEN = "broken"
    NO_READER = "no_reader"
    UNKNOWN_TYPE = "unknown_type"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file or inline picture of a mail.

    ``name`` is safe to show and to save: no folder, no control character. ``size`` is in bytes, decoded.
    ``text`` is what it says, or None where it was not read; ``unread`` then says why, if a person has to open it.
    """

    name: str
    content_type: str
    size: int
    text: str | None = None
    unread: Unread | None = None


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail, read. Total: what could not be read is empty and has a defect.

    ``text`` holds the writer's own words; ``quoted`` and ``signature`` what was cut from them.
    ``headers`` holds (lower-case name, decoded unfolded value) in the order of the mail.
    ``date`` is aware, or None. ``forwarded_by`` is the address of the colleague who forwarded it, or None.
    """

    subject: str
    from_email: str
    from_name: str
    date: datetime | None
    message_id: str | None
    text: str
    quoted: str
    signature: str
    attachments: tuple[Attachment, ...]
    headers: tuple[tuple[str, str], ...]
    defects: tuple[Defect, ...]
    content_types: tuple[str, ...] = ()
    forwarded_by: str | None = None
    authentication: Authentication = field(default_factory=Authentication)

    @property
    def attachment_text(self) -> str:
        """What the attachments say, in their order."""
        return "\n\n".join(a.text for a in self.attachments if a.text)

    def header(self, name: str) -> str | None:
        """The first value of a header, by its lower-case name."""
        return next((value for key, value in self.headers if key == name), None)

    def all(self, name: str) -> Sequence[str]:
        """Every value of a header, by its lower-case name."""
        return [value for key, value in self.headers if key == name]


@dataclass(frozen=True, slots=True)
class KindDecision:
    """What sort of mail it is, and the rule that decided, for people to see."""

    kind: Kind
    rule: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail with all that was understood of it."""

    mail: Mail
    decision: KindDecision
    reading: Reading
    from_attachment: bool = False
