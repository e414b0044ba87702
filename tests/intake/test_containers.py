"""Mails whose words or files stand in another form: winmail.dat, S/MIME, pieces, attached mails."""

from base64 import encodebytes
from struct import pack

import pytest
from asn1crypto import cms

from skrzynka.intake.kind import decide
from skrzynka.intake.parse import parse
from skrzynka.intake.records import Defect, Mail, Unread
from skrzynka.store.records import Kind
from skrzynka.tests.intake.conftest import mail

MIXED = "Content-Type: multipart/mixed; boundary=b"
INNER = mail("Potrzebne są mediacje.\n", "Content-Type: text/plain; charset=utf-8")


def part(content: bytes, *headers: str) -> str:
    return "\r\n".join([*headers, "Content-Transfer-Encoding: base64", "", encodebytes(content).decode()])


def mixed(*parts: str) -> Mail:
    return parse(mail("".join(f"--b\r\n{one}\r\n" for one in parts) + "--b--\r\n", MIXED))


def tnef(body: str, **files: bytes) -> bytes:
    """A winmail.dat (MS-OXTNEF, 2.1.3): attributes with a level, a number, a type, a length and a checksum."""

    def attribute(level: int, number: int, kind: int, data: bytes) -> bytes:
        return pack("<BHHI", level, number, kind, len(data)) + data + pack("<H", sum(data) & 0xFFFF)

    out = pack("<IH", 0x223E9F78, 1) + attribute(1, 0x9006, 8, pack("<I", 0x10000))
    out += attribute(1, 0x9007, 6, pack("<II", 1250, 0))
    out += attribute(1, 0x800C, 2, body.encode("cp1250")) if body else b""
    for name, data in files.items():
        out += attribute(2, 0x9002, 6, bytes(14))
        out += attribute(2, 0x8010, 1, name.replace("_", ".").encode() + b"\0") + attribute(2, 0x800F, 6, data)
    return out


WINMAIL = ("Content-Type: application/ms-tnef; name=winmail.dat", "Content-Disposition: attachment")


def test_a_mail_of_nothing_but_winmail_dat_is_what_is_in_it() -> None:
    read = mixed(part(tnef("Potrzebne są mediacje.", lista_txt=b"Dwie klasy."), *WINMAIL))
    assert (read.text, decide(read).kind) == ("Potrzebne są mediacje.", Kind.OPINION)
    assert [(one.name, one.text) for one in read.attachments] == [("lista.txt", "Dwie klasy.")]


def test_winmail_dat_beside_words_stays_a_file_that_says_what_its_files_say() -> None:
    content = tnef("Moje słowa.", lista_txt=b"Dwie klasy.", foto_jpg=b"\xff\xd8\xff" + bytes(9000))
    read = mixed("\r\nMoje slowa.", part(content, *WINMAIL))
    assert read.text == "Moje slowa."
    assert [(one.name, one.text, one.unread) for one in read.attachments] == [
        ("winmail.dat", "Dwie klasy.", Unread.PICTURE)
    ]


@pytest.mark.parametrize("cut", [4, 40, 70])
def test_a_broken_winmail_dat_is_listed(cut: int) -> None:
    read = mixed("\r\nMoje slowa.", part(tnef("Moje", lista_txt=b"x" * 90)[:cut], *WINMAIL))
    assert (read.text, [one.name for one in read.attachments]) == ("Moje slowa.", ["winmail.dat"])


def signed(content: bytes) -> bytes:
    data = {"version": "v1", "digest_algorithms": [], "signer_infos": []}
    inside = {"content_type": "data", "content": content}
    info = cms.SignedData({**data, "encap_content_info": inside})
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": info}).dump())


def enveloped() -> bytes:
    inside = {
        "content_type": "data",
        "content_encryption_algorithm": {"algorithm": "aes128_cbc", "parameters": bytes(16)},
        "encrypted_content": bytes(32),
    }
    data = cms.EnvelopedData({"version": "v0", "recipient_infos": [], "encrypted_content_info": inside})
    return bytes(cms.ContentInfo({"content_type": "enveloped_data", "content": data}).dump())


def smime(content: bytes, kind: str) -> Mail:
    header = f'Content-Type: application/pkcs7-mime; smime-type={kind}; name="smime.p7m"'
    return parse(mail(encodebytes(content), header, "Content-Transfer-Encoding: base64"))


