"""Documents for the measurements: one in every format, and hostile ones. Needs LibreOffice for the first."""

import subprocess
import zipfile
import zlib
from pathlib import Path

HERE = Path(__file__).parent


def written_in(folder: Path) -> list[Path]:
    """One document in every format."""
    for source, formats in (("document.fodt", "docx odt rtf pdf doc"), ("sheet.fods", "xlsx ods")):
        for one in formats.split():
            command = ["soffice", "--headless", "--convert-to", one, "--outdir", str(folder), str(HERE / source)]
            subprocess.run(command, check=True, capture_output=True)
    return sorted(folder.iterdir())


def hostile_in(folder: Path, written: list[Path]) -> list[Path]:
    """Documents that eat memory or time, or end too early."""
    by_suffix = {path.suffix: path for path in written}
    word = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    start, end = f"<w:document {word}><w:body>", "</w:body></w:document>"
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bodies = {
        "bomb.docx": start + "<w:p><w:r><w:t>" + " " * 600_000_000 + "</w:t></w:r></w:p>" + end,
        "laughs.docx": f'<!DOCTYPE d [<!ENTITY l0 "ha">{laughs}]>{start}<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>{end}',
        "nested.docx": start + "<w:p>" * 1_000_000 + "</w:p>" * 1_000_000 + end,
        "many.docx": start + "<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 1_000_000 + end,
    }
    for name, body in bodies.items():
        _replaced(by_suffix[".docx"], folder / name, "word/document.xml", body)
    (folder / "bomb.pdf").write_bytes(pdf_of(b"BT /F1 9 Tf (x) Tj ET " * 20_000_000))
    (folder / "nested.rtf").write_bytes(rb"{\rtf1" + b"{" * 1_000_000 + b"x" + b"}" * 1_000_000 + b"}")
    for suffix in (".docx", ".odt", ".pdf", ".xlsx"):
        content = by_suffix[suffix].read_bytes()
        (folder / f"cut{suffix}").write_bytes(content[: len(content) // 2])
    return sorted(path for path in folder.iterdir() if path not in written)


def _replaced(source: Path, target: Path, name: str, body: str) -> None:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            new.writestr(one, body if one == name else old.read(one))


def pdf_of(page: bytes, picture: bytes = b"") -> bytes:
    """A PDF of one page, with bytes that nobody shows beside it, as a picture would be."""
    packed = zlib.compress(page, 9)
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(picture), picture),
    )
    body = b"".join(b"%d 0 obj%s endobj\n" % (number, one) for number, one in enumerate(objects, start=1))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R/Size 7>>\n%%EOF"
