"""Campaigns as they are kept and asked for."""

from collections.abc import Callable, Sequence

from sqlmodel import col, select

from skrzynka.classify.campaigns import campaigns, place
from skrzynka.store.alike import Alike, letters, places, senders, waiting
from skrzynka.store.door import Door
from skrzynka.store.questions import Campaign
from skrzynka.store.tables import MailTable

_TOGETHER = 500


class Campaigns(Door):
    """A store whose letters are put to those that they are like."""

    def group(self, stop: Callable[[], bool] = lambda: False) -> int:
        """Compare the opinions that were not compared yet with all before them; returns how many they were."""
        count, after = 0, 0
        while not stop() and (numbers := self._waiting(after)):
            self._group(numbers)
            count, after = count + len(numbers), numbers[-1]
        return count

    def campaigns(self) -> list[Campaign]:
        """What many sent, the largest first; of letters that are opinions now."""
        with self._reading() as session:
            found = campaigns(places(session))
            letters = senders(session, [number for numbers in found.values() for number in numbers])
        return sorted(
            (Campaign(number, tuple(letters[each] for each in numbers)) for number, numbers in found.items()),
            key=lambda each: (-len(each.letters), each.number),
        )

    def texts(self, numbers: Sequence[int]) -> dict[int, str]:
        """What is compared of some mails: their words, and those of what is attached."""
        wanted = select(MailTable.number, MailTable.text, MailTable.attachment_text).where(
            col(MailTable.number).in_(numbers)
        )
        with self._reading() as session:
            return {number: f"{text}\n\n{attached}".strip() for number, text, attached in session.exec(wanted)}

    def _waiting(self, after: int) -> list[int]:
        with self._reading() as session:
            return waiting(session, after, _TOGETHER)

    def _group(self, numbers: Sequence[int]) -> None:
        with self._writing() as session:
            new = letters(session, numbers)
            alike = Alike(session, new)
            for number, letter in new.items():
                place(number, letter, alike)
            alike.write()
