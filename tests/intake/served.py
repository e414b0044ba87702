"""A mailbox on a real server, as the tests of fetching see it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from imapclient import IMAPClient

from skrzynka.intake.mailbox import ImapMailbox
from skrzynka.settings import ImapSettings, Security
from skrzynka.tests.servers import PASSWORD, USER

RECEIVED = datetime(2022, 6, 1, 10, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Served:
    """One user's mailbox; ``keeps_flags`` tells whether the server keeps flags of one's own."""

    port: int
    keeps_flags: bool

    def settings(self, **changes: Any) -> ImapSettings:
        """Settings that lead here."""
        here = {"host": "127.0.0.1", "port": self.port, "security": Security.PLAIN, "user": USER, "timeout_seconds": 10}
        return ImapSettings(**{**here, **changes})

    def deliver(self, *contents: bytes, received_at: datetime = RECEIVED, folder: str = "INBOX") -> None:
        """Put mails into the mailbox."""
        with self.person() as client:
            for content in contents:
                client.append(folder, content, msg_time=received_at)

    @contextmanager
    def person(self) -> Iterator[IMAPClient]:
        """Somebody else who uses the mailbox."""
        with IMAPClient("127.0.0.1", self.port, ssl=False) as client:
            client.login(USER, PASSWORD)
            yield client

    @contextmanager
    def opened(self, **changes: Any) -> Iterator[ImapMailbox]:
        """The mailbox as Skrzynka sees it."""
        mailbox = ImapMailbox.open(self.settings(**changes), PASSWORD)
        try:
            yield mailbox
        finally:
            mailbox.close()
