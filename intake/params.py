"""Parameters of structured header fields: RFC 2045, RFC 2231, and what programs make of them."""

import re
from email.message import Message
from urllib.parse import unquote_to_bytes

from skrzynka.intake.charset import decode
from skrzynka.intake.headers import decode_header

_PARAMETER = re.compile(
    rb";\s*([\w!#$&+.^`|~-]+?)(?:\*(\d{1,3}))?(\*)?\s*=\s*(\"(?:[^\"\\]|\\.)*\"?|[^;\r\n]*)", re.DOTALL
)
_NO_SEMICOLON = re.compile(rb"\A\s*([\w/+.-]{1,100})[ \t]+(?=[\w*-]{1,40}\s*=)")
_NO_TYPE = re.compile(rb"\s*[\w*-]{1,40}\s*=")
_PERCENT = re.compile(rb"%[89A-Fa-f][0-9A-Fa-f]")
_MAX_FIELD = 20_000


def parameter(part: Message, field: str, name: str) -> str | None:
    """A parameter of a part's field, decoded; None where it is missing."""
    return parameter_value(raw_field(part, field), name)


def raw_field(part: Message, name: str) -> bytes:
    """The bytes of the first field of that name; empty where it is missing."""
    value = next((value for key, value in part.raw_items() if key.lower() == name), "")
    return str(value)[:_MAX_FIELD].encode("utf-8", "surrogateescape")


def parameter_value(raw: bytes, wanted: str) -> str | None:
    """A parameter's text: RFC 2231 continuations and charsets, or an encoded word all the same.

    The pieces are joined as bytes before they are decoded: some programs split inside a letter.
    """
    raw = b";" + raw if _NO_TYPE.match(raw) else raw
    raw = _NO_SEMICOLON.sub(rb"\1; ", re.sub(rb"\r?\n(?=[ \t])", b"", raw))
    pieces = _pieces(raw, wanted)
    if not pieces:
        return None
    charset: str | None = None
    data = b""
    for index in sorted(pieces):
        value, extended = pieces[index]
        if extended and charset is None and value.count(b"'") >= 2:
            label, _, value = value.split(b"'", 2)
            charset, value = label.decode("ascii", "replace"), _unquoted(value)
        data += unquote_to_bytes(value) if extended else value
    if any(extended for _, extended in pieces.values()):
        return decode(data, charset)[0]
    return _unescaped(decode_header(data)[0])


def _unescaped(value: str) -> str:
    """QUIRK: some programs encode letters as in a URL, without saying so."""
    data = value.encode("utf-8", "surrogateescape")
    if not _PERCENT.search(data):
        return value
    try:
        return unquote_to_bytes(data).decode("utf-8")
    except UnicodeDecodeError:
        return value


def _pieces(raw: bytes, wanted: str) -> dict[int, tuple[bytes, bool]]:
    """(value, whether it is percent-encoded) by its number."""
    pieces: dict[int, tuple[bytes, bool]] = {}
    for name, number, extended, value in _PARAMETER.findall(raw):
        if name.decode("ascii", "replace").lower() != wanted:
            continue
        index = int(number or 0)
        # Some programs send both forms; the one with a charset is right (RFC 2231, 5).
        if index not in pieces or (extended and not pieces[index][1]):
            pieces[index] = (_unquoted(value), bool(extended))
    return pieces


def _unquoted(value: bytes) -> bytes:
    value = value.strip()
    if value.startswith(b'"'):
        # QUIRK: a path of Windows is not escaped: only a backslash before a quote or another one is dropped.
        return re.sub(rb"\\([\"\\])", rb"\1", value[1:].removesuffix(b'"'))
    return value
