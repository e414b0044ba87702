"""What people and servers do to a mailbox between polls, and in the middle of one."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from skrzynka.tests.faults.office import Consultation, Office, letter
from skrzynka.tests.faults.proxy import When, at


def states(consultation: Consultation) -> list[tuple[str, int | None]]:
    return [(mail["state"], mail["duplicate_of"]) for mail in consultation.stored()["mail"]]


def polled(consultation: Consultation) -> None:
    done = consultation.run("poll")
    assert (done.code, done.err) == (0, "")


def emptied(consultation: Consultation) -> None:
    with consultation.office.person() as person:
        person.select_folder(consultation.box)
        person.delete_messages(person.search("ALL"))
        person.expunge()


def remade(consultation: Consultation) -> None:
    """The folder with the same mails under another UIDVALIDITY."""
    with consultation.office.person() as person:
        person.create_folder(f"{consultation.box}-again")
        person.select_folder(consultation.box)
        person.copy(person.search("ALL"), f"{consultation.box}-again")
        person.unselect_folder()
        person.delete_folder(consultation.box)
        person.rename_folder(f"{consultation.box}-again", consultation.box)


def test_a_folder_that_is_made_anew_doubles_no_opinion(office: Office) -> None:
    consultation = office.consultation(backlog=False)
    consultation.deliver(letter(1), letter(2))
    polled(consultation)
    remade(consultation)
    consultation.deliver(letter(3))
    polled(consultation)
    assert states(consultation) == [
        ("opinion", None), ("opinion", None), ("duplicate", 1), ("duplicate", 2), ("opinion", None),
    ]  # fmt: skip
    polled(consultation)
    assert len(states(consultation)) == 5


def test_a_folder_that_is_made_anew_in_the_middle_of_a_poll_doubles_no_opinion(office: Office) -> None:
    consultation = office.consultation(backlog=False)
    consultation.deliver(letter(1), letter(2))
    fetch = office.undisturbed("leave").asked.index("UID FETCH")
    consultation.run("poll", fault=at(fetch, When.DONE, lambda: remade(consultation)))
    polled(consultation)
    found = states(consultation)
    assert [state for state, _ in found].count("opinion") == 2
    assert {state for state, _ in found} <= {"opinion", "duplicate"}


@pytest.mark.parametrize("fetch", [0, 1])
def test_a_mailbox_that_is_emptied_in_the_middle_of_a_poll_stops_nothing(office: Office, fetch: int) -> None:
    consultation = office.consultation("flag")
    asked = office.undisturbed("flag").asked
    number = [number for number, command in enumerate(asked) if command == "UID FETCH"][fetch]
    polls = consultation.run("poll", fault=at(number, When.ASKED, lambda: emptied(consultation)))
    assert (polls.code, polls.err) == (0, "")
    consultation.deliver(letter(1), letter(2))
    polled(consultation)
    assert [state for state, _ in states(consultation)][-2:].count("opinion") in (0, 2)
    words = {mail["message_id"] for mail in consultation.stored()["mail"] if mail["state"] == "opinion"}
    assert {"<1@example.org>", "<2@example.org>"} <= words


def test_a_mailbox_that_somebody_empties_keeps_every_opinion(office: Office) -> None:
    consultation = office.consultation("move")
    polled(consultation)
    before = consultation.stored()
    with office.person() as person:
        person.delete_folder(f"{consultation.box}-done")
    emptied(consultation)
    polled(consultation)
    assert consultation.stored() == before == office.undisturbed("move").stored


def test_a_mail_that_is_moved_away_and_back_is_one_opinion(office: Office) -> None:
    consultation = office.consultation(backlog=False)
    consultation.deliver(letter(1), letter(2))
    polled(consultation)
    with office.person() as person:
        person.create_folder(f"{consultation.box}-elsewhere")
        person.select_folder(consultation.box)
        person.move(person.search("ALL")[:1], f"{consultation.box}-elsewhere")
        person.select_folder(f"{consultation.box}-elsewhere")
        person.move(person.search("ALL"), consultation.box)
    polled(consultation)
    assert states(consultation) == [("opinion", None), ("opinion", None), ("duplicate", 1)]


def test_a_mail_that_is_moved_back_from_what_is_handled_is_one_opinion_and_handled_again(office: Office) -> None:
    consultation = office.consultation("move", backlog=False)
    consultation.deliver(letter(1))
    polled(consultation)
    with office.person() as person:
        person.select_folder(f"{consultation.box}-done")
        person.move(person.search("ALL"), consultation.box)
    polled(consultation)
    assert states(consultation) == [("opinion", None), ("duplicate", 1)]
    served: dict[str, list[Any]] = consultation.served()
    assert (len(served["read"]), len(served["done"])) == (0, 1)


def copied(folder: Path, to: Path) -> None:
    """With owners and rights, as a backup does."""
    subprocess.run(["cp", "-a", folder, to], check=True)


def maildir(consultation: Consultation) -> Path:
    return consultation.office.server.folder / "mail" / f".{consultation.box}"


@pytest.mark.parametrize("later", [1, 2, 3])
def test_uids_that_a_restored_server_gives_again_lose_no_mail(office: Office, later: int, tmp_path: Path) -> None:
    """The server's disk is put back from a backup of the evening before; it gives the UIDs since then once more."""
    consultation = office.consultation(backlog=False)
    consultation.deliver(letter(1), letter(2))
    polled(consultation)
    there, kept = maildir(consultation), tmp_path / "backup"
    copied(there, kept)
    consultation.deliver(letter(3), letter(4))
    polled(consultation)
    assert len(states(consultation)) == 4
    shutil.rmtree(there)
    copied(kept, there)
    consultation.deliver(*(letter(10 + number) for number in range(later)))
    polled(consultation)
    polled(consultation)
    opinions = {mail["message_id"] for mail in consultation.stored()["mail"] if mail["state"] == "opinion"}
    assert opinions >= {f"<{number}@example.org>" for number in (1, 2, 3, 4)}, "what is gone there stays here"
    assert opinions >= {f"<{10 + number}@example.org>" for number in range(later)}, "a mail was never looked at"
