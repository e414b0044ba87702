"""New mail is told of as it comes."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Queue
from threading import Event, Thread

from skrzynka.intake.mailbox import ImapMailbox
from skrzynka.intake.watch import watch
from skrzynka.tests.intake.conftest import mail
from skrzynka.tests.intake.served import Served
from skrzynka.tests.servers import PASSWORD


@contextmanager
def watching(served: Served) -> Iterator[Queue[float]]:
    """Each word of news with its moment."""
    told: Queue[float] = Queue()
    stop = Event()
    thread = Thread(
        target=watch,
        args=(lambda: ImapMailbox.open(served.settings(), PASSWORD), lambda: told.put(time.monotonic()), stop),
    )
    thread.start()
    try:
        yield told
    finally:
        stop.set()
        thread.join(10)
        assert not thread.is_alive()


def test_each_new_mail_is_told_of_within_five_seconds(served: Served) -> None:
    with watching(served) as told:
        told.get(timeout=10)  # what came before anybody waited
        time.sleep(1)
        for n in range(2):
            sent = time.monotonic()
            served.deliver(mail(f"Plac zabaw {n}"))
            assert told.get(timeout=10) - sent < 5


def test_the_watch_ends_soon_when_it_is_asked_to(served: Served) -> None:
    begun = time.monotonic()
    with watching(served) as told:
        told.get(timeout=10)
        begun = time.monotonic()
    assert time.monotonic() - begun < 5


def test_a_server_that_is_not_there_is_tried_again_and_not_reported_by_the_watch(served: Served) -> None:
    gone = Served(1, served.keeps_flags)
    with watching(gone) as told:
        time.sleep(0.5)
        assert told.empty()
