"""What attached documents say, and why some have to be opened by a person. All documents are made by LibreOffice."""

import os
import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from skrzynka.intake.attachments import attachments_of
from skrzynka.intake.cage import Cage
from skrzynka.intake.filetypes import file_type
from skrzynka.intake.parse import parse
from skrzynka.intake.parts import Leaf
from skrzynka.intake.records import Attachment, Defect, Unread
from skrzynka.intake.rules import Limits
from skrzynka.tests.intake.conftest import mail

FOLDER = Path(__file__).parent / "documents"
ANY = "application/octet-stream"
WORDS = re.findall(
    r"\w+",
    "tytułowa zażółć gęślą jaźń підтримую ґанок їжака wypunktowana komórkowa sąsiednia przypis odnośnikowa "
    "koniec ostatnia",
)
USUAL = Limits()
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def document(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def read(content: bytes, name: str = "plik", content_type: str = ANY, limits: Limits = USUAL) -> Attachment:
    attachments, _ = attachments_of([Leaf(content_type, content, name=name)], limits)
    return attachments[0]


def docx(body: str) -> bytes:
    """The Word document with another body."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(document("document.docx"))) as old, zipfile.ZipFile(buffer, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, body if name == "word/document.xml" else old.read(name))
    return buffer.getvalue()


def pdf(*pages: str) -> bytes:
    """A PDF with a line of text on each page; an empty line gives an empty page."""
    streams = [f"BT /F1 9 Tf 9 9 Td ({text}) Tj ET" if text else "0 0 9 9 re f" for text in pages]
    kids = " ".join(f"{3 + 2 * n} 0 R" for n in range(len(pages)))
    font = "/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    bodies = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>"]
    for n, stream in enumerate(streams):
        bodies += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]{font}/Contents {4 + 2 * n} 0 R>>",
            f"<</Length {len(stream)}>>stream\n{stream}\nendstream",
        ]
    objects = "".join(f"{n} 0 obj{body} endobj\n" for n, body in enumerate(bodies, start=1))
    return f"%PDF-1.4\n{objects}trailer<</Root 1 0 R/Size {len(bodies) + 1}>>\n%%EOF".encode()


@pytest.mark.parametrize("name", ["document.docx", "document.odt", "document.rtf", "document.pdf", "document.doc"])
def test_every_format_says_the_same_words(name: str) -> None:
    found = read(document(name), name)
    assert (found.unread, [word for word in WORDS if word not in str(found.text).casefold()]) == (None, [])


@pytest.mark.parametrize("name", ["document.docx", "document.odt"])
def test_footnotes_and_frames_are_read_and_not_what_was_struck_out(name: str) -> None:
    text = str(read(document(name), name).text)
    assert [text.count(word) for word in ("wstawiona", "przypisowa", "ramkowa")] == [1, 1, 1]
    assert not re.search("skreślona|marginesowa", text)


def test_hidden_words_of_an_odt_are_not_read() -> None:
    assert "utajniona" not in str(read(document("document.odt"), "document.odt").text)


def test_a_sheet_is_read_row_by_row() -> None:
    text = "komórkowa\tsąsiednia\nZażółć gęślą jaźń.\t4217\nПідтримую ґанок їжака.\nostatnia"
    assert read(document("sheet.xlsx"), "sheet.xlsx").text == text


@pytest.mark.parametrize(
    ("name", "called", "content_type"),
    [
        ("document.docx", "opinia", ANY),
        ("document.docx", "opinia.docx", "application/zip"),
        ("document.docx", "opinia.odt", "text/plain"),
        ("document.odt", "", "application/x-unknown"),
        ("document.pdf", "opinia.txt", "text/plain"),
        ("document.pdf", "opinia.doc", "application/msword"),
        ("document.rtf", "opinia.doc", "application/msword"),
        ("document.doc", "opinia", "application/pdf"),
        ("sheet.xlsx", "tabela.dat", ANY),
    ],
)
def test_a_document_is_told_by_its_bytes(name: str, called: str, content_type: str) -> None:
    assert "gęślą" in str(read(document(name), called, content_type).text)


def test_a_page_saved_as_word_is_read() -> None:
    assert read(b"<html><body><p>Potrzebne mediacje.</p></body></html>", "opinia.doc").text == "Potrzebne mediacje."


@pytest.mark.parametrize(
    ("content", "name", "content_type", "why"),
    [
        (b"\xff\xd8\xff\xe0" + bytes(9000), "foto", ANY, Unread.PICTURE),
        (b"PK\x03\x04 jakies pliki", "paczka.zip", "application/zip", Unread.UNKNOWN_TYPE),
        (b"Rar!\x1a\x07\x00", "paczka.rar", ANY, Unread.UNKNOWN_TYPE),
        (b"ID3", "nagranie.mp3", "audio/mpeg", Unread.UNKNOWN_TYPE),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "opinia.docx", ANY, Unread.LOCKED),
        (b"-----BEGIN PGP MESSAGE-----", "opinia.asc", ANY, Unread.LOCKED),
        (document("locked.pdf"), "opinia.pdf", "application/pdf", Unread.LOCKED),
        (document("document.pdf")[:9000], "opinia.pdf", "application/pdf", Unread.BROKEN),
        (document("document.docx")[:5000], "opinia.docx", ANY, Unread.BROKEN),
        (pdf("", ""), "skan.pdf", "application/pdf", Unread.SCAN),
    ],
)
def test_what_cannot_be_read_says_why(content: bytes, name: str, content_type: str, why: Unread) -> None:
    found = read(content, name, content_type)
    assert (found.text, found.unread) == (None, why)


@pytest.mark.parametrize("name", ["smime.p7s", "signature.sig", "wizytowka.vcf"])
def test_signatures_and_cards_are_listed_and_ask_for_nobody(name: str) -> None:
    assert read(b"x", name).unread is None


@pytest.mark.parametrize(
    ("size", "inline", "why"),
    [
        (200, False, Unread.PICTURE),
        (50_000, True, None),
        (50_000, False, Unread.PICTURE),
        (500_000, True, Unread.PICTURE),
    ],
)
def test_logos_ask_for_nobody_and_photos_do(size: int, inline: bool, why: Unread | None) -> None:
    (picture,), _ = attachments_of([Leaf("image/png", bytes(size), name="image001.png", inline=inline)], Limits())
    assert picture.unread == why


def test_a_picture_is_a_logo_where_html_shows_it() -> None:
    picture = "Content-Type: image/png\r\nContent-ID: <1>\r\nContent-Disposition: inline; filename={}\r\n\r\nx\r\n"
    words = "--b\r\nContent-Type: text/html\r\n\r\nTak.\r\n--b\r\n"
    found = {
        kind: parse(mail(f"{words}{picture.format('a.png')}--b--", f"Content-Type: multipart/{kind}; boundary=b"))
        for kind in ("related", "mixed")
    }
    assert [read.attachments[0].unread for read in found.values()] == [None, Unread.PICTURE]


def test_a_photo_pasted_into_a_document_is_a_scan() -> None:
    buffer = BytesIO(docx(f"<w:document {W}><w:body><w:p/></w:body></w:document>"))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("word/media/image1.jpeg", b"\xff\xd8")
    assert read(buffer.getvalue(), "opinia.docx").unread is Unread.SCAN


def test_pages_over_the_limit_are_left_and_told() -> None:
    found = read(pdf("pierwsza", "druga", "trzecia"), limits=Limits(pages=2))
    assert (found.text, found.unread) == ("pierwsza\ndruga", Unread.OVER_LIMIT)


def test_a_short_letter_is_no_scan() -> None:
    assert (read(pdf("Popieram.")).text, read(pdf("Popieram.")).unread) == ("Popieram.", None)


@pytest.mark.parametrize(
    ("frame", "times", "piece"),
    [
        ("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", 150_000_000, " "),
        ("{}", 900_000, "<w:p><w:r><w:t>x</w:t></w:r></w:p>"),
        ("{}", 400_000, "<w:p>"),
    ],
    ids=["more than is unpacked", "more than the memory holds", "deeper than the memory holds"],
)
def test_a_document_that_swells_is_over_a_limit(frame: str, times: int, piece: str) -> None:
    end = "</w:p>" * times if piece == "<w:p>" else ""
    content = docx(f"<w:document {W}><w:body>{frame.format(piece * times + end)}</w:body></w:document>")
    (found, next_one), defects = attachments_of([Leaf(ANY, content), Leaf(ANY, document("document.odt"))], Limits())
    assert (found.unread, found.text) == (Unread.OVER_LIMIT, None)
    assert defects == (Defect.ATTACHMENT_NOT_READ,)
    assert "gęślą" in str(next_one.text)


def test_a_document_that_takes_too_long_is_over_a_limit_and_the_next_is_read() -> None:
    slow = rb"{\rtf1" + b"{" * 6_000_000 + b"x" + b"}" * 6_000_000 + b"}"
    (found, after), _ = attachments_of([Leaf(ANY, slow), Leaf(ANY, document("document.pdf"))], Limits(seconds=1))
    assert found.unread is Unread.OVER_LIMIT
    assert "gęślą" in str(after.text)


def test_a_file_over_the_size_is_not_read() -> None:
    assert read(document("document.pdf"), limits=Limits(size=1000)).unread is Unread.OVER_LIMIT


def test_a_file_that_kills_the_reader_is_broken_and_the_next_is_read() -> None:
    with Cage(Limits()) as cage:
        assert cage.read("pdf", document("document.pdf")).unread is None
        assert cage._process is not None
        os.kill(cage._process.pid, 9)
        assert cage.read("pdf", document("document.pdf")).unread is Unread.BROKEN
        assert cage.read("pdf", document("document.pdf")).unread is None


def test_the_files_of_one_mail_share_their_time() -> None:
    with Cage(Limits(seconds=1), _spent=2.0) as cage:
        assert cage.read("pdf", document("document.pdf")).unread is Unread.OVER_LIMIT


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="only Linux shows it")
def test_the_reader_is_told_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKRZYNKA_IMAP_PASSWORD", "tajne")
    with Cage(Limits()) as cage:
        cage.read("pdf", document("document.pdf"))
        assert cage._process is not None
        assert Path(f"/proc/{cage._process.pid}/environ").read_bytes() == b""


def test_no_process_is_left_behind() -> None:
    with Cage(Limits()) as cage:
        cage.read("pdf", document("document.pdf"))
        process = cage._process
    assert process is not None
    assert process.poll() is not None


def test_without_the_extra_old_word_says_that_no_reader_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "kreuzberg.py").write_text("raise ImportError")
    monkeypatch.syspath_prepend(tmp_path)
    assert read(document("document.doc"), "opinia.doc").unread is Unread.NO_READER


def test_an_archive_that_holds_a_document_is_an_archive() -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("opinia.docx", document("document.docx"))
    assert file_type(buffer.getvalue(), "application/zip", "paczka.zip").reader == "unknown_type"
