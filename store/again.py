"""Mails that broke the reader, put back to be read again."""

from sqlmodel import Session, col, select

from skrzynka.store import StoreError
from skrzynka.store.archive import NOTHING, not_told_of
from skrzynka.store.records import State
from skrzynka.store.tables import MailTable


def quarantined(session: Session, unless_by: str | None) -> list[int]:
    """Numbers of mails that broke the reader; without those that broke the version ``unless_by``."""
    wanted = select(MailTable.number).where(
        # What the server did not give cannot be read; polls ask for it again.
        MailTable.state == State.QUARANTINED,
        MailTable.sha256 != NOTHING,
    )
    if unless_by is not None:
        wanted = wanted.where(MailTable.read_by != unless_by)
    return list(session.exec(wanted.order_by(col(MailTable.number))))


def check(mail: MailTable) -> None:
    """Raise StoreError where reading a mail again would change nothing."""
    if mail.state != State.QUARANTINED:
        raise StoreError(f"mail {mail.number} is not quarantined; `skrzynka list --state quarantined` shows which are")
    if mail.sha256 == NOTHING:
        raise StoreError(f"mail {mail.number}: {mail.reason}; each poll asks for it again")


def put_back(session: Session, numbers: list[int]) -> None:
    """Let mails wait to be read, and be the news of the next digest: they may turn out to be opinions."""
    for number in numbers:
        mail = session.get(MailTable, number)
        if mail is not None and mail.state == State.QUARANTINED:
            mail.state, mail.reason, mail.needs_review = State.PENDING.value, "", False
            mail.archived_at = not_told_of(session, mail.archived_at)
            session.add(mail)
            session.flush()
