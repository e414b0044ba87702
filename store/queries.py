"""What is asked of the ledger."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlmodel import Session, col, select

from skrzynka.store import rows as convert
from skrzynka.store.conditions import UNDECIDED, conditions
from skrzynka.store.questions import Counts, LedgerSum, MailFilter
from skrzynka.store.records import CHANNEL, MailRow, State
from skrzynka.store.tables import MailTable

ROW_COLUMNS = [
    getattr(MailTable, name)
    for name in (
        "number", "received_at", "archived_at", "from_email", "from_name", "subject", "kind", "state", "period",
        "language", "scope", "secondary", "confidence", "needs_review", "tagged_by", "decision", "mailbox", "sha256",
    )
]  # fmt: skip

_TOGETHER = 500
"""Lines that are held in memory at once, where each is looked at and let go."""


def rows(session: Session, wanted: MailFilter, limit: int | None = None) -> list[MailRow]:
    """A line for each mail, by number, without its texts; with a ``limit``, of the latest."""
    query = select(*ROW_COLUMNS).where(*conditions(session, wanted)).order_by(col(MailTable.number).desc()).limit(limit)
    return [convert.mail_row(row) for row in reversed(session.exec(query).all())]


def mails(session: Session, wanted: MailFilter, after: int = 0, limit: int | None = None) -> Iterator[MailTable]:
    """Mails whole, by number; those above ``after``, as many as ``limit`` says. Few are held in memory at once."""
    query = select(MailTable).where(*conditions(session, wanted)).order_by(col(MailTable.number)).limit(limit)
    if after:
        query = query.where(col(MailTable.number) > after)
    yield from session.exec(query.execution_options(yield_per=_TOGETHER))


def ledger_sum(session: Session, until: datetime | None) -> LedgerSum:
    """The states' counts beside an independent count of what the mailboxes held."""
    within = [col(MailTable.archived_at) <= until] if until else []
    held = select(func.count()).select_from(
        select(MailTable.mailbox, MailTable.uidvalidity, MailTable.uid).where(*within).distinct().subquery()
    )
    by_state = _grouped(session, MailTable.state, within)
    return LedgerSum(
        in_mailbox=session.exec(held).one(),
        opinions=by_state.get(State.OPINION, 0),
        other=by_state.get(State.OTHER, 0),
        duplicates=by_state.get(State.DUPLICATE, 0),
        quarantined=by_state.get(State.QUARANTINED, 0),
        pending=by_state.get(State.PENDING, 0),
        added=_added(session, within),
    )


def _added(session: Session, within: Sequence[Any]) -> int:
    """Rows of other channels' tables."""
    wanted = select(func.count()).select_from(MailTable).where(col(MailTable.mailbox).startswith(CHANNEL), *within)
    return session.exec(wanted).one()


def counts(session: Session, wanted: MailFilter, zone: ZoneInfo) -> Counts:
    """Counts by what people ask about."""
    within = conditions(session, wanted)
    opinions = [*within, MailTable.state == State.OPINION]
    each = select(MailTable.received_at).where(*opinions).execution_options(yield_per=_TOGETHER)
    return Counts(
        by_scope=_grouped(session, MailTable.scope, opinions),
        by_language=_grouped(session, MailTable.language, opinions),
        by_kind=_grouped(session, MailTable.kind, [*within, MailTable.state != State.PENDING]),
        by_state=_grouped(session, MailTable.state, within),
        by_day=Counter(at.astimezone(zone).date() for at in session.exec(each)),
        by_both=_by_both(session, opinions),
        by_channel=_by_channel(session, opinions),
    )


def first_archived(session: Session) -> datetime | None:
    """When the first mail was taken in."""
    return session.exec(select(func.min(MailTable.archived_at))).one()


def decided(session: Session) -> dict[str, int]:
    """How many opinions there are of each decision, and under ``open`` how many of none; empty before the first."""
    found = _grouped(session, MailTable.decision, [MailTable.state == State.OPINION])
    return {key or UNDECIDED: count for key, count in found.items()} if set(found) - {None} else {}


def _by_channel(session: Session, within: Sequence[Any]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for mailbox, count in _grouped(session, MailTable.mailbox, within).items():
        found[convert.channel_of(mailbox)] += count
    return dict(found)


def _by_both(session: Session, within: Sequence[Any]) -> dict[tuple[str | None, str], int]:
    columns = col(MailTable.scope), col(MailTable.language)
    query = select(*columns, func.count()).where(*within).group_by(*columns)
    return {(scope, language): count for scope, language, count in session.exec(query)}


def _grouped(session: Session, column: Any, within: Sequence[Any]) -> dict[Any, int]:  # noqa: ANN401  # SQLModel types a column as its value
    query = select(column, func.count()).where(*within).group_by(column).order_by(func.count().desc(), column)
    return dict(session.exec(query).all())
