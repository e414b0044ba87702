"""A part's bytes as they were before they travelled (RFC 2045, 6), whatever the encoding's name or state."""

import binascii
import quopri
import re
from collections.abc import Sequence
from email.message import Message

from skrzynka.intake.params import raw_field

_AT_ONCE = 1_000_000  # bytes
_WELL_FORMED = re.compile(rb"[A-Za-z0-9+/\r\n]*+={0,2}[\r\n]*")
_CODE = re.compile(rb"[A-Za-z0-9+/]+={0,2}")
_FULL_LINE = 60
_PIECE = 8
_LINE = re.compile(rb"[A-Za-z0-9+/]+={0,2}")
_UU = re.compile(
    rb"^begin [0-7]{3,4} ([^\r\n]{1,200})\r?\n((?:[\x20-\x60]{1,62}\r?\n)+?)[` ]?\r?\nend[ \t]*\r?$", re.MULTILINE
)


def content_of(part: Message) -> bytes:
    """The decoded bytes of a part without children. They leave the tree, or a large mail would be held twice."""
    raw = raw_payload(part)
    part.set_payload("")
    return decoded(raw, part)


def decoded(raw: bytes, part: Message) -> bytes:
    """Bytes as they were before they travelled as this part says."""
    # QUIRK: "base64;", "Quoted-Printable (comment)" and the like are met.
    encoding = re.match(rb"[\w-]*", raw_field(part, "content-transfer-encoding").strip().lower())
    match encoding[0] if encoding else b"":
        case b"base64":
            return _base64(raw)
        case b"quoted-printable":
            return quopri.decodestring(raw)
        case b"x-uuencode" | b"uuencode" | b"uue" | b"x-uue":
            return next((content for _, content in uuencoded(raw)), raw)
    return raw


def raw_payload(part: Message) -> bytes:
    """The bytes between a part's header and its end, as they came."""
    # get_payload() decodes 8-bit bytes by the declared charset and loses those that do not fit.
    payload = part._payload  # type: ignore[attr-defined]  # noqa: SLF001  # the only way to the bytes
    return payload.encode("utf-8", "surrogateescape") if isinstance(payload, str) else b""


def uuencoded(raw: bytes) -> list[tuple[bytes, bytes]]:
    """(name, content) of files that stand uuencoded in a text, as before MIME."""
    return [(found[1], _uu(found[2])) for found in _UU.finditer(raw)] if b"\nend" in raw else []


def without_uuencoded(raw: bytes) -> bytes:
    """The text around such files."""
    return _UU.sub(b"", raw) if b"\nend" in raw else raw


def _base64(raw: bytes) -> bytes:
    return _quickly(raw.rstrip(b"\r\n=")) if _WELL_FORMED.fullmatch(raw) else _carefully(raw)


def _quickly(raw: bytes) -> bytes:
    """As nearly every program writes it, without its padding; a large file's lines would take many times its memory."""
    content = bytearray()
    rest = b""
    for at in range(0, len(raw), _AT_ONCE):
        piece = rest + raw[at : at + _AT_ONCE].translate(None, b"\r\n")
        whole = len(piece) // 4 * 4
        content += binascii.a2b_base64(piece[:whole])
        rest = piece[whole:]
    return bytes(content + _decoded(rest))


def _carefully(raw: bytes) -> bytes:
    lines = [_closed_up(line) for line in raw.splitlines() if line.strip()]
    coded = [bool(_LINE.fullmatch(line)) for line in lines]
    if not any(coded[:3]):
        return raw if lines else b""  # called base64, yet never encoded
    end = _end_of_code(lines, coded)
    code = b"".join(line for line, good in zip(lines[:end], coded, strict=False) if good)
    # QUIRK: some programs encode piece by piece, each with its padding.
    decoded = b"".join(_decoded(piece) for piece in _CODE.findall(code))
    rest = b"\n".join(lines[end:])
    return decoded + b"\n" + rest if rest else decoded


def _closed_up(line: bytes) -> bytes:
    """A line without the spaces that some programs put between its groups of four letters."""
    words = line.split()
    return b"".join(words) if all(len(word) % 4 == 0 for word in words[:-1]) else line.strip()


def _end_of_code(lines: Sequence[bytes], coded: Sequence[bool]) -> int:
    """Where plain letters begin, as list servers append them: they would decode to rubbish.

    A damaged line ends nothing where whole ones follow, nor does padding.
    """
    width = max((len(line) for line, good in zip(lines, coded, strict=True) if good), default=0)
    full = [n for n, line in enumerate(lines) if coded[n] and len(line) == width and width >= _FULL_LINE]
    last = full[-1] if full else -1
    for n in range(last + 1, len(lines)):
        after_padding = n > 0 and lines[n - 1].endswith(b"=")
        if not coded[n] or (after_padding and (len(lines[n]) % 4 or len(lines[n]) < _PIECE)):
            return n
    return len(lines)


def _decoded(piece: bytes) -> bytes:
    clean = piece.rstrip(b"=")
    clean = clean[:-1] if len(clean) % 4 == 1 else clean
    return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))


def _uu(body: bytes) -> bytes:
    content = bytearray()
    for line in body.splitlines():
        try:
            content += binascii.a2b_uu(line)
        except binascii.Error:  # some encoders leave too much at the end of a line: take what its length says
            length = (((line[0] - 32) & 63) * 4 + 5) // 3
            try:
                content += binascii.a2b_uu(line[:length])
            except binascii.Error:
                continue
    return bytes(content)
