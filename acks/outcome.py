"""Who is told what was decided: each sender once, of all opinions together. Pure."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from skrzynka.acks.compose import languages
from skrzynka.acks.decide import Why, unreachable
from skrzynka.neutral import neutral
from skrzynka.settings import Settings
from skrzynka.store.records import StoredMail, Verdict

_WORDS = 25


@dataclass(frozen=True, slots=True)
class Told:
    """One opinion and what was decided on it, by keys.

    ``words`` are the first ones, of a sender for whom the city's own server vouches. Whoever forged an address would
    otherwise make us send words of theirs to it.
    """

    number: int
    received_at: datetime
    scope: str | None
    words: str
    decision: str
    justification: str
    unit: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one sender is told, in these languages; ``version`` changes with whatever is told."""

    address: str
    languages: tuple[str, ...]
    opinions: tuple[Told, ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        """The opinions' numbers."""
        return tuple(each.number for each in self.opinions)

    @property
    def version(self) -> str:
        """The same for the same decisions."""
        said = [(each.number, each.decision, each.justification, each.unit) for each in self.opinions]
        return hashlib.sha256(repr(said).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Plan:
    """All outcomes; opinions that wait for a decision on another of their sender's; and those nobody is told of."""

    outcomes: tuple[Outcome, ...]
    waiting: tuple[int, ...]
    left_out: Mapping[Why, tuple[int, ...]]


def plan(settings: Settings, letters: Iterable[tuple[StoredMail, float]]) -> Plan:
    """Decide on ``letters``, which come by sender, with how sure the language of each is."""
    outcomes: list[Outcome] = []
    waiting: list[int] = []
    left_out: dict[Why, list[int]] = {}
    for address, group in groupby(letters, key=lambda letter: letter[0].row.from_email.casefold()):
        theirs: list[tuple[StoredMail, float]] = []
        for mail, sure in group:
            if why := unreachable(mail, settings):
                left_out.setdefault(why, []).append(mail.row.number)
            else:
                theirs.append((mail, sure))
        if not all(mail.row.decision for mail, _ in theirs):
            waiting += [mail.row.number for mail, _ in theirs]
        elif theirs:
            outcomes.append(_outcome(settings, address, theirs))
    numbers = {why: tuple(sorted(found)) for why, found in left_out.items()}
    return Plan(tuple(outcomes), tuple(sorted(waiting)), numbers)


def _outcome(settings: Settings, address: str, theirs: Sequence[tuple[StoredMail, float]]) -> Outcome:
    ((language, _),) = Counter(mail.row.language for mail, _ in theirs).most_common(1)
    sure = max(sure for mail, sure in theirs if mail.row.language == language)
    return Outcome(address, languages(settings, language, sure), tuple(_told(mail) for mail, _ in theirs))


def _told(mail: StoredMail) -> Told:
    words = neutral(mail.text or mail.attachment_text).split() if mail.authentication.dmarc is Verdict.PASS else []
    shown = " ".join(words[:_WORDS]) + (" …" if len(words) > _WORDS else "")
    row, why, unit = mail.row, neutral(mail.justification), neutral(mail.unit)
    return Told(row.number, row.received_at, row.scope, shown, row.decision or "", why, unit)
