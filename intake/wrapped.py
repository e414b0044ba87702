"""Files that hold the mail or its files: TNEF, S/MIME. Read in the cage."""

from base64 import b64encode
from typing import Any

from skrzynka.intake.job import MAX_MARKUP, MAX_TEXT, Job, RefusedError, Told
from skrzynka.intake.pages import rtf

_MAX_FILES = 200


def tnef(content: bytes, _job: Job) -> Told:
    """Outlook's winmail.dat (MS-OXTNEF): the mail's words once more, and its files."""
    from tnefparse import TNEF

    opened = TNEF(content, do_checksum=False)
    found = opened.attachments[:_MAX_FILES]
    mails = [("mail.txt", _tnef_text(file.embed).encode()) for file in found if hasattr(file, "embed")]
    files = [
        (_decoded(file.long_filename(), opened.codepage), file.data)
        for file in found
        if isinstance(file.data, bytes) and not hasattr(file, "embed")
    ]
    return {
        "text": _tnef_text(opened),
        "markup": _decoded(opened.htmlbody or "", opened.codepage),
        "files": [_file(name, data) for name, data in (*files, *mails) if data],
    }


def _tnef_text(opened: Any) -> str:  # noqa: ANN401  # the library has no types
    if opened.body:
        return _decoded(opened.body, opened.codepage)[:MAX_TEXT]
    if not opened.htmlbody and (packed := opened.rtfbody):
        return str(rtf(packed, {})["text"])
    return ""


def _decoded(value: str | bytes, codepage: str | None) -> str:
    text = value.decode(codepage or "utf-8", "replace") if isinstance(value, bytes) else value
    return text.strip("\x00")[:MAX_MARKUP]


def cms(content: bytes, job: Job) -> Told:
    """What an S/MIME part holds, if it is signed or packed and not encrypted (RFC 5652; RFC 3274)."""
    import zlib

    from asn1crypto import cms as syntax
    from asn1crypto import pem

    if content.lstrip().startswith(b"-----"):
        content = pem.unarmor(content)[2]
    info = syntax.ContentInfo.load(content)
    kind = str(info["content_type"].native)
    if kind not in ("signed_data", "compressed_data"):
        raise RefusedError("locked" if "envelop" in kind or "encrypt" in kind else "broken")
    inner = info["content"]["encap_content_info"]["content"].native or b""
    if kind == "compressed_data":
        inner = zlib.decompressobj().decompress(inner, job["unpacked"])
    return {"files": [_file("", inner)]}


def _file(name: str, content: bytes) -> Told:
    return {"name": name, "content": b64encode(content).decode()}
