"""The server's word of new mail (IDLE, RFC 2177)."""

from collections.abc import Iterator
from threading import Event

from imapclient import IMAPClient

from skrzynka.intake.connection import reported
from skrzynka.settings import ImapSettings

SECONDS = 25 * 60
"""A server may end an IDLE after 30 minutes (RFC 2177); some routers forget a silent connection before."""

_LOOK = 1.0
"""Seconds between two looks at whether to stop."""


def can_wait(client: IMAPClient) -> bool:
    """Whether the server tells of new mail by itself."""
    return bool(client.has_capability("IDLE"))


def news(client: IMAPClient, settings: ImapSettings, stop: Event, seconds: float) -> Iterator[None]:
    """Say so for each new mail until ``stop``, and each time the wait begins anew, after ``seconds``.

    What comes while nobody waits is told of by nobody, so each beginning may be news.
    """
    while not stop.is_set():
        with reported(settings):
            client.noop()  # what the server has to say first would be no answer to IDLE
            client.idle()
        yield
        with reported(settings):
            for _ in range(max(1, round(seconds / _LOOK))):
                if stop.is_set():
                    break
                if any(len(line) > 1 and line[1] == b"EXISTS" for line in client.idle_check(_LOOK)):
                    yield
            client.idle_done()
