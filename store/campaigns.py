"""Campaigns as they are kept and asked for."""

from collections.abc import Callable, Sequence

from skrzynka.classify.campaigns import campaigns, place
from skrzynka.store.alike import Alike, compared, letters, places, senders, waiting
from skrzynka.store.door import Door
from skrzynka.store.questions import Campaign

_TOGETHER = 500

_EXAMPLES = 30
"""So many texts are enough to find what they have in common."""


class Campaigns(Door):
    """A store whose letters are put to those that they are like."""

    def group(self, stop: Callable[[], bool] = lambda: False) -> int:
        """Compare the opinions that were not compared yet with all before them; returns how many they were."""
        count, after = 0, 0
        while not stop() and (numbers := self._waiting(after)):
            count, after = count + self.group_these(numbers), numbers[-1]
        return count

    def group_these(self, numbers: Sequence[int]) -> int:
        """Compare some opinions with all before them, in the order of their numbers; how many were not yet."""
        with self._writing() as session:
            new = letters(session, numbers)
            alike = Alike(session, new)
            for number, letter in new.items():
                place(number, letter, alike)
            alike.write()
        return len(new)

    def campaigns(self) -> list[Campaign]:
        """What many sent, the largest first; of letters that are opinions now."""
        with self._reading() as session:
            found = campaigns(places(session))
            letters = senders(session, [number for numbers in found.values() for number in numbers])
        return sorted(
            (Campaign(number, tuple(letters[each] for each in numbers)) for number, numbers in found.items()),
            key=lambda each: (-len(each.letters), each.number),
        )

    def campaign_numbers(self) -> dict[int, int]:
        """The campaign of each letter that is of one, by number."""
        with self._reading() as session:
            found = campaigns(places(session))
        return {each: number for number, numbers in found.items() for each in numbers}

    def texts(self, numbers: Sequence[int]) -> dict[int, str]:
        """What is compared of some mails: their words, and those of what is attached."""
        with self._reading() as session:
            return compared(session, numbers)

    def examples(self, campaign: Campaign) -> list[str]:
        """Some of a campaign's texts, each once, those first that came most often."""
        numbers = campaign.different[:_EXAMPLES]
        texts = self.texts(numbers)
        return [texts[number] for number in numbers]

    def _waiting(self, after: int) -> list[int]:
        with self._reading() as session:
            return waiting(session, after, _TOGETHER)