def test_the_words_of_an_opaque_signed_mail_are_its_own() -> None:
    read = smime(signed(INNER), "signed-data")
    assert (read.text, read.attachments, Defect.ENCRYPTED in read.defects) == ("Potrzebne są mediacje.", (), False)


def test_a_signed_mail_may_hold_a_signed_mail() -> None:
    header = b"Content-Type: application/x-pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    assert smime(signed(header + encodebytes(signed(INNER))), "signed-data").text == "Potrzebne są mediacje."


def test_signed_mails_in_signed_mails_have_an_end() -> None:
    content = INNER
    for _ in range(12):
        content = b"Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n" + encodebytes(
            signed(content)
        )
    assert parse(b"From: ola@example.org\r\n" + content).text == ""


def test_an_encrypted_mail_cannot_be_read_and_is_told() -> None:
    read = smime(enveloped(), "enveloped-data")
    assert (Defect.ENCRYPTED in read.defects, decide(read).kind) == (True, Kind.UNREADABLE)
    assert [(one.name, one.unread) for one in read.attachments] == [("smime.p7m", Unread.LOCKED)]


def test_an_encrypted_file_beside_words_takes_nothing_from_them() -> None:
    kind = "Content-Type: application/pkcs7-mime; name=tajne.p7m"
    read = mixed("\r\nPotrzebne mediacje.", part(enveloped(), kind))
    assert (read.text, Defect.ENCRYPTED in read.defects) == ("Potrzebne mediacje.", False)
    assert read.attachments[0].unread is Unread.LOCKED


def test_what_is_called_signed_and_is_not_is_kept_as_a_file() -> None:
    read = smime(b"no such thing", "signed-data")
    assert [(one.name, one.text) for one in read.attachments] == [("smime.p7m", None)]


def test_the_first_piece_of_a_mail_is_read_and_told_to_be_one() -> None:
    kind = 'Content-Type: message/partial; id="a@example.org"; number={}; total=2'
    first = parse(mail("Content-Type: text/plain\r\n\r\nPotrzebne mediacje", kind.format(1)))
    second = parse(mail("i wolontariat.", kind.format(2)))
    assert (first.text, Defect.INCOMPLETE in first.defects) == ("Potrzebne mediacje", True)
    assert (second.text, Defect.INCOMPLETE in second.defects) == ("", True)
    assert second.attachments[0].unread is Unread.BROKEN


def test_a_file_that_is_kept_elsewhere_is_listed() -> None:
    away = (
        "Content-Type: message/external-body; access-type=URL; URL=http://example.org/a.pdf\r\n\r\n"
        "Content-Type: application/pdf; name=opinia.pdf\r\n\r\n"
    )
    read = mixed("\r\nW pliku.", away)
    assert Defect.INCOMPLETE in read.defects
    assert [(one.name, one.unread) for one in read.attachments] == [("opinia.pdf", Unread.BROKEN)]


def attached(inner: bytes, *headers: str) -> str:
    return "\r\n".join([*headers, "Content-Disposition: attachment; filename=list.eml", "", inner.decode()])


def test_an_attached_mail_says_its_words_and_those_of_its_files() -> None:
    file = "Content-Type: text/plain\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nDwie klasy."
    inner = mail(f"--c\r\n\r\nMediacje.\r\n--c\r\n{file}\r\n--c--\r\n", "Content-Type: multipart/mixed; boundary=c")
    read = mixed("\r\nPrzekazuje.", attached(inner, "Content-Type: message/rfc822"))
    assert read.text == "Przekazuje."
    assert [(one.name, one.text) for one in read.attachments] == [("list.eml", "Mediacje.\n\nDwie klasy.")]


def test_an_attached_mail_may_be_encoded_against_the_rules() -> None:
    inner = encodebytes(INNER)
    read = mixed(
        "\r\nW zalaczniku.",
        attached(inner, "Content-Type: message/rfc822", "Content-Transfer-Encoding: base64"),
    )
    assert read.attachments[0].text == "Potrzebne są mediacje."


def test_an_attached_mail_is_read_whatever_its_type() -> None:
    read = mixed("\r\nW zalaczniku.", part(INNER, "Content-Type: application/octet-stream; name=list.eml"))
    assert read.attachments[0].text == "Potrzebne są mediacje."
