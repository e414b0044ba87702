"""What may be decided on, from the ledger: opinions one by one, and campaigns as one."""

from collections.abc import Iterable, Sequence

from skrzynka.neutral import neutral
from skrzynka.settings import Settings
from skrzynka.sheets.records import Stand
from skrzynka.store.decisions import Decision
from skrzynka.store.questions import Campaign
from skrzynka.store.records import State, StoredMail

_LONGEST = 32_000
"""Letters of a cell; Excel holds 32,767."""


def stands(settings: Settings, mails: Iterable[StoredMail], campaigns: Sequence[Campaign]) -> list[Stand]:
    """A row for each opinion among ``mails`` and one for each campaign, by number.

    A campaign of which letters were decided differently is taken apart: one row would hide that.
    """
    opinions = {mail.row.number: mail for mail in mails if mail.row.state is State.OPINION}
    found: list[Stand] = []
    for campaign in campaigns:
        letters = [opinions[number] for number in campaign.numbers if number in opinions]
        if len(letters) > 1 and len({_decided(letter) for letter in letters}) == 1:
            found.append(_stand(settings, letters))
            for letter in letters:
                del opinions[letter.row.number]
    found += [_stand(settings, [mail]) for mail in opinions.values()]
    return sorted(found, key=lambda stand: stand.number)


def _stand(settings: Settings, mails: Sequence[StoredMail]) -> Stand:
    first = mails[0]
    scope = next((each for each in settings.scope_records if each.key == first.row.scope), None)
    return Stand(
        numbers=tuple(mail.row.number for mail in mails),
        scope=f"{scope.number}. {scope.name(settings.digest.language)}" if scope else "",
        language=first.row.language,
        received=f"{first.row.received_at.astimezone(settings.consultation.zone):%Y-%m-%d}",
        text=neutral(first.text or first.attachment_text)[:_LONGEST],
        decided=_decided(first),
    )


def _decided(mail: StoredMail) -> Decision:
    return Decision(mail.row.decision or "", mail.justification, mail.unit)
