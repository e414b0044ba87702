"""Letters that many people sent: from what the store knows of them to one card each. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from skrzynka.classify.additions import added
from skrzynka.digest import opinions as show
from skrzynka.digest.passage import passage
from skrzynka.digest.records import Addition, Campaign
from skrzynka.settings import Settings
from skrzynka.store import questions
from skrzynka.store.records import StoredMail

_SAYS = 3
"""Words from which on an addition is told of; a greeting or a name is not."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much of a campaign is shown: words of its text, additions, words of each."""

    words: int
    additions: int
    each: int


@dataclass(frozen=True, slots=True)
class Known:
    """A campaign, and the words that its letters have in common."""

    campaign: questions.Campaign
    text: str


def cards(settings: Settings, mails: Sequence[StoredMail], known: Iterable[Known], size: Size) -> tuple[Campaign, ...]:
    """A card for each campaign of which letters are among ``mails``."""
    opinions = {mail.row.number: mail for mail in mails if show.is_opinion(mail)}
    found = ((each, [opinions[number] for number in each.campaign.numbers if number in opinions]) for each in known)
    return tuple(_card(settings, each, letters, size) for each, letters in found if letters)


def _card(settings: Settings, known: Known, letters: Sequence[StoredMail], size: Size) -> Campaign:
    campaign, scope = known.campaign, show.scopes(settings)
    own = [(mail.row.number, _added(mail, known.text)) for mail in letters]
    said = [Addition(number, passage(words, "", size.each)) for number, words in own if len(words.split()) >= _SAYS]
    return Campaign(
        number=campaign.number,
        new=tuple(mail.row.number for mail in letters),
        letters=len(campaign.letters),
        senders=campaign.senders,
        texts=campaign.texts,
        languages=tuple(campaign.languages),
        scopes=tuple(scope(key) for key in campaign.scopes),
        passage=passage(known.text, "", size.words),
        copies=len(letters) - len(said),
        added=tuple(said[: size.additions]),
        more=max(0, len(said) - size.additions),
    )


def _added(mail: StoredMail, text: str) -> str:
    return " […] ".join(added(f"{mail.text}\n\n{mail.attachment_text}", text, mail.row.from_name))
