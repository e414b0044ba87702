"""The connection to the mailbox breaks off, or the server itself does."""

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest

from skrzynka.intake.batches import BYTES
from skrzynka.tests.faults.commands import Commands
from skrzynka.tests.faults.office import Office, letter
from skrzynka.tests.faults.proxy import CutError, Moment, Proxy, When, at
from skrzynka.tests.servers import dovecot, program, wait_for


@pytest.mark.parametrize("when", [When.ASKED, When.DONE])
@pytest.mark.parametrize("handled", ["leave", "flag", "move"])
def test_a_cut_at_any_command_of_a_poll_changes_no_result(office: Office, handled: str, when: When) -> None:
    undisturbed = office.undisturbed(handled)
    for number, command in enumerate(undisturbed.asked):
        consultation = office.consultation(handled)
        done = consultation.run("poll", fault=at(number, when, CutError))
        assert done.code in (0, 1), command
        assert len(done.err.splitlines()) == done.code, done.err
        assert "login" not in done.err, command
        assert consultation.run("poll").code == 0
        assert (consultation.stored(), consultation.served()) == (undisturbed.stored, undisturbed.served), command


@pytest.mark.parametrize("literal", [1, 7, 10])
def test_a_cut_in_the_middle_of_a_mail_leaves_no_half_of_it(office: Office, literal: int) -> None:
    undisturbed = office.undisturbed("move")
    consultation, seen = office.consultation("move"), list[Moment]()

    def once(moment: Moment) -> None:
        if moment.when is When.LITERAL:
            seen.append(moment)
            if len(seen) == literal:
                raise CutError

    consultation.run("poll", fault=once)
    assert len(seen) >= literal
    assert consultation.run("poll").code == 0
    assert (consultation.stored(), consultation.served()) == (undisturbed.stored, undisturbed.served)


@pytest.mark.parametrize("mails", [1, 3])
def test_mails_that_break_off_each_time_they_are_fetched_are_whole_in_the_end(office: Office, mails: int) -> None:
    consultations = [office.consultation(backlog=False) for _ in range(2)]
    for consultation in consultations:
        consultation.deliver(*(letter(number, size=300_000) for number in range(mails)))

    def always(moment: Moment) -> None:
        if moment.when is When.LITERAL:
            raise CutError

    disturbed, undisturbed = consultations
    for _ in range(2):
        done = disturbed.run("poll", fault=always)
        assert len(done.err.splitlines()) == done.code
    for consultation in consultations:
        assert consultation.run("poll").code == 0
    assert disturbed.stored() == undisturbed.stored()


@pytest.fixture
def unsteady(authority: Path, commands: Commands, tmp_path: Path) -> Iterator[Office]:
    """An office whose server may be restarted."""
    with dovecot(authority) as server, Proxy(server.port) as proxy:
        yield Office(server, proxy, commands, tmp_path)


def test_a_server_that_is_restarted_in_the_middle_of_a_poll_changes_no_result(unsteady: Office) -> None:
    undisturbed = unsteady.undisturbed("move")
    consultation = unsteady.consultation("move")
    configuration = str(unsteady.server.folder / "dovecot.conf")
    with ExitStack() as running:

        def restart() -> None:
            subprocess.run([program("doveadm", "dovecot-core"), "-c", configuration, "stop"], check=True)
            again = subprocess.Popen([program("dovecot", "dovecot-imapd"), "-Fc", configuration])
            running.callback(running.enter_context(again).terminate)
            wait_for(unsteady.server)

        fetch = undisturbed.asked.index("UID FETCH")
        done = consultation.run("poll", fault=at(fetch, When.ASKED, restart))
        assert len(done.err.splitlines()) == done.code
        assert consultation.run("poll").code == 0
        assert (consultation.stored(), consultation.served()) == (undisturbed.stored, undisturbed.served)


@pytest.mark.parametrize("piece", [1, 3])
def test_a_large_mail_that_breaks_off_in_the_middle_is_whole_in_the_end(office: Office, piece: int) -> None:
    disturbed, undisturbed = (office.consultation("move", backlog=False) for _ in range(2))
    for consultation in (disturbed, undisturbed):
        consultation.deliver(letter(1), letter(2, size=BYTES + 1_000_000), letter(3))
    pieces = count(1)

    def once(moment: Moment) -> None:
        if moment.when is When.LITERAL and moment.number > first and next(pieces) == piece:
            raise CutError

    assert undisturbed.run("poll").code == 0
    first = office.proxy.seen.index("UID FETCH") + 1  # the list, then the small mail alone
    disturbed.run("poll", fault=once)
    assert next(pieces) > piece
    assert disturbed.run("poll").code == 0
    assert (disturbed.stored(), disturbed.served()) == (undisturbed.stored(), undisturbed.served())


@pytest.fixture
def without_move(office: Office) -> Iterator[Office]:
    """The server as one that lacks MOVE: what is handled is copied, and removed by its UID alone."""
    office.undisturbed("move")  # as the server is
    office.proxy.rewrite = lambda line: line.replace(b" MOVE", b"") if b"CAPABILITY" in line else line
    yield office
    office.proxy.rewrite = bytes


@pytest.mark.parametrize("when", [When.ASKED, When.DONE])
def test_a_cut_between_copy_and_removal_loses_no_mail(without_move: Office, when: When) -> None:
    """Nobody can tell whether a copy was made when the answer did not come: it is made again rather than not at all."""
    undisturbed = without_move.undisturbed("move").stored
    asked = ["UID COPY", "UID STORE", "UID EXPUNGE"]
    for command in asked:
        consultation = without_move.consultation("move")

        def once(moment: Moment, command: str = command) -> None:
            if (moment.command, moment.when) == (command, when):
                raise CutError

        assert consultation.run("poll", fault=once).code == 1
        assert consultation.run("poll").code == 0
        assert [seen for seen in without_move.proxy.seen if seen in asked] == asked
        served = consultation.served()
        assert (consultation.stored(), served["read"]) == (undisturbed, [])
        assert set(served["done"]) == set(without_move.undisturbed("move").served["done"]), command
