"""Headers, structure and hostile bytes."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skrzynka.intake.kind import decide
from skrzynka.intake.parse import GIVEN_UP, parse
from skrzynka.intake.records import Defect
from skrzynka.intake.rules import Rules
from skrzynka.tests.intake.conftest import mail

SAMPLES = sorted((Path(__file__).parents[2] / "samples" / "mails").glob("*.eml"))
ANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@ANY
@given(st.binary(max_size=3000))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    read = parse(content)
    assert read is not GIVEN_UP
    assert decide(read).kind


@ANY
@given(st.sampled_from(SAMPLES), st.data())
def test_no_damage_to_a_real_mail_breaks_the_reader(path: Path, data: st.DataObject) -> None:
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        start = data.draw(st.integers(0, len(content) - 1))
        content[start : start + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=20))
    damaged = parse(bytes(content), Rules(staff=("@um.example",), checkers=("mx.um.example",)))
    assert damaged is not GIVEN_UP
    assert decide(damaged).kind
    damaged.text.encode()
    damaged.subject.encode()
    assert all(attachment.name.encode() for attachment in damaged.attachments)


def test_an_empty_mail_is_empty_and_says_what_is_missing() -> None:
    empty = parse(b"")
    assert (empty.subject, empty.text, empty.from_email, empty.date) == ("", "", "", None)
    assert {Defect.NO_SENDER, Defect.NO_DATE, Defect.NO_MESSAGE_ID} <= set(empty.defects)


def test_the_first_of_a_repeated_header_counts() -> None:
    twice = parse(mail("x", "Subject: first", "Subject: second"))
    assert twice.subject == "first"
    assert Defect.REPEATED_HEADER in twice.defects


def test_raw_letters_inside_an_encoded_word_are_kept() -> None:
    assert parse(mail("x", "Subject: =?utf-8?Q?Żółw_i_=C5=BBaba?=")).subject == "Żółw i Żaba"


def test_encoded_words_split_inside_a_letter_are_joined() -> None:
    assert parse(mail("x", "Subject: =?UTF-8?B?xbvDs8WC?=\r\n =?UTF-8?B?xA==?=\r\n =?UTF-8?B?hw==?=")).subject == "Żółć"


def test_white_space_between_encoded_and_plain_words_is_kept() -> None:
    assert parse(mail("x", "Subject: =?UTF-8?Q?a?= b =?UTF-8?Q?c?= =?UTF-8?Q?d?=")).subject == "a b cd"


def test_a_comma_in_an_encoded_name_does_not_split_it() -> None:
    read = parse(mail("x", "From: =?UTF-8?Q?Kowalska=2C_Anna?= <a@example.org>"))
    assert (read.from_name, read.from_email) == ("Kowalska, Anna", "a@example.org")


def test_an_address_may_stand_before_its_name() -> None:
    read = parse(mail("x", "From: a@example.org (Anna Kowalska)"))
    assert (read.from_name, read.from_email) == ("Anna Kowalska", "a@example.org")


def test_a_mail_without_from_is_its_senders() -> None:
    read = parse(mail("x", "From:", "Sender: a@example.org"))
    assert read.from_email == "a@example.org"
    assert Defect.NO_SENDER in read.defects


def test_the_date_keeps_the_writers_clock() -> None:
    date = parse(mail("x")).date
    assert date is not None
    assert date.isoformat() == "2022-06-06T10:15:00+02:00"


def test_a_date_without_a_zone_is_utc_and_a_defect() -> None:
    read = parse(mail("x", "Date: Mon, 6 Jun 2022 10:15:00"))
    assert read.date == datetime(2022, 6, 6, 10, 15, tzinfo=UTC)
    assert Defect.BAD_DATE in read.defects


def test_without_a_date_the_servers_is_taken() -> None:
    read = parse(b"Received: from x by y; Tue, 14 Jun 2022 10:00:00 +0200\r\nFrom: a@example.org\r\n\r\nx")
    assert read.date == datetime(2022, 6, 14, 8, 0, tzinfo=UTC)
    assert Defect.NO_DATE in read.defects


def test_a_byte_order_mark_or_an_mbox_line_before_the_headers_is_skipped() -> None:
    for before in (b"\xef\xbb\xbf", b"\r\n\r\n", b"From ola@example.org Mon Jun  6 10:15:00 2022\r\n"):
        assert parse(before + mail("x", "Subject: tak")).subject == "tak"


def test_all_text_parts_are_read_in_order() -> None:
    body = (
        "--b\r\nContent-Type: text/plain\r\n\r\npierwszy\r\n--b\r\nContent-Type: image/png\r\n\r\nPNG\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\ndrugi\r\n--b--\r\n"
    )
    assert parse(mail(body, "Content-Type: multipart/mixed; boundary=b")).text.split() == ["pierwszy", "drugi"]


def test_html_wins_over_an_empty_plain_part() -> None:
    body = "--b\nContent-Type: text/plain\n\n \n--b\nContent-Type: text/html\n\n<p>S&#322;owa</p>\n--b--\n"
    assert parse(mail(body, "Content-Type: multipart/alternative; boundary=b")).text == "Słowa"


def test_a_missing_boundary_is_found() -> None:
    body = "--b\nContent-Type: text/plain\n\nsłowa\n--b\nContent-Type: text/html\n\n<p>słowa</p>\n--b--\n"
    read = parse(mail(body, "Content-Type: multipart/alternative"))
    assert read.text == "słowa"
    assert Defect.UNREADABLE_STRUCTURE in read.defects


def test_an_attached_mail_is_not_pasted_into_the_text() -> None:
    body = (
        "--b\r\nContent-Type: text/plain\r\n\r\nmoje\r\n--b\r\nContent-Type: message/rfc822\r\n"
        "Content-Disposition: attachment; filename=list.eml\r\n\r\nFrom: x@example.org\r\n\r\ncudze\r\n--b--\r\n"
    )
    read = parse(mail(body, "Content-Type: multipart/mixed; boundary=b"))
    assert read.text == "moje"
    assert [(a.name, a.text) for a in read.attachments] == [("list.eml", "cudze")]


def test_a_body_that_is_called_an_attachment_is_the_body() -> None:
    read = parse(mail("słowa", "Content-Type: text/plain; name=a.txt", "Content-Disposition: attachment"))
    assert read.text == "słowa"


def test_mails_nested_a_thousand_deep_are_read_within_bounds() -> None:
    head = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(1000))
    read = parse(f"From: a@example.org\r\n{head}Content-Type: text/plain\r\n\r\nsłowa\r\n".encode())
    assert Defect.TOO_DEEP in read.defects
    assert read.from_email == "a@example.org"


def test_flowed_text_is_put_together_again() -> None:
    flowed = "Pierwsza linia \nktóra płynie.\n From tu nie.\n-- \nOla"
    read = parse(mail(flowed, "Content-Type: text/plain; charset=utf-8; format=flowed"))
    assert read.text == "Pierwsza linia która płynie.\nFrom tu nie."
    assert read.signature == "--\nOla"


def test_encrypted_mail_is_told_and_not_shown() -> None:
    secret = "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n"
    read = parse(mail(secret))
    assert read.text == ""
    assert Defect.ENCRYPTED in read.defects
    assert decide(read).kind == "unreadable"


def test_a_signed_mail_is_read_without_its_armour() -> None:
    signed = (
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nSłowa.\n- - punkt\n-----BEGIN PGP SIGNATURE-----\n\n"
        "iQEz\n-----END PGP SIGNATURE-----\n"
    )
    assert parse(mail(signed)).text == "Słowa.\n- punkt"


def test_armour_that_never_ends_stays_and_takes_no_time() -> None:
    begin = "-----BEGIN PGP SIGNED MESSAGE-----\n"
    assert begin.strip() in parse(mail("Brakuje placu zabaw.\n" + (begin + "a:\n" * 3) * 20_000)).text


def test_headers_of_one_long_run_take_no_time() -> None:
    long = parse(mail("x", f"Subject: x{' ' * 90_000}y", f"From: {'a@' * 45_000}"))
    assert long.subject.startswith("x")


def test_a_forwarded_mail_of_the_year_one_has_no_date() -> None:
    body = "---------- Forwarded message ---------\nFrom: Ala <ala@example.org>\nDate: 0001-01-01 00:00 +0100\n\nPlac."
    assert parse(mail(body, "From: u@um.example"), Rules(staff=("@um.example",))).from_email == "ala@example.org"
    assert parse(mail(body, "From: u@um.example"), Rules(staff=("@um.example",))).date is None


@pytest.mark.parametrize("line", ["nothing that a header holds", "X-Odd header : value", "<br>", "X Y Z: a"])
def test_a_line_that_is_no_field_does_not_end_the_header(line: str) -> None:
    read = parse(mail("Słowa.", "Subject: Temat", line, "To: k@um.example"))
    assert (read.subject, read.from_email, read.text) == ("Temat", "ola@example.org", "Słowa.")


def test_white_space_before_the_colon_of_a_field_is_none_of_its_name() -> None:
    assert parse(mail("Słowa.", "Subject : Temat")).subject == "Temat"


def test_a_text_whose_lines_look_like_fields_stays_a_text() -> None:
    read = parse("Dzień dobry,\nod: 8 do 15\nproszę o plac zabaw\nSubject: nie ma\n\nOla".encode())
    assert "plac zabaw" in read.text


def test_a_content_type_without_its_semicolon_is_read() -> None:
    assert parse(mail("Słowa.", "Content-Type: text/plain charset=utf-8")).text == "Słowa."


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks Linux for the memory of a process")
def test_a_mail_of_line_ends_only_costs_no_object_for_each(tmp_path: Path) -> None:
    # VmHWM and not getrusage(): that starts from what the parent used.
    program = (
        "from skrzynka.intake.parse import GIVEN_UP, parse\n"
        "assert parse(b'From: a@example.org\\r\\n\\r\\n' + b'a\\r\\n' * 2_000_000) is not GIVEN_UP\n"
        "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, cwd=tmp_path)
    assert int(done.stdout) < 100_000 + 20 * 6_000  # kB: 100 MB and 20 times the mail


def test_mails_within_mails_without_end_are_read_as_far_as_they_can_be() -> None:
    layer = b"From: a@example.org\r\nContent-Type: message/rfc822\r\n\r\n"
    read = parse(layer * 20_000 + b"Content-Type: text/plain\r\n\r\nDno.")
    assert read is not GIVEN_UP
    assert Defect.TOO_DEEP in read.defects


def test_line_ends_that_were_turned_twice_are_line_ends() -> None:
    read = parse(mail("Słowa.\nDalej.", "Subject: Temat").replace(b"\r\n", b"\r\r\n"))
    assert (read.subject, read.text) == ("Temat", "Słowa.\nDalej.")


def test_an_author_on_the_first_line_is_no_line_of_an_mbox() -> None:
    assert parse(b"From : Ola <ola@example.org>\r\nSubject: Temat\r\n\r\nTekst").from_email == "ola@example.org"


@pytest.mark.parametrize(
    "date",
    [
        "Mon, 6 Jun 2022 10:00:00 AM +0200", "Mon, 6 (szósty) Jun 2022 10:00:00 +0200", "Mon, 6 Jun 2022 10:00:00 CEST",
        "2022-06-06T10:00:00+02:00", "pon., 6 cze 2022 10:00 +0200", "Mon, 6 Jun 2022 10:00:00 GMT+0200",
    ],
)  # fmt: skip
def test_a_date_against_the_standard_is_read_with_its_zone(date: str) -> None:
    read = parse(mail("Tekst", f"Date: {date}"))
    assert read.date == datetime(2022, 6, 6, 8, tzinfo=UTC)
    assert Defect.BAD_DATE in read.defects


def test_no_field_holds_a_line_end() -> None:
    assert parse(mail("Tekst", "Subject: =?utf-8?Q?a=0D=0Ab?=")).subject == "a b"


def test_a_boundary_of_letters_that_are_none_and_a_charset_with_a_nul_end_nothing() -> None:
    odd = 'Content-Type: multipart/mixed; boundary="=?utf-8?q?=ff=?="'
    nul = '--b\r\nContent-Type: text/plain; charset="a\x00b"\r\n\r\nŻółw'
    assert parse(mail(nul, odd)) is not GIVEN_UP
    assert parse(mail(nul, "Content-Type: multipart/mixed; boundary*=utf-8''%ff")) is not GIVEN_UP
