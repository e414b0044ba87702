"""SIGTERM and SIGINT as an event, so that the work in hand can be finished."""

import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from types import FrameType

log = logging.getLogger("skrzynka.stopping")


@contextmanager
def on_signals(stop: Event) -> Iterator[None]:
    """Set ``stop`` at either signal while this is in force; in the main thread."""

    def asked(number: int, _frame: FrameType | None) -> None:
        log.info("stopping on signal %d: finishing the mail in hand", number)
        stop.set()

    before = {number: signal.signal(number, asked) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
