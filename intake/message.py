"""Raw bytes to the tree of a message, whatever stands before, between or instead of its header lines."""

import re
from email import message_from_bytes, policy
from email.message import Message
from email.parser import BytesFeedParser, BytesHeaderParser

from skrzynka.intake.transfer import raw_payload

MAX_PARTS = 1000
_BOM = b"\xef\xbb\xbf"
_MBOX = re.compile(rb"\A>?From (?![ \t]*:)[^\r\n]*\r?\n")
_NAME = re.compile(rb"[!-9;-~]{1,100}(?=[ \t]*:)")
_COMMON = re.compile(
    rb"(from|to|cc|subject|date|sender|reply-to|message-id|in-reply-to|references|mime-version|received|return-path"
    rb"|content-[a-z-]{2,40}|x-[\w-]{1,60}|dkim-signature)[ \t]*:",
    re.IGNORECASE,
)
_HEAD_END = re.compile(rb"\r?\n\r?\n|\r\r")
_PIECE = re.compile(rb"^--[^\r\n]+\r?\n|^content-type:[ \t]*message/[^\r\n]*\r?\n\r?\n", re.MULTILINE | re.IGNORECASE)
_MAX_HEAD = 1_000_000
_MAX_MENDED = 200_000
_MAX_ODD = 10
_FEW_LINES = 500
_PIECE_SIZE = 65_536
_MANY_PARTS = 10 * MAX_PARTS


def read_message(content: bytes) -> Message:
    """The MIME tree of raw bytes; never fails."""
    if b"\r\r\n" in content[:_FEW_LINES]:  # QUIRK: line ends that were turned into another system's twice
        content = content.replace(b"\r\r\n", b"\r\n")
    # QUIRK: a byte order mark, blank lines or an mbox line before the first header would end the headers at once.
    head, body = _split(_MBOX.sub(b"", content.removeprefix(_BOM).lstrip(b"\r\n \t")))
    head = _mended(head)
    try:
        return _tree(head, body) if body else _parsed(head, body)
    except (RecursionError, ValueError, AttributeError, TypeError, LookupError):
        return _flat(head, body)


def bytes_of(message: Message) -> bytes:
    """A part as bytes again: as they came, as far as the parser keeps them."""
    try:
        return message.as_bytes()
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError):
        # QUIRK: the library does not write letters beyond ASCII into a header, where it has read them.
        fields = [f"{name}: {value}".encode("utf-8", "surrogateescape") for name, value in message.raw_items()]
        line = b"--" + (message.get_boundary() or "").encode("utf-8", "surrogateescape")
        children = message.get_payload() if message.is_multipart() else []
        pieces = [line + b"\n" + bytes_of(child) for child in children if isinstance(child, Message)]
        return b"\n".join([*fields, b"", raw_payload(message), *pieces])


def _split(content: bytes) -> tuple[bytes, bytes]:
    """(the header lines, the empty line and what follows)."""
    end = _HEAD_END.search(content)
    at = end.start() if end else len(content)
    head = content[:at]
    if at > _MAX_HEAD:
        head = head[: head.rfind(b"\n", 0, _MAX_HEAD) + 1].rstrip(b"\r\n")
    return head, content[at:]


def _tree(head: bytes, body: bytes) -> Message:
    """The parser, kept from what would cost it memory: it makes an object of each line, and of each part."""
    message = BytesHeaderParser(policy=policy.compat32).parsebytes(head)
    if raw_payload(message):
        return _parsed(head, body)  # the header ends before the empty line
    if message.get_content_maintype() not in ("multipart", "message"):
        message.set_payload(_HEAD_END.sub(b"", body, count=1).decode("ascii", "surrogateescape"))
        return message
    boundary = message.get_boundary()
    line = b"\n--" + boundary.encode("utf-8", "surrogateescape") if boundary else b"\n--"
    if body.count(line) > _MANY_PARTS:
        body = line.join(body.split(line, _MANY_PARTS)[:-1])
    return _parsed(head, body)


def _parsed(head: bytes, body: bytes) -> Message:
    """The tree, fed by pieces: message_from_bytes() holds the whole mail in letters of four bytes."""
    parser = BytesFeedParser(policy=policy.compat32)
    parser.feed(head)
    for at in range(0, len(body), _PIECE_SIZE):
        parser.feed(body[at : at + _PIECE_SIZE])
    return parser.close()


def _mended(head: bytes) -> bytes:
    """Header lines that all are such: any other line would end the header for the parser."""
    lines = re.split(rb"(?<=\n)|(?<=\r)(?!\n)", head[:_MAX_MENDED])
    odd = [n for n, line in enumerate(lines) if not _is_field(line)]
    if not odd or len(odd) > _MAX_ODD or not _is_header(lines, odd[-1]):
        return head
    for n in odd:
        name = _NAME.match(lines[n])
        # RFC 822 let white space stand before the colon (RFC 5322, 4.5); whatever else is no field says nothing.
        lines[n] = name[0] + lines[n][name.end() :].lstrip(b" \t") if name else b""
    return b"".join(lines) + head[_MAX_MENDED:]


def _is_field(line: bytes) -> bool:
    name = _NAME.match(line)
    return line[:1] in (b" ", b"\t", b"") or bool(name and line[name.end() : name.end() + 1] == b":")


def _is_header(lines: list[bytes], last: int) -> bool:
    """Whether the odd lines stand in a header, not in a text: among common fields, one of them behind the last."""
    return sum(bool(_COMMON.match(line)) for line in lines) >= 2 and any(map(_COMMON.match, lines[last:]))


def _flat(head: bytes, body: bytes) -> Message:
    """A mail nested too deep for the parser: its innermost pieces, side by side."""
    message = message_from_bytes(re.sub(rb"(?im)^content-type:[^\n]*(\n[ \t][^\n]*)*", b"X-Too-Deep: yes", head))
    leaves: list[Message | str] = [leaf for leaf in map(_leaf, _PIECE.split(body, 10 * MAX_PARTS)) if leaf]
    message["Content-Type"] = "multipart/mixed"
    message.set_payload(leaves[-MAX_PARTS:])
    return message


def _leaf(piece: bytes) -> Message | None:
    """A part that is no container; what it holds is not looked into."""
    head, body = _split(piece)
    leaf = message_from_bytes(head[:_MAX_MENDED])
    if not piece.strip() or leaf.get_content_maintype() in ("multipart", "message"):
        return None
    before = raw_payload(leaf)  # what stands after the header without an empty line
    leaf.set_payload((before + body.strip(b"\r\n")).decode("ascii", "surrogateescape"))
    return leaf
