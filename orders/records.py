"""What staff's lines say: frozen records."""

from dataclasses import dataclass
from enum import StrEnum

from skrzynka.store.orders import Step


class Verb(StrEnum):
    """What a line wants done."""

    TAG = "tag"  # 17=6
    SECOND = "second"  # 17+3
    UNDO = "undo"  # cofnij 17
    NOTE = "note"  # 17 nota: ...


@dataclass(frozen=True, slots=True)
class Line:
    """A line that was understood; ``scope`` is as it was written, empty for undo and notes."""

    text: str
    verb: Verb
    number: int
    scope: str = ""
    second: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Unclear:
    """A line that was not understood."""

    text: str


class Why(StrEnum):
    """Why a line that was understood is not done."""

    NO_MAIL = "no_mail"
    NO_SCOPE = "no_scope"
    NOT_READ = "not_read"
    NO_FIRST = "no_first"
    SAME = "same"
    NOTHING = "nothing_to_undo"
    EMPTY = "empty"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Done:
    """A line, and what is done for it."""

    line: Line
    step: Step


@dataclass(frozen=True, slots=True)
class NotDone:
    """A line that is not done, and why."""

    text: str
    why: Why
