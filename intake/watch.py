"""New mail at once: waits for the server's word on a connection of its own, beside the polls."""

import logging
from collections.abc import Callable
from contextlib import closing
from threading import Event

from skrzynka.intake.connection import MailboxError
from skrzynka.intake.mailbox import ImapMailbox

log = logging.getLogger("skrzynka.watch")

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 15 * 60.0


def watch(open_mailbox: Callable[[], ImapMailbox], news: Callable[[], None], stop: Event) -> None:
    """Call ``news`` for each word of new mail until ``stop``. Ends at once where the server offers no IDLE.

    A connection that fails is tried again after a pause that grows. Telling of the fault is left to the polls, which
    are the safety net for whatever is missed here.
    """
    pause = _FIRST_PAUSE
    while not stop.is_set():
        try:
            with closing(open_mailbox()) as mailbox:
                if not mailbox.can_wait():
                    log.info("watch: the server offers no IDLE; new mail comes with the polls")
                    return
                for _ in mailbox.news(stop):
                    pause = _FIRST_PAUSE
                    news()
        except MailboxError as error:
            log.debug("watch: %s", error)
            stop.wait(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
