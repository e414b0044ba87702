"""New mail at once: waits for the server's word on a connection of its own, beside the polls."""

import logging
from collections.abc import Callable
from contextlib import closing
from threading import Event

from skrzynka import SkrzynkaError
from skrzynka.intake.mailbox import ImapMailbox

log = logging.getLogger("skrzynka.watch")

_BROKEN_OFF = 1.0
_NOT_REACHED = 60.0
_LONGEST = 60 * 60.0
"""Seconds until the next try: soon where a connection broke off, ever later where none can be had. Servers lock out who
knocks with a wrong password again and again."""


def watch(open_mailbox: Callable[[], ImapMailbox], news: Callable[[], None], stop: Event) -> None:
    """Call ``news`` for each word of new mail until ``stop``. Ends at once where the server offers no IDLE.

    Telling of a fault is left to the polls, which are the safety net for whatever is missed here.
    """
    pause = _NOT_REACHED
    while not stop.is_set():
        try:
            with closing(open_mailbox()) as mailbox:
                if not mailbox.can_wait():
                    log.info("watch: the server offers no IDLE; new mail comes with the polls")
                    return
                pause = _BROKEN_OFF
                for _ in mailbox.news(stop):
                    news()
        except SkrzynkaError as error:
            log.debug("watch: %s", error)
            stop.wait(pause)
            pause = min(max(2 * pause, _NOT_REACHED), _LONGEST)
