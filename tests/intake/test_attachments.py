"""Files beside the words."""

import io
import zipfile

import pytest

from skrzynka.intake.attachments import attachments_of, safe_name
from skrzynka.intake.parse import parse
from skrzynka.intake.parts import Leaf
from skrzynka.intake.records import Defect
from skrzynka.intake.rules import Limits
from skrzynka.tests.intake.conftest import mail

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def archive(**files: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name.replace("__", "/") + ".xml", content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Ola\\opinia.pdf", "opinia.pdf"),
        ("opi\x07nia\x00.p\ndf", "opinia.pdf"),
        ("opinia\u202efdp.exe", "opiniafdp.exe"),
        ("  opinia   ostateczna.pdf ", "opinia ostateczna.pdf"),
        ("..", ""),
        ("załącznik – głos.docx", "załącznik – głos.docx"),
        ("a" * 300 + ".pdf", "a" * 138 + ".pdf"),
        ("ї" * 300 + ".pdf", "ї" * 96 + ".pdf"),
        ("CON", "_CON"),
        ("aux.txt", "_aux.txt"),
        ("konsola.txt", "konsola.txt"),
        ("C:opinia.pdf", "opinia.pdf"),
        ("Uwagi: park.pdf", "Uwagi: park.pdf"),
        ("..\\..\\..", ""),
    ],
)
def test_names_are_safe_to_show_and_to_save(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@pytest.mark.parametrize(
    "header",
    [
        "attachment; filename*0*=UTF-8''za%C5; filename*1*=%82%C4%85cznik.txt",
        "attachment; filename*=UTF-8''za%C5%82%C4%85cznik.txt",
        'attachment; filename="=?UTF-8?B?emHFgsSFY3puaWsudHh0?="',
        'attachment; filename="załącznik.txt"',
        "attachment; filename=za\\łącznik.txt".replace("\\", ""),
        "attachment; filename*=iso-8859-2''za%B3%B1cznik.txt; filename=zalacznik.txt",
    ],
)
def test_names_are_read_however_they_are_written(header: str) -> None:
    body = f"--b\r\n\r\nx\r\n--b\r\nContent-Disposition: {header}\r\n\r\nplik\r\n--b--\r\n"
    read = parse(mail(body, "Content-Type: multipart/mixed; boundary=b"))
    assert [(a.name, a.text, a.size) for a in read.attachments] == [("załącznik.txt", "plik", 4)]


def text_of(content: bytes, content_type: str, name: str = "plik") -> tuple[str | None, tuple[Defect, ...]]:
    attachments, defects = attachments_of([Leaf(content_type, content, name=name)], Limits())
    return attachments[0].text, defects


def test_docx_is_read() -> None:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    words = (
        "<w:p><w:r><w:t>Ala </w:t></w:r><w:r><w:t>ma</w:t><w:tab/><w:t>kota</w:t></w:r></w:p><w:p><w:t>Tak</w:t></w:p>"
    )
    document = archive(word__document=f"<w:document {space}><w:body>{words}</w:body></w:document>")
    assert text_of(document, DOCX) == ("Ala ma kota\n\nTak", ())
    assert text_of(document, "application/octet-stream", "opinia.docx") == ("Ala ma kota\n\nTak", ())


def test_odt_is_read_without_what_was_deleted() -> None:
    space = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    words = (
        "<text:tracked-changes><text:p>skreślone</text:p></text:tracked-changes><text:h>Tytuł</text:h>"
        "<text:p>Ala<text:s/>ma <text:span>kota</text:span>.</text:p>"
    )
    assert text_of(archive(content=f"<d {space}>{words}</d>"), ODT) == ("Tytuł\nAla ma kota.", ())


def test_rtf_is_read() -> None:
    assert text_of(rb"{\rtf1\ansi\ansicpg1250 Za\'bf\'f3\'b3\'e6\par tak}", "application/rtf") == ("Zażółć\ntak", ())


@pytest.mark.parametrize("content_type", [DOCX, ODT, XLSX, "application/pdf"])
def test_a_broken_document_is_a_defect(content_type: str) -> None:
    assert text_of(b"no document", content_type) == (None, (Defect.ATTACHMENT_NOT_READ,))


def test_an_archive_that_explodes_is_a_defect() -> None:
    bomb = archive(content=" " * 40_000_000)
    assert len(bomb) < 100_000
    assert text_of(bomb, ODT) == (None, (Defect.ATTACHMENT_NOT_READ,))


def test_entities_are_refused() -> None:
    laughs = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><d>&b;</d>'
    assert text_of(archive(content=laughs), ODT) == (None, (Defect.ATTACHMENT_NOT_READ,))


def test_a_picture_is_listed_and_holds_no_words() -> None:
    assert text_of(b"\x89PNG", "image/png", "foto.png") == (None, ())


def test_a_file_without_a_name_is_given_one() -> None:
    attachments, _ = attachments_of([Leaf("image/png", b"\x89PNG")], Limits())
    assert attachments[0].name == "attachment-1.png"


def test_uuencoded_files_are_found() -> None:
    read = parse(mail("Tak.\n\nbegin 644 plik.txt\n#0V%T\n`\nend\n"))
    assert read.text == "Tak."
    assert [(a.name, a.size) for a in read.attachments] == [("plik.txt", 3)]
