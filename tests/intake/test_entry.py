"""What is written of a letter, and when a person has to look."""

from datetime import UTC, datetime
from typing import Any

import pytest

from skrzynka.intake.entry import entry, period
from skrzynka.intake.letter import read
from skrzynka.settings import load
from skrzynka.store.records import Entry, PendingMail, Period
from skrzynka.tests.intake.conftest import mail

PHOTO = ("image/jpeg", "zdjecie.jpg", "\xff\xd8\xff".encode("latin-1") + b"x" * 9000)
SCAN = ("application/pdf", "pismo.pdf", b"%PDF-1.4 broken")
TEXT = ("text/plain", "opinia.txt", b"Potrzebne mediacje. " * 20)
LONG = "Potrzebne mediacje w kazdej klasie, bo dzieci nie potrafia same zakonczyc sporu, a nauczyciele nie maja czasu."


def written(words: str, *files: tuple[str, str, bytes], by_word: Any) -> Entry:
    parts = [f"--b\r\n\r\n{words}\r\n".encode()]
    for kind, name, content in files:
        head = f"--b\r\nContent-Type: {kind}\r\nContent-Disposition: attachment; filename={name}\r\n\r\n"
        parts.append(head.encode() + content + b"\r\n")
    raw = mail(b"".join([*parts, b"--b--\r\n"]), "Content-Type: multipart/mixed; boundary=b")
    pending = PendingMail(1, datetime(2022, 6, 6, tzinfo=UTC), raw)
    return entry(pending, read(raw, by_word(mediacje="konflikty")), None, load(None).consultation)


@pytest.mark.parametrize("file", [PHOTO, SCAN], ids=["photo", "scan"])
@pytest.mark.parametrize("words", ["Mediacje. W zalaczniku.", "thanks"])
def test_a_mail_that_hardly_says_anything_beside_an_unread_file_waits_for_a_person(
    words: str, file: tuple[str, str, bytes], by_word: Any
) -> None:
    assert written(words, file, by_word=by_word).needs_review


def test_a_photo_beside_an_opinion_is_only_listed(by_word: Any) -> None:
    found = written(LONG, PHOTO, by_word=by_word)
    assert (found.needs_review, [(one.name, one.unread) for one in found.attachments]) == (
        False,
        [("zdjecie.jpg", "picture")],
    )


def test_a_letter_that_could_not_be_read_waits_for_a_person_beside_few_words(by_word: Any) -> None:
    assert written(LONG, SCAN, by_word=by_word).needs_review
    assert not written(LONG * 4, SCAN, by_word=by_word).needs_review


def test_a_photo_beside_an_opinion_in_a_file_is_only_listed(by_word: Any) -> None:
    assert not written("W zalaczniku.", TEXT, PHOTO, by_word=by_word).needs_review


def test_thanks_alone_wait_for_nobody(by_word: Any) -> None:
    assert not written("thanks", by_word=by_word).needs_review


def test_a_piece_of_a_mail_waits_for_a_person(by_word: Any) -> None:
    raw = mail(f"Subject: Mediacje\r\n\r\n{LONG * 4}", "Content-Type: message/partial; number=1; total=2; id=a")
    pending = PendingMail(1, datetime(2022, 6, 6, tzinfo=UTC), raw)
    found = entry(pending, read(raw, by_word(mediacje="konflikty")), None, load(None).consultation)
    assert (found.kind, found.needs_review) == ("opinion", True)


@pytest.mark.parametrize(
    ("grace", "received", "written_at", "told"),
    [
        (0, "2022-06-19T21:59", "2022-06-19T21:58", Period.OPEN),
        (0, "2022-06-19T22:00", "2022-06-19T21:58", Period.LATE),
        (12, "2022-06-20T09:59", "2022-06-19T21:58", Period.OPEN),
        (12, "2022-06-20T09:59", "2022-06-19T22:00", Period.LATE),
        (12, "2022-06-20T09:59", None, Period.LATE),
        (12, "2022-06-20T10:00", "2022-06-19T21:58", Period.LATE),
        (12, "2022-05-25T21:59", "2022-06-19T21:58", Period.EARLY),
    ],
)
def test_a_slow_mail_is_in_time_where_a_grace_is_given(
    grace: int, received: str, written_at: str | None, told: Period
) -> None:
    consultation = load(None).consultation.model_copy(update={"grace_hours": grace})
    mail_ = PendingMail(1, datetime.fromisoformat(f"{received}+00:00"), b"")
    assert period(mail_, consultation, datetime.fromisoformat(f"{written_at}+00:00") if written_at else None) is told
