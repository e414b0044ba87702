"""The closing summary: the whole consultation, decided from what the ledger holds."""

from collections.abc import Sequence
from datetime import datetime

from skrzynka.digest import opinions as show
from skrzynka.digest.campaigns import Known, Size, cards
from skrzynka.digest.daily import attention
from skrzynka.digest.figures import days_between, figures
from skrzynka.digest.records import Closing
from skrzynka.settings import Settings
from skrzynka.store.questions import Counts, LedgerSum
from skrzynka.store.records import StoredMail

WORDS = 400
"""Words of an opinion that the summary shows: a long letter whole, a pasted book not."""


_CAMPAIGN = Size(words=400, additions=40, each=60)


def closing(
    settings: Settings,
    mails: Sequence[StoredMail],
    total: LedgerSum,
    counts: Counts,
    *,
    covers_to: datetime,
    campaigns: Sequence[Known] = (),
) -> Closing:
    """What the closing summary says of everything taken in up to ``covers_to``. Pure."""
    opinions = [show.opinion(mail, settings, WORDS) for mail in mails if show.is_opinion(mail)]
    alike = cards(settings, mails, campaigns, _CAMPAIGN)
    told = {number for campaign in alike for number in campaign.new}
    dates = settings.consultation
    days = dict.fromkeys((*days_between(dates.opens, dates.closes), *counts.by_day))
    return Closing(
        consultation=settings.consultation,
        covers_to=covers_to.astimezone(settings.consultation.zone),
        total=total,
        attention=attention(settings, mails, opinions),
        groups=show.grouped([each for each in opinions if each.number not in told], settings),
        figures=figures(settings, counts, (), sorted(days)),
        other=show.other_kinds(mails),
        campaigns=alike,
        senders=len({mail.row.from_email.casefold() or mail.row.number for mail in mails if show.is_opinion(mail)}),
        texts=len({_words(mail) or mail.row.number for mail in mails if show.is_opinion(mail)}),
    )


def _words(mail: StoredMail) -> str:
    return " ".join(f"{mail.text} {mail.attachment_text}".casefold().split())
