"""Header fields as people should read them, whatever the sending program made of RFC 2047."""

import base64
import binascii
import re
from email.message import Message

from skrzynka.intake.charset import decode
from skrzynka.intake.records import Defect

_WORD = re.compile(rb"=\?([^?\s]{1,64})\?([bBqQ])\?(.*?)\?=", re.DOTALL)
# Each begins only where a run begins, and addresses have a greatest length (RFC 5321, 4.5.3.1): else a header of one
# long run takes quadratic time.
_FOLD = re.compile(rb"(?<![ \t])[ \t]*[\r\n]+[ \t\r\n]*")
_ANGLED = re.compile(
    # The local part may be quoted, and a route of RFC 822 or a link's "mailto:" may stand before the address.
    rb"<[ \t]{0,100}(?:mailto:|@[^<>\s:]{1,255}:)?((?:\"[^\"<>]{1,64}\"|[^<>\s]{1,320})@[^<>\s]{1,255}?)[ \t]{0,100}>"
)
_BARE = re.compile(rb"(?<![^\s<>\"',;:()])[^\s<>\"',;:()]+@[^\s<>\"',;:()]+")
_GROUP = re.compile(rb"^[^<>@\":;]{1,200}:(?=.*@)")
_QUOTED = re.compile(rb'"((?:[^"\\]|\\.){0,500})"', re.DOTALL)
_COMMENT = re.compile(rb"^[^(]*\((.*)\)[^)]*$", re.DOTALL)
_LINE_ENDS = re.compile(r"(?<![ \t])[ \t]*[\r\n]+[ \t\r\n]*")
_MAX_HEADER = 100_000


def raw_headers(message: Message) -> list[tuple[str, bytes]]:
    """(lower-case name, bytes as they came) of every field, in order."""
    return [
        (name.lower(), str(value).encode("utf-8", "surrogateescape")[:_MAX_HEADER])
        for name, value in message.raw_items()
    ]


def decode_header(raw: bytes, hint: str | None = None) -> tuple[str, tuple[Defect, ...]]:
    """A field's text: unfolded, encoded words decoded, raw 8-bit letters read, nothing lost.

    ``hint`` is the charset of the mail's text: raw letters in a header are mostly of the same.
    """
    raw = _FOLD.sub(b" ", raw).strip()
    defects: list[Defect] = []
    text: list[str] = []
    for piece, charset in _pieces(raw):
        if charset is None and not piece.isascii():
            defects.append(Defect.RAW_8BIT_HEADER)
        decoded, found = decode(piece, charset or (None if piece.isascii() else hint))
        defects += found
        text.append(decoded)
    if b"=?" in raw and any("=?" in t and "?=" in t for t in text):
        defects.append(Defect.BROKEN_ENCODED_WORD)
    return _LINE_ENDS.sub(" ", "".join(text)).replace("\x00", ""), tuple(dict.fromkeys(defects))


def decode_address(raw: bytes, hint: str | None = None) -> tuple[str, str, tuple[Defect, ...]]:
    """(address, name, defects) of the first mailbox in an address field.

    The field is split before encoded words are decoded (RFC 2047, 6.2), or a comma inside a name would split it.
    """
    unfolded = _GROUP.sub(b"", _FOLD.sub(b" ", raw).strip()).strip()
    if angled := _ANGLED.search(unfolded):
        name, address = _bare(unfolded[: angled.start()].rstrip(b"< \t")), angled[1]
    elif bare := _BARE.search(unfolded):
        name, address = _beside(unfolded[: bare.start()], unfolded[bare.end() :]), bare[0]
    else:
        name, address = unfolded, b""
    decoded, defects = decode_header(name, hint)
    if not address and b"=?" in name and "@" in decoded and "=?" not in decoded:
        return decode_address(decoded.encode("utf-8", "replace"))  # QUIRK: the address was encoded with the name
    address_text, more = decode_header(address, hint)
    return address_text.strip(), _unquoted(decoded), tuple(dict.fromkeys(defects + more))


def _bare(name: bytes) -> bytes:
    """A name without the quotes around some of its words, which are syntax (RFC 5322, 3.2.4), like the backslashes."""
    return _QUOTED.sub(lambda words: re.sub(rb"\\(.)", rb"\1", words[1]), name) if b'"' in name else name


def _beside(before: bytes, after: bytes) -> bytes:
    """The name beside a bare address: in a comment behind it, as in RFC 822, else what stands before it."""
    if comment := _COMMENT.match(after):
        return comment[1]
    return before.strip(b" \t[](<\"',;:")


def _pieces(raw: bytes) -> list[tuple[bytes, str | None]]:
    """(bytes, charset) runs; adjacent encoded words of one charset are one run, for some split inside a letter."""
    pieces: list[tuple[bytes, str | None]] = []
    end = 0
    for word in _WORD.finditer(raw):
        between = raw[end : word.start()]
        end = word.end()
        charset = word[1].decode("ascii", "replace").lower()
        data = _word_bytes(word[2], word[3])
        # White space between two encoded words is not shown (RFC 2047, 6.2).
        if pieces and pieces[-1][1] is not None and not between.strip():
            if pieces[-1][1] == charset:
                pieces[-1] = (pieces[-1][0] + data, charset)
                continue
        elif between:
            pieces.append((between, None))
        pieces.append((data, charset))
    if end < len(raw):
        pieces.append((raw[end:], None))
    return pieces


def _word_bytes(encoding: bytes, text: bytes) -> bytes:
    if encoding in b"bB":
        return _base64(text)
    # QUIRK: some programs leave raw 8-bit letters or spaces inside a Q word; both are taken as they are.
    return re.sub(rb"=([0-9A-Fa-f]{2})", lambda m: bytes([int(m[1], 16)]), text.replace(b"_", b" "))


def _base64(text: bytes) -> bytes:
    if not text.isascii():
        return text  # QUIRK: raw letters in a B word: it was never encoded
    clean = re.sub(rb"[^A-Za-z0-9+/]", b"", text)
    clean = clean[:-1] if len(clean) % 4 == 1 else clean
    try:
        return base64.b64decode(clean + b"=" * (-len(clean) % 4))
    except binascii.Error:
        return text


def _unquoted(name: str) -> str:
    name = name.strip()
    while len(name) > 1 and name[0] == name[-1] and name[0] in "\"'":
        name = name[1:-1].strip()
    return re.sub(r"\\(.)", r"\1", name)
