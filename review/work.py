"""One person's way through a queue: what comes next, and what is done to it. Everything is saved at once."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from skrzynka import SkrzynkaError
from skrzynka.store.ledger import Ledger
from skrzynka.store.questions import Found, MailFilter
from skrzynka.store.records import State, StoredMail
from skrzynka.tongue import say

LEASE = timedelta(minutes=5)
"""How long a mail is held for a window that says nothing any more."""

_HITS = 50

Queue = Callable[[Ledger], Sequence[int]]
"""The numbers of what waits, in the order in which it is to be looked at."""


def doubtful(ledger: Ledger) -> list[int]:
    """What waits for a person, the most doubtful tag first; what is no opinion and has no tag comes before all."""
    rows = [row for row in ledger.rows(MailFilter(needs_review=True)) if not row.erased]
    return [row.number for row in sorted(rows, key=lambda row: (row.confidence, row.number))]


def unpublished(ledger: Ledger) -> list[int]:
    """Opinions of which no text was confirmed for the public yet, by number."""
    done = ledger.public_texts()
    rows = ledger.rows(MailFilter(state=State.OPINION))
    return [row.number for row in rows if row.number not in done and not row.erased]


@dataclass(frozen=True, slots=True)
class Done:
    """What was done to a mail, and how it is taken back."""

    number: int
    back: Callable[[], object]


class Work:
    """A queue, and whoever works on it in one window. ``now`` tells the present instant."""

    def __init__(self, ledger: Ledger, queue: Queue, by: str, now: Callable[[], datetime]) -> None:
        self.by = by
        self.done: list[Done] = []
        self._ledger, self._queue, self._now = ledger, queue, now
        self._holder = secrets.token_hex(8)
        self._skipped: list[int] = []
        self._campaigns = ledger.campaign_numbers()

    def campaign_of(self, number: int) -> int | None:
        """The campaign that a mail was of when the work began."""
        return self._campaigns.get(number)

    def waiting(self) -> int:
        """How many mails wait, those that others look at included."""
        return len(self._queue(self._ledger))

    def next(self) -> StoredMail | None:
        """The next mail that nobody else looks at; what was skipped comes last. None: there is none."""
        waits = self._queue(self._ledger)
        put_off = [number for number in self._skipped if number in set(waits)]
        number = self._claim([*(number for number in waits if number not in put_off), *put_off])
        return None if number is None else self._ledger.mail(number)

    def take(self, number: int) -> StoredMail:
        """A certain mail. Raises SkrzynkaError where there is none, or somebody else looks at it."""
        mail = self._ledger.mail(number)
        if self._claim([number]) is None:
            who = self._ledger.holder_of(number, self._now())
            raise SkrzynkaError(say("{number}: {name} is looking at it just now", number=number, name=who))
        return mail

    def stay(self, number: int) -> None:
        """Go on holding a mail that is looked at for long."""
        self._claim([number])

    def skip(self, number: int) -> None:
        """Look at a mail later."""
        self._skipped = [*(each for each in self._skipped if each != number), number]

    def tag(self, number: int, scope: str | None, secondary: str | None) -> StoredMail:
        """Tag a mail, and return how it stands then. Raises SkrzynkaError."""
        self._ledger.retag(number, scope, secondary, "", self.by, self._now())
        self.done.append(Done(number, lambda: self._ledger.undo(number, self.by, self._now())))
        return self._ledger.mail(number)

    def confirm(self, mail: StoredMail, text: str) -> None:
        """Confirm what may be public of a mail. Raises SkrzynkaError where it says something else by now."""
        number = mail.row.number
        self._ledger.confirm_public(mail, text, self.by, self._now())
        self.done.append(Done(number, lambda: self._ledger.withdraw_public(number, self.by, self._now())))

    def note(self, number: int, words: str) -> None:
        """Keep a note on a mail. Raises SkrzynkaError."""
        self._ledger.note(number, words, self.by, self._now())

    def undo(self) -> StoredMail | None:
        """Take back what was done last in this window, and return its mail; None: nothing was done."""
        if not self.done:
            return None
        last = self.done.pop()
        last.back()
        return self.take(last.number)

    def search(self, words: str) -> list[Found]:
        """Mails that have some words, the latest first. Raises SkrzynkaError where there is no word."""
        return self._ledger.search(words, MailFilter(), _HITS)

    def close(self) -> None:
        """Let others have what was looked at last."""
        self._ledger.let_go(self._holder)

    def _claim(self, numbers: Sequence[int]) -> int | None:
        now = self._now()
        return self._ledger.claim(numbers, self._holder, self.by, now, now + LEASE)
