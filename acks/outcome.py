"""Who is told what was decided: each sender once, of all opinions together. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from skrzynka.acks.compose import languages
from skrzynka.acks.decide import Why, unreachable
from skrzynka.neutral import neutral
from skrzynka.settings import Settings
from skrzynka.store.decisions import Decision
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
    decision: Decision


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one sender is told, in these languages.

    ``times`` they were told something before; ``known``: the last of it was this.
    """

    address: str
    languages: tuple[str, ...]
    opinions: tuple[Told, ...]
    times: int = 0
    known: bool = False

    @property
    def decisions(self) -> dict[int, Decision]:
        """What is decided, by the opinions' numbers."""
        return {each.number: each.decision for each in self.opinions}


@dataclass(frozen=True, slots=True)
class Plan:
    """All outcomes; opinions that wait for a decision on another of their sender's; and those nobody is told of."""

    outcomes: tuple[Outcome, ...]
    waiting: tuple[int, ...]
    left_out: Mapping[Why, tuple[int, ...]]


def plan(
    settings: Settings, letters: Iterable[tuple[StoredMail, float]], told: Mapping[int, Sequence[Decision]]
) -> Plan:
    """Decide on ``letters``, which come by sender, with how sure the language of each is.

    ``told`` are the decisions that senders were told of before, by number, the latest last.
    """
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
            outcomes.append(_outcome(settings, address, theirs, told))
    numbers = {why: tuple(sorted(found)) for why, found in left_out.items()}
    return Plan(tuple(outcomes), tuple(sorted(waiting)), numbers)


def _outcome(
    settings: Settings,
    address: str,
    theirs: Sequence[tuple[StoredMail, float]],
    told: Mapping[int, Sequence[Decision]],
) -> Outcome:
    ((language, _),) = Counter(mail.row.language for mail, _ in theirs).most_common(1)
    sure = max(sure for mail, sure in theirs if mail.row.language == language)
    opinions = tuple(_told(mail) for mail, _ in theirs)
    before = [told.get(each.number, ()) for each in opinions]
    known = all(said and said[-1] == each.decision for said, each in zip(before, opinions, strict=True))
    return Outcome(address, languages(settings, language, sure), opinions, max(map(len, before)), known)


def _told(mail: StoredMail) -> Told:
    words = neutral(mail.text or mail.attachment_text).split() if mail.authentication.dmarc is Verdict.PASS else []
    shown = " ".join(words[:_WORDS]) + (" …" if len(words) > _WORDS else "")
    decision = Decision(mail.row.decision or "", mail.justification, mail.unit)
    return Told(mail.row.number, mail.row.received_at, mail.row.scope, shown, decision)
