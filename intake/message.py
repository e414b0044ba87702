"""Raw bytes to the tree of a message, whatever stands before, between or instead of its header lines."""

import re
from email import message_from_bytes, policy
from email.message import Message

MAX_PARTS = 1000
_BOM = b"\xef\xbb\xbf"
_MBOX = re.compile(rb"\A>?From [^\r\n]*\r?\n")
_NAME = re.compile(rb"[!-9;-~]{1,100}(?=[ \t]*:)")
_COMMON = re.compile(
    rb"(from|to|cc|subject|date|sender|reply-to|message-id|in-reply-to|references|mime-version|received|return-path"
    rb"|content-[a-z-]{2,40}|x-[\w-]{1,60}|dkim-signature)[ \t]*:",
    re.IGNORECASE,
)
_HEAD_SIZE = 200_000
_MAX_ODD = 10


def read_message(content: bytes) -> Message:
    """The MIME tree of raw bytes; never fails."""
    # QUIRK: a byte order mark, blank lines or an mbox line before the first header would end the headers at once.
    content = _MBOX.sub(b"", content.removeprefix(_BOM).lstrip(b"\r\n \t"))
    content = _mended(content)
    try:
        return message_from_bytes(content, policy=policy.compat32)
    except (RecursionError, ValueError, AttributeError, TypeError, LookupError):
        return _flat(content)


def _mended(content: bytes) -> bytes:
    """``content`` whose header lines all are such: any other line would end the header for the parser."""
    end = re.search(rb"\r?\n[ \t]*\r?\n|\r\r|\Z", content[:_HEAD_SIZE])
    head = content[: end.start()] if end else b""
    lines = re.split(rb"(?<=\n)|(?<=\r)(?!\n)", head)
    odd = [n for n, line in enumerate(lines) if not _is_field(line)]
    if not odd or len(odd) > _MAX_ODD or not _is_header(lines, odd[-1]):
        return content
    for n in odd:
        name = _NAME.match(lines[n])
        # RFC 822 let white space stand before the colon (RFC 5322, 4.5); whatever else is no field says nothing.
        lines[n] = name[0] + lines[n][name.end() :].lstrip(b" \t") if name else b""
    return b"".join(lines) + content[len(head) :]


def _is_field(line: bytes) -> bool:
    name = _NAME.match(line)
    return line[:1] in (b" ", b"\t", b"") or bool(name and line[name.end() : name.end() + 1] == b":")


def _is_header(lines: list[bytes], last: int) -> bool:
    """Whether the odd lines stand in a header, not in a text: among common fields, one of them behind the last."""
    return sum(bool(_COMMON.match(line)) for line in lines) >= 2 and any(map(_COMMON.match, lines[last:]))


def _flat(content: bytes) -> Message:
    """A mail nested too deep for the parser: its innermost pieces, side by side."""
    head, _, body = content.partition(b"\r\n\r\n" if b"\r\n\r\n" in content else b"\n\n")
    message = message_from_bytes(re.sub(rb"(?im)^content-type:[^\n]*(\n[ \t][^\n]*)*", b"X-Too-Deep: yes", head))
    pieces = re.split(rb"(?m)^--[^\r\n]+\r?\n", body)[: 10 * MAX_PARTS]
    leaves = [piece for piece in pieces if b"multipart/" not in piece[:500].lower() and piece.strip()]
    message["Content-Type"] = "multipart/mixed"
    message.set_payload([message_from_bytes(piece) for piece in leaves[:MAX_PARTS]])
    return message
