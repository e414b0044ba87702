"""What classification takes and gives: frozen records, shared by every room."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Scope:
    """One subject of the consultation, as the configuration names it.

    ``names`` maps an ISO 639-1 code to the official name in that language.
    """

    number: int
    key: str
    names: Mapping[str, str]
    description: str = ""
    keywords: tuple[str, ...] = ()

    def name(self, language: str) -> str:
        """The name in ``language``, else in the first language it has."""
        return self.names.get(language) or next(iter(self.names.values()))


@dataclass(frozen=True, slots=True)
class Language:
    """The language of a text: ISO 639-1, or ``und`` where there is nothing to tell."""

    code: str
    confidence: float
    shares: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of the text that spoke for ``scope``; ``weight`` is their part of the score."""

    words: str
    scope: str
    weight: float


@dataclass(frozen=True, slots=True)
class Tag:
    """The machine's answer for one text.

    ``scope`` is the best guess, or None where the text has no topic of the consultation.
    ``auto`` says that the machine is sure enough to let the tag stand without a person.
    ``ranking`` holds (scope key or None, probability), likeliest first, summing to 1.
    ``no_topic_kind`` tells what a text without a topic looks like (``question``, ``thanks``, ``spam``)
    where the machine is sure of that, else None.
    """

    scope: str | None
    secondary: str | None
    confidence: float
    auto: bool
    ranking: tuple[tuple[str | None, float], ...]
    evidence: tuple[Evidence, ...]
    no_topic_kind: str | None
    model: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What the machine understood of one text."""

    language: Language
    tag: Tag


@dataclass(frozen=True, slots=True)
class Correction:
    """A text, and what a person says that it is; ``scope`` is None for no topic."""

    subject: str
    body: str
    scope: str | None
    secondary: str | None = None

    @property
    def kind(self) -> str:
        """A person says the scope alone."""
        return ""


class Classifier(Protocol):
    """Reads a text: its language and the scope it speaks of. Pure and total."""

    @property
    def version(self) -> str:
        """Names what it was built from; stored with each tag."""

    def classify(self, subject: str, body: str) -> Reading:
        """Read one text; an empty one gives ``und`` and no scope."""
