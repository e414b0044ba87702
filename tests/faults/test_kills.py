"""SIGKILL, as a power cut would: at each effect, and at random moments."""

import random
import sqlite3
from collections import Counter
from concurrent.futures import Future
from contextlib import closing
from itertools import count

import pytest

from skrzynka.tests.faults.commands import KILLED, Running
from skrzynka.tests.faults.office import RECEIVED, Office, letter
from skrzynka.tests.faults.post import Post
from skrzynka.tests.faults.proxy import CutError, Moment, When

KILLS = 200
AT_A_TIME = 1
"""Mails that come between two kills, so that each one has work to interrupt."""


class Victim:
    """A command that is killed when a connection of its comes to one point; ``cut``: before anything is passed on."""

    def __init__(self, number: int, when: When, *, cut: bool = False) -> None:
        self._point = number, when
        self._cut = cut
        self._running: Future[Running] = Future()

    def fault(self, moment: Moment) -> None:
        if (moment.number, moment.when) == self._point:
            self._running.result(10).kill()
            if self._cut:
                raise CutError

    def dies(self, running: Running) -> None:
        self._running.set_result(running)
        assert running.wait().code == KILLED


@pytest.mark.parametrize(
    ("handled", "command"), [("leave", "LOGOUT"), ("flag", "UID STORE"), ("move", "CREATE"), ("move", "UID MOVE")]
)
@pytest.mark.parametrize(
    ("fetched", "when", "cut"),
    [
        pytest.param(True, When.LITERAL, False, id="in the middle of a mail"),
        pytest.param(True, When.TOLD, False, id="between fetch and commit"),
        pytest.param(False, When.ASKED, True, id="between commit and flag"),
        pytest.param(False, When.ASKED, False, id="while it is flagged"),
        pytest.param(False, When.DONE, False, id="between flag and the note of it"),
    ],
)
def test_a_kill_at_any_effect_of_a_poll_changes_no_result(
    office: Office, handled: str, command: str, fetched: bool, when: When, cut: bool
) -> None:
    undisturbed, consultation = office.undisturbed(handled), office.consultation(handled)
    last = undisturbed.asked[::-1].index("UID FETCH" if fetched else command)
    victim = Victim(len(undisturbed.asked) - 1 - last, when, cut=cut)
    office.proxy.fault = victim.fault
    victim.dies(consultation.start("poll"))
    assert consultation.run("poll").code == 0
    assert (consultation.stored(), consultation.served()) == (undisturbed.stored, undisturbed.served)


def test_a_kill_between_commit_and_reading_changes_no_result(office: Office) -> None:
    undisturbed, consultation = office.undisturbed("move"), office.consultation("move")
    running = consultation.start("poll")
    with closing(sqlite3.connect(f"file:{consultation.store}?mode=ro", uri=True)) as store:
        waiting = "SELECT count(*) FROM mail WHERE state = 'pending'"
        while not store.execute(waiting).fetchone()[0]:
            assert not running.ends_within(0)
        running.kill()
        assert running.wait().code == KILLED
        assert store.execute(waiting).fetchone()[0]
    assert consultation.run("poll").code == 0
    assert (consultation.stored(), consultation.served()) == (undisturbed.stored, undisturbed.served)


@pytest.mark.parametrize("when", [When.ASKED, When.DONE])
def test_a_kill_at_any_command_of_sending_repeats_the_same_mail_or_none(office: Office, post: Post, when: When) -> None:
    """A mail is taken over at least once. Where it was twice, both are the same, byte for byte.

    Once the server has said that it took the mail over, and until we noted it, nobody but the server knows.
    """
    asked = post.asked(office)
    for number, command in enumerate(asked):
        consultation = post.closed(office)
        victim = Victim(number, when, cut=when is When.ASKED)
        post.proxy.fault = victim.fault
        victim.dies(post.start(consultation))
        taken_over = command == "QUIT" or (command == "." and when is When.DONE)
        assert post.send(consultation).code == 0
        assert len(post.received) == 1 + taken_over, command
        assert len(set(post.received)) == 1, command
        outgoing = consultation.stored()["outgoing"]
        assert [(mail["message_id"], mail["sent_at"]) for mail in outgoing] == [(post.ids[0], True)]
        assert post.send(consultation).code == 0
        assert len(post.received) == 1 + taken_over, command


def test_kills_at_random_moments_lose_no_mail_and_double_none(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    chance, numbers = random.Random(4), count(1)
    disturbed, undisturbed = (office.consultation("move", backlog=False) for _ in range(2))
    mails: list[bytes] = []
    killed: Counter[str] = Counter()
    late = 0
    longest = seconds_of_a_poll(office)
    with office.person() as person:
        while killed.total() < KILLS:
            for _ in range(AT_A_TIME):
                mails.append(invented(next(numbers), chance))
                person.append(disturbed.box, mails[-1], msg_time=RECEIVED)
            running = disturbed.start("poll")
            running.ends_within(chance.uniform(0, 1.4 * longest))
            phase = reached(office.proxy.seen)
            running.kill()
            done = running.wait()
            assert done.code in (0, KILLED), done.err
            if done.code == KILLED:
                killed[phase] += 1
            else:
                late += 1
    assert disturbed.run("poll").code == 0
    undisturbed.deliver(*mails)
    assert undisturbed.run("poll").code == 0
    with capsys.disabled():
        print(f"\n{killed.total()} kills over {len(mails)} mails, {late} came too late:", dict(killed.most_common()))
    assert disturbed.stored() == undisturbed.stored()
    assert disturbed.served() == undisturbed.served()
    assert len(disturbed.served()["done"]) == len(mails)
    assert disturbed.served()["read"] == []


def seconds_of_a_poll(office: Office) -> float:
    """From the start of a process to its end, with what is new between two kills."""
    consultation = office.consultation("move", backlog=False)
    took = []
    for start in range(0, 3 * AT_A_TIME, AT_A_TIME):
        consultation.deliver(*(letter(start + number) for number in range(AT_A_TIME)))
        took.append(consultation.run("poll").seconds)
    return sorted(took)[1]


def invented(number: int, chance: random.Random) -> bytes:
    """A mail: now and then a repeated, a large or an empty one."""
    if chance.random() < 0.1:
        return letter(number - chance.randint(1, 5))
    return letter(number, size=100_000 if chance.random() < 0.1 else 0)


def reached(seen: list[str]) -> str:
    """How far a poll is, by what it asked last."""
    if not seen:
        return "start"
    return f"{seen[-1]} {seen.count(seen[-1])}"
