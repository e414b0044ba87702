"""Digests are recorded, then sent, then marked: a crash between repeats the same mail, never another one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from skrzynka import tokens
from skrzynka.classify.additions import common
from skrzynka.digest.answering import answer_to
from skrzynka.digest.campaigns import Known
from skrzynka.digest.closing import closing
from skrzynka.digest.condition import condition
from skrzynka.digest.daily import daily
from skrzynka.digest.enclosing import NOTHING, Enclosed, Enclosure
from skrzynka.digest.message import compose, message_id
from skrzynka.digest.records import Closing, Digest, Rendered
from skrzynka.digest.render import render
from skrzynka.digest.table import CONTENT_TYPE, table
from skrzynka.digest.words import words
from skrzynka.settings import Settings
from skrzynka.store.health import Activity
from skrzynka.store.ledger import Ledger
from skrzynka.store.orders import ORDERS_KEY
from skrzynka.store.outgoing import Outgoing, OutgoingKind
from skrzynka.store.questions import MailFilter
from skrzynka.store.records import State, StoredMail

_MOMENT = timedelta(microseconds=1)


def prepare_daily(ledger: Ledger, settings: Settings, day: date, now: datetime, *, late: bool = False) -> Outgoing:
    """The digest of ``day``, recorded to be sent; one that is recorded already is returned unchanged."""
    there = ledger.outgoing(OutgoingKind.DAILY, day)
    return there or _record(ledger, settings, _daily(ledger, settings, day, now, late=late), now)


def prepare_closing(
    ledger: Ledger, settings: Settings, now: datetime, report: Callable[[datetime], Enclosed] = lambda _now: NOTHING
) -> Outgoing:
    """The closing summary, recorded to be sent; one that is recorded already is returned unchanged.

    ``report`` makes the files that go with it, once they are needed.
    """
    there = ledger.outgoing(OutgoingKind.CLOSING, settings.consultation.closes)
    if there:
        return there
    return _record(ledger, settings, replace(_closing(ledger, settings, now), enclosed=report(now)), now)


def preview_daily(ledger: Ledger, settings: Settings, day: date, now: datetime) -> Rendered:
    """The digest of ``day`` as it would be sent now, or over the time that the recorded one covers."""
    answer = answer_to(settings, _token(ledger, settings, day))
    return render(_daily(ledger, settings, day, now), settings.digest.language, answer)


def preview_closing(ledger: Ledger, settings: Settings, now: datetime) -> Rendered:
    """The closing summary as it would be sent now."""
    return render(_closing(ledger, settings, now), settings.digest.language)


def _daily(ledger: Ledger, settings: Settings, day: date, now: datetime, *, late: bool = False) -> Digest:
    there = ledger.outgoing(OutgoingKind.DAILY, day)
    before = ledger.last_outgoing(OutgoingKind.DAILY, before=day)
    start = there.covers_from if there else before.covers_to if before else None
    until = there.covers_to if there else _until(settings, day, now)
    end = there.covers_to if there else _settled(ledger, start, until)
    mails = ledger.mails(MailFilter(archived_from=start, archived_to=end))
    return daily(
        settings,
        day,
        mails,
        ledger.sum(until),
        ledger.counts(MailFilter(archived_to=end), settings.consultation.zone),
        covers_from=start,
        covers_to=end,
        condition=condition(settings, ledger.health(Activity.POLL), ledger.comparison(), now),
        waiting=_waiting(ledger, start),
        campaigns=_campaigns(ledger, mails),
        corrected=ledger.changes(start, end),
        before=_told_before(ledger, settings, before),
        late=there.late if there else late,
    )


def _told_before(ledger: Ledger, settings: Settings, before: Outgoing | None) -> int | None:
    """How many opinions the digest before told of."""
    if before is None:
        return None
    told = MailFilter(archived_from=before.covers_from, archived_to=before.covers_to)
    return sum(ledger.counts(told, settings.consultation.zone).by_scope.values())


def _closing(ledger: Ledger, settings: Settings, now: datetime) -> Closing:
    there = ledger.outgoing(OutgoingKind.CLOSING, settings.consultation.closes)
    end = there.covers_to if there else now
    wanted = MailFilter(archived_to=end)
    counts = ledger.counts(wanted, settings.consultation.zone)
    mails = ledger.mails(wanted)
    return closing(settings, mails, ledger.sum(end), counts, covers_to=end, campaigns=_campaigns(ledger, mails))


def _campaigns(ledger: Ledger, mails: Sequence[StoredMail]) -> list[Known]:
    """The campaigns that some mails are of."""
    new = {mail.row.number for mail in mails}
    found = [campaign for campaign in ledger.campaigns() if not new.isdisjoint(campaign.numbers)]
    return [Known(each, common(ledger.examples(each))) for each in found]


def _until(settings: Settings, day: date, now: datetime) -> datetime:
    """Until when the digest of ``day`` tells: now, or its hour once the next morning has come."""
    zone, hour = settings.consultation.zone, settings.digest.hour
    over = now >= datetime.combine(day + timedelta(days=1), hour, zone)
    return datetime.combine(day, hour, zone) if over else now


def _settled(ledger: Ledger, start: datetime | None, until: datetime) -> datetime:
    """``until``, or just before the first mail that is taken in but not read: the next digest will tell of that one.

    Told of as it is, it would be a number without words; passed over, no digest would ever tell of it.
    """
    pending = ledger.rows(MailFilter(state=State.PENDING, archived_to=until))
    settled = min([until, *(row.archived_at - _MOMENT for row in pending)])
    return max(settled, start) if start else settled


def _waiting(ledger: Ledger, until: datetime | None) -> list[int]:
    """Numbers of mails told before that nobody has decided on yet."""
    if until is None:
        return []
    doubtful = ledger.rows(MailFilter(needs_review=True, archived_to=until))
    quarantined = ledger.rows(MailFilter(state=State.QUARANTINED, archived_to=until))
    return sorted({row.number for row in (*doubtful, *quarantined)})


def _token(ledger: Ledger, settings: Settings, day: date) -> str:
    """What shows that a mail answers the digest of ``day``; empty where staff give no orders by mail."""
    return tokens.token(ledger.secret(ORDERS_KEY), day) if settings.orders.addresses else ""


def _files(ledger: Ledger, settings: Settings, told: Digest | Closing, now: datetime) -> Iterator[Enclosure]:
    """The table of the opinions that are told of, if there are any; and the report after the close."""
    if told.new:
        mails = ledger.mails(MailFilter(archived_from=told.covers_from, archived_to=told.covers_to))
        made = table(settings, mails, words(settings.digest.language), now)
        yield Enclosure(f"{told.kind.value}-{told.day}.xlsx", made, CONTENT_TYPE)
    yield from told.enclosed.files


def _record(ledger: Ledger, settings: Settings, told: Digest | Closing, now: datetime) -> Outgoing:
    token = _token(ledger, settings, told.day)
    rendered = render(told, settings.digest.language, answer_to(settings, token))
    rendered = replace(rendered, files=tuple(_files(ledger, settings, told, now)))
    return ledger.record_outgoing(
        Outgoing(
            kind=told.kind,
            day=told.day,
            message_id=message_id(settings, told.kind, told.day, token),
            recipients=settings.digest.recipients,
            content=compose(rendered, settings, told.kind, told.day, now, token),
            created_at=now,
            covers_from=told.covers_from,
            covers_to=told.covers_to,
            late=told.late,
        )
    )
