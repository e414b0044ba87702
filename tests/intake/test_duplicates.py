"""The same letter, come again."""

from skrzynka.intake.duplicates import Seen, fingerprint
from skrzynka.intake.parse import parse
from skrzynka.intake.records import Mail
from skrzynka.tests.intake.conftest import mail


def read(body: str, *headers: str) -> Mail:
    return parse(mail(body, *headers))


def test_white_space_and_case_make_no_difference() -> None:
    assert fingerprint(read("Ala ma\nkota")) == fingerprint(read("ALA  MA KOTA\n"))


def test_other_words_make_another_fingerprint() -> None:
    assert fingerprint(read("Ala")) != fingerprint(read("Ola"))


def test_a_mail_without_words_has_no_fingerprint() -> None:
    assert fingerprint(read("...")) == ""


def test_a_mail_delivered_twice_is_a_copy() -> None:
    seen: Seen[int] = Seen()
    assert seen.original_of(read("Ala"), 1) is None
    assert seen.original_of(read("Ala"), 2) == 1
    assert seen.original_of(read("Ala"), 3) == 1


def test_the_same_words_from_the_same_sender_are_a_copy() -> None:
    seen: Seen[int] = Seen()
    seen.original_of(read("Ala", "Message-ID: <1@x>"), 1)
    assert seen.original_of(read("Ala", "Message-ID: <2@x>"), 2) == 1


def test_the_same_number_on_other_words_is_another_mail() -> None:
    seen: Seen[int] = Seen()
    seen.original_of(read("Ala"), 1)
    assert seen.original_of(read("Ola"), 2) is None


def test_the_same_words_from_another_sender_are_another_voice() -> None:
    seen: Seen[int] = Seen()
    seen.original_of(read("Ala", "Message-ID: <1@x>"), 1)
    assert seen.original_of(read("Ala", "Message-ID: <2@x>", "From: jan@example.org"), 2) is None


def test_mails_without_number_and_words_are_no_copies() -> None:
    seen: Seen[int] = Seen()
    seen.original_of(read(".", "Message-ID:"), 1)
    assert seen.original_of(read(".", "Message-ID:"), 2) is None


def test_line_ends_of_an_attached_text_make_no_difference_and_its_words_do() -> None:
    body = (
        "--b\n\nAla\n--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nOla\nma\n--b--\n"
    )
    raw = mail(body, "MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=b")
    assert fingerprint(parse(raw)) == fingerprint(parse(raw.replace(b"\r\n", b"\n")))
    assert fingerprint(parse(raw)) != fingerprint(parse(raw.replace(b"Ola", b"Ela")))
