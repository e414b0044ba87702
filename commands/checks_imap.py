"""Checks of the mailbox: name, encryption, login, folder and its rights, IDLE. Nothing there is changed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

from imapclient import IMAPClient

from skrzynka import SkrzynkaError
from skrzynka.commands.accounts import logged_in
from skrzynka.commands.checks import Finding, certificate_line, failed, has_address, tried, waits
from skrzynka.intake.certificate import certificate_ends, end_of
from skrzynka.intake.connection import MailboxError, drop, greeted, reported
from skrzynka.oauth import Tokens
from skrzynka.settings import Handled, ImapSettings, Settings


@dataclass(slots=True)
class ImapChecks:
    """An account's checks in their order; ``newest`` is when its server took in its newest mail, once that is known."""

    settings: Settings
    account: ImapSettings
    now: datetime
    newest: datetime | None = field(default=None, init=False)

    def findings(self) -> Iterator[Finding]:
        """Each check's line; what depends on one that failed is named as not checked."""
        steps = [(self._name("dns"), self._dns), (self._name("tls"), self._tls)]
        steps += [(self._name("token"), self._token)] if self.account.oauth else []
        for place, (name, work) in enumerate(steps):
            found = tried(name, work)
            yield found
            if not found.ok:
                later = [after for after, _ in steps[place + 1 :]]
                yield from (waits(after, name) for after in (*later, self._name("login"), *self._after))
                return
        yield from self._logged_in()

    def _name(self, check: str) -> str:
        """The first account's checks have no number."""
        return f"imap {check}" if self.account.number == 1 else f"imap {self.account.number} {check}"

    @property
    def _after(self) -> list[str]:
        return [self._name(check) for check in ("folder", "rights", "idle")]

    def _dns(self) -> str:
        return has_address(self.account.host, "imap.host")

    def _tls(self) -> str:
        imap = self.account
        try:
            with reported(imap):
                client = greeted(imap, self.settings.folder)
        except MailboxError as error:
            raise MailboxError(self._with_date(str(error))) from error
        try:
            return certificate_line(end_of(client.socket()), self.now, "imap.security")
        finally:
            drop(client)

    def _token(self) -> str:
        kept = Tokens.of(self.settings, self.account).current(self.now)
        return f"given until {kept.ends:%Y-%m-%d %H:%M} UTC; it is renewed by itself"

    def _with_date(self, sentence: str) -> str:
        """A certificate that is not trusted may be so because of its date."""
        if "certificate" not in sentence:
            return sentence
        try:
            ends = certificate_ends(self.account)
        except MailboxError:
            return sentence
        says, _, mend = sentence.rpartition("; ")
        if ends and ends <= self.now:
            mend = "the server's administrator must renew it"
        return f"{says}, it is dated until {ends:%Y-%m-%d}; {mend}" if ends else sentence

    def _logged_in(self) -> Iterator[Finding]:
        imap, login = self.account, self._name("login")
        try:
            client = logged_in(self.settings, imap)
        except SkrzynkaError as error:
            yield failed(login, str(error))
            yield from (waits(later, login) for later in self._after)
            return
        try:
            yield Finding(login, ok=True, says=f"{imap.user} is let in")
            for one in imap.each_folder():
                found = tried(self._name("folder"), partial(self._folder, client, one))
                yield found
                rights = self._name("rights")
                yield tried(rights, partial(_rights, client, one)) if found.ok else waits(rights, found.check)
            yield tried(self._name("idle"), lambda: self._idle(client))
        finally:
            drop(client)

    def _folder(self, client: IMAPClient, imap: ImapSettings) -> str:
        with reported(imap):
            if not client.folder_exists(imap.folder):
                there = ", ".join(sorted(name for _, _, name in client.list_folders())[:20])
                raise MailboxError(f"imap {imap.host}: has no folder {imap.folder}; name one of: {there or 'none'}")
            selected = client.select_folder(imap.folder, readonly=True)
            count = int(selected[b"EXISTS"])
            dates = [date for date in (self.newest, _newest(client, count) if count else None) if date]
            self.newest = max(dates, default=None)
        return f"{imap.folder} holds {count} mails"

    def _idle(self, client: IMAPClient) -> str:
        with reported(self.account):
            offered = client.has_capability("IDLE")
        polls = f"polls every {self.settings.poll_minutes} minutes"
        return f"offered; {polls} are the safety net" if offered else f"not offered; new mail comes with the {polls}"


def _rights(client: IMAPClient, imap: ImapSettings) -> str:
    if imap.handled is Handled.LEAVE:
        return f"{imap.folder}: mails are left as they are (imap.handled); reading is enough"
    with reported(imap):
        selected = client.select_folder(imap.folder)
        try:
            return _may_flag(imap.handled_flag, selected) if imap.handled is Handled.FLAG else _may_move(client, imap)
        finally:
            client.select_folder(imap.folder, readonly=True)


def _may_move(client: IMAPClient, imap: ImapSettings) -> str:
    if not (client.has_capability("MOVE") or client.has_capability("UIDPLUS")):
        raise MailboxError(f'{imap.host} can move no single mail; set imap.handled to "leave" or "flag"')
    there = client.folder_exists(imap.handled_folder)
    if client.has_capability("ACL"):
        _allowed(client, imap.folder, "te", "take mails out of")
        if there:
            _allowed(client, imap.handled_folder, "i", "put mails into")
    made = "is there" if there else "is made with the first mail"
    return f"mails are moved to {imap.handled_folder}, which {made}"


def _newest(client: IMAPClient, count: int) -> datetime:
    client.use_uid = False
    try:
        instant: datetime = client.fetch([count], ["INTERNALDATE"])[count][b"INTERNALDATE"]
    finally:
        client.use_uid = True
    return instant.astimezone(UTC)


def _may_flag(flag: str, selected: dict[bytes, Any]) -> str:
    kept = selected.get(b"PERMANENTFLAGS", ())
    if b"\\*" not in kept and flag.encode() not in kept:
        raise MailboxError('the folder keeps no flags of one\'s own; set imap.handled to "leave" or "move"')
    return f"mails get the flag {flag}"


def _allowed(client: IMAPClient, folder: str, rights: str, to: str) -> None:
    # RFC 4314, 4: t is \Deleted, e is expunge, i is insert.
    has = client.my_rights(folder)
    missing = [right for right in rights if right.encode() not in has]
    if missing:
        raise MailboxError(f"this user may not {to} {folder}; give it the rights {''.join(missing)} there")
