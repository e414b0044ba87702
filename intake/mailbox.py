"""The mailbox over IMAP: read by UID, unchanged until a mail is safely stored.

Commands and responses: RFC 3501.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from threading import Event
from typing import Any, Protocol, Self

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from skrzynka.intake import answers, handling, idle, large
from skrzynka.intake.answers import Listed
from skrzynka.intake.batches import LARGE, batches
from skrzynka.intake.connection import MailboxError, connect, detail, drop, reported
from skrzynka.intake.parse import parse
from skrzynka.settings import Handled, ImapSettings
from skrzynka.store.packing import Spool
from skrzynka.store.records import RawMail
from skrzynka.store.series import LastSeen

_WINDOW = 50_000
"""UIDs that one SEARCH asks about: imaplib refuses an answer of more than 1,000,000 bytes."""

_MESSAGE_ID = "HEADER.FIELDS (MESSAGE-ID)"

_LISTED = 1000
"""Mails that one FETCH asks the size of."""


class Mailbox(Protocol):
    """A folder of mails with UIDs that only grow as long as its UIDVALIDITY stays (RFC 3501, 2.3.1.1)."""

    @property
    def name(self) -> str:
        """What the ledger calls it."""

    @property
    def uidvalidity(self) -> int:
        """Which series of UIDs is meant."""

    def uids_above(self, uid: int) -> Iterator[int]:
        """The UIDs above ``uid``, ascending, as they are now."""

    def fetch(self, uids: Sequence[int]) -> Iterator[list[RawMail]]:
        """The mails with these UIDs in batches of bounded size, ascending; one that is gone by now is left out.

        One that the server has and does not give comes without content, and with the reason.
        """

    def handle(self, uids: Sequence[int]) -> None:
        """Do with mails that are stored what is configured; repeating it changes nothing."""

    def gave(self, last: LastSeen) -> bool:
        """Whether the highest UID that was seen still is what it was; one that is gone may have been."""

    def close(self) -> None:
        """Leave."""


class ImapMailbox:
    """A folder on an IMAP server."""

    def __init__(self, reopen: Callable[[], IMAPClient], settings: ImapSettings) -> None:
        self._reopen = reopen
        self._settings = settings
        self._client, self._selected = self._connected()

    @classmethod
    def open(cls, settings: ImapSettings, password: str, folder: Path = Path()) -> Self:
        """Connect, log in and select the folder; ``folder`` is where relative paths of the settings start.

        Raises MailboxError: what is wrong, where, and how to mend it.
        """
        return cls(lambda: connect(settings, password, folder), settings)

    @property
    def name(self) -> str:
        """Account and folder."""
        return self._settings.ledger_name

    @property
    def uidvalidity(self) -> int:
        """The folder's UIDVALIDITY."""
        return int(self._selected[b"UIDVALIDITY"])

    def uids_above(self, uid: int) -> Iterator[int]:
        """The UIDs above ``uid``; without news no question is asked, however large the folder is."""
        start, end = uid + 1, int(self._selected.get(b"UIDNEXT", 0))
        if not end:  # QUIRK: UIDNEXT is only recommended (RFC 3501, 6.3.1)
            yield from self._search(start, "*")
        for low in range(start, end, _WINDOW):
            yield from self._search(low, str(min(low + _WINDOW, end) - 1))

    def fetch(self, uids: Sequence[int]) -> Iterator[list[RawMail]]:
        """Fetch whole mails, unseen as they were."""
        for batch in batches(self._listed(uids), lambda mail: mail.size):
            with reported(self._settings):
                try:
                    mails = self._given(batch)
                except IMAPClientError:
                    mails = self._one_by_one(batch)
            if mails:
                yield mails

    def handle(self, uids: Sequence[int]) -> None:
        """Flag or move the server's copies, as configured."""
        with reported(self._settings):
            handling.handle(self._client, self._settings, self._selected.get(b"PERMANENTFLAGS", ()), uids)

    def gave(self, last: LastSeen) -> bool:
        """Compare when the mail came and its Message-ID: neither can change (RFC 3501, 2.3.3 and 2.3.1.1)."""
        end = int(self._selected.get(b"UIDNEXT", 0))
        if end and end <= last.uid:
            return False  # UIDNEXT never falls (RFC 3501, 2.3.1.1)
        with reported(self._settings):
            found = self._client.fetch([last.uid], ["INTERNALDATE", f"BODY.PEEK[{_MESSAGE_ID}]"]).get(last.uid, {})
        if b"INTERNALDATE" not in found:
            return True
        # By the reader that found the other one, whatever stands in the header.
        message_id = parse(found.get(f"BODY[{_MESSAGE_ID}]".encode()) or b"").message_id
        same = not (message_id and last.message_id) or message_id == last.message_id
        return same and found[b"INTERNALDATE"].astimezone(UTC) == last.received_at

    def can_wait(self) -> bool:
        """Whether the server tells of new mail by itself."""
        return idle.can_wait(self._client)

    def news(self, stop: Event, seconds: float = idle.SECONDS) -> Iterator[None]:
        """Say so for each new mail until ``stop``, and each time the wait begins anew, after ``seconds``."""
        return idle.news(self._client, self._settings, stop, seconds)

    def close(self) -> None:
        """Log out; a server that is gone already is left alone."""
        with suppress(IMAPClientError, OSError):
            self._client.logout()
        drop(self._client)

    def _connected(self) -> tuple[IMAPClient, dict[bytes, Any]]:
        client = self._reopen()
        try:
            with reported(self._settings):
                # Read-only (EXAMINE) where nothing is to change: not even the server's \Recent flags do.
                readonly = self._settings.handled is Handled.LEAVE
                return client, client.select_folder(self._settings.folder, readonly=readonly)
        except BaseException:
            drop(client)
            raise

    def _given(self, batch: Sequence[Listed], *, carefully: bool = False) -> list[RawMail]:
        if batch[0].size > LARGE:
            return self._large(batch[0], carefully=carefully)
        found = answers.bodies(self._client, [listed.uid for listed in batch])
        return [self._raw(listed, found[listed.uid]) for listed in batch if listed.uid in found]

    def _large(self, listed: Listed, *, carefully: bool) -> list[RawMail]:
        limit = self._settings.max_mail_mb * 1_000_000
        found = large.fetched(self._client, listed.uid, listed.size, limit, carefully=carefully)
        return [replace(self._raw(listed, found.content), partial=found.partial)] if found else []

    def _one_by_one(self, batch: Sequence[Listed]) -> list[RawMail]:
        """What a batch holds of which the server fails to give one: that one comes without content.

        QUIRK: Dovecot ends the connection over a file that it cannot read. Raises MailboxError where the fault is not a
        mail's, but the server's.
        """
        mails: list[RawMail] = []
        for listed in batch:
            self._renew()
            try:
                mails += self._given([listed], carefully=True)
            except IMAPClientError as error:
                mails.append(self._raw(listed, b"", f"the server does not give it ({detail(error)})"))
        self._renew()
        if len(batch) > 1 and all(mail.missing for mail in mails):
            raise MailboxError(f"imap {self._settings.host}: gives none of {len(batch)} mails; ask who runs the server")
        return mails

    def _renew(self) -> None:
        """Another connection to the same mails, should this one be broken."""
        try:
            self._client.noop()
        except (IMAPClientError, OSError):
            drop(self._client)
            series = self.uidvalidity
            self._client, self._selected = self._connected()
            if self.uidvalidity != series:
                raise MailboxError(
                    f"imap {self._settings.host}: the folder was made anew; the next poll reads it"
                ) from None

    def _search(self, low: int, high: str) -> Iterator[int]:
        with reported(self._settings):
            found = self._client.search(f"UID {low}:{high}")
        # QUIRK: n:* always names the last mail, even where its UID is below n (RFC 3501, 6.4.8).
        yield from sorted(uid for uid in found if uid >= low)

    def _listed(self, uids: Sequence[int]) -> Iterator[Listed]:
        for start in range(0, len(uids), _LISTED):
            with reported(self._settings):
                found = answers.listed(self._client, uids[start : start + _LISTED])
            yield from found

    def _raw(self, listed: Listed, content: bytes | Spool, missing: str = "") -> RawMail:
        return RawMail(self.name, self.uidvalidity, listed.uid, listed.received_at, content, missing)
