"""The daily digest, decided from what the ledger holds."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from skrzynka.digest import opinions as show
from skrzynka.digest.campaigns import Known, Size, cards
from skrzynka.digest.changes import changes
from skrzynka.digest.figures import days_between, figures
from skrzynka.digest.insights import Condition
from skrzynka.digest.records import Attention, Campaign, Digest, Opinion
from skrzynka.digest.serious import serious
from skrzynka.digest.voices import voices
from skrzynka.settings import Settings
from skrzynka.store.questions import Counts, LedgerSum
from skrzynka.store.records import Event, StoredMail

WORDS = 90
"""Words of an opinion that a digest shows; the rest is one command away."""

_CAMPAIGN = Size(words=90, additions=6, each=40)

_DAYS = 14
"""Days that get a bar: what a phone shows without scrolling."""


def daily(
    settings: Settings,
    day: date,
    mails: Sequence[StoredMail],
    total: LedgerSum,
    counts: Counts,
    *,
    covers_from: datetime | None,
    covers_to: datetime,
    condition: Condition,
    waiting: Sequence[int] = (),
    campaigns: Sequence[Known] = (),
    corrected: Sequence[Event] = (),
    before: int | None = None,
    late: bool = False,
) -> Digest:
    """What the digest of ``day`` says. Pure.

    Args:
        settings: the consultation, its scopes and its clock.
        day: the morning it is for.
        mails: what was taken in within ``covers_from`` and ``covers_to``.
        total: the ledger's sum up to ``covers_to``.
        counts: all that was taken in up to ``covers_to``.
        covers_from: where the digest before ended; None from the beginning.
        covers_to: where this one ends.
        condition: how the service stands.
        waiting: numbers of earlier mails that still need a person.
        campaigns: what many sent, earlier ones too.
        corrected: the corrections that were made within the same time, oldest first.
        before: how many opinions the digest before told of; None where there was none.
        late: whether it comes after its hour.
    """
    zone = settings.consultation.zone
    new = [show.opinion(mail, settings, WORDS) for mail in mails if show.is_opinion(mail)]
    alike = cards(settings, mails, campaigns, _CAMPAIGN)
    told = {number for campaign in alike for number in campaign.new}
    return Digest(
        consultation=settings.consultation,
        day=day,
        covers_from=covers_from and covers_from.astimezone(zone),
        covers_to=covers_to.astimezone(zone),
        late=late,
        total=total,
        attention=attention(settings, mails, new, waiting, _beside_the_first(new, alike)),
        groups=show.grouped([each for each in new if not each.needs_review and each.number not in told], settings),
        figures=figures(settings, counts, new, _days(settings, covers_to.astimezone(zone).date(), counts)),
        other=show.other_kinds(mails),
        condition=condition,
        voices=voices(settings, counts),
        campaigns=alike,
        changes=changes(settings, corrected),
        before=before,
    )


def attention(
    settings: Settings,
    mails: Sequence[StoredMail],
    opinions: Sequence[Opinion],
    waiting: Sequence[int] = (),
    alike: Sequence[int] = (),
) -> Attention:
    """What of ``mails``, whose opinions are ``opinions``, needs a person; ``alike`` are told of by their numbers."""
    out_of_time = {mail.row.number for mail in mails if show.is_out_of_time(mail)}
    unread = [mail for mail in mails if show.is_unread(mail)]
    unsure = [mail for mail in mails if show.is_other(mail) and mail.row.needs_review and mail not in unread]
    return Attention(
        doubtful=tuple(each for each in opinions if each.needs_review and each.number not in alike),
        unread=tuple(show.notice(mail, settings) for mail in unread),
        unsure=tuple(show.notice(mail, settings) for mail in unsure),
        out_of_time=tuple(each for each in opinions if each.number in out_of_time),
        waiting=tuple(waiting),
        alike=tuple(alike),
        serious=serious(
            mail for mail in mails if show.is_opinion(mail) or (mail.row.needs_review and mail not in unread)
        ),
    )


def _beside_the_first(opinions: Sequence[Opinion], campaigns: Sequence[Campaign]) -> list[int]:
    """Doubtful letters of campaigns, but for the first of each: to decide on that one is to have read them all."""
    doubtful = {each.number for each in opinions if each.needs_review}
    return sorted(number for each in campaigns for number in sorted(doubtful.intersection(each.new))[1:])


def _days(settings: Settings, today: date, counts: Counts) -> tuple[date, ...]:
    first = min([settings.consultation.opens, today, *counts.by_day])
    return days_between(max(first, today - timedelta(days=_DAYS - 1)), today)
