"""A server that says nothing more: everything that is asked of it has a time limit."""

import pytest

from skrzynka.tests.faults.office import Office
from skrzynka.tests.faults.post import Post
from skrzynka.tests.faults.proxy import HangError, When, at

MOST = 6.0
"""Seconds that a command may take where each operation has one: what is tried again counts anew."""


@pytest.mark.parametrize(("handled", "beginning"), [("move", ""), ("flag", "UID STORE"), ("leave", "EXAMINE")])
def test_a_mailbox_that_hangs_at_any_command_is_given_up(office: Office, handled: str, beginning: str) -> None:
    undisturbed = office.undisturbed(handled)
    for number, command in enumerate(undisturbed.asked):
        if not command.startswith(beginning):
            continue  # the same as with "move"
        consultation = office.consultation(handled, timeout_seconds=1)
        done = consultation.run("poll", fault=at(number, When.ASKED, HangError))
        assert done.seconds < MOST, command
        assert len(done.err.splitlines()) == done.code, done.err
        assert done.code == 0 or "does not answer" in done.err or "refuses" in done.err, done.err
        assert consultation.run("poll").code == 0
        assert (consultation.stored(), consultation.served()) == (undisturbed.stored, undisturbed.served), command


def test_a_mailbox_that_hangs_in_the_middle_of_a_mail_is_given_up(office: Office) -> None:
    undisturbed = office.undisturbed("leave")
    number = undisturbed.asked.index("LOGOUT") - 1
    consultation = office.consultation(timeout_seconds=1)
    done = consultation.run("poll", fault=at(number, When.LITERAL, HangError))
    assert done.seconds < MOST
    assert consultation.run("poll").code == 0
    assert consultation.stored() == undisturbed.stored


def test_a_post_that_hangs_at_any_command_is_given_up_and_gets_the_mail_the_next_time(
    office: Office, post: Post
) -> None:
    for number, command in enumerate(post.asked(office)):
        consultation = post.closed(office)
        done = post.send(consultation, fault=at(number, When.ASKED, HangError))
        assert done.seconds < MOST, command
        assert done.code == (0 if command == "QUIT" else 1), done.err
        assert post.send(consultation).code == 0
        assert len(post.ids) == 1, command
