"""An mbox file, mail by mail, in one pass and in little memory.

The standard library's ``mailbox.mbox`` is not used: to it every line that begins with "From " is a new mail, the marks
of quoting (">From ") stay in the text, the file is opened for writing, and its table of contents grows with the file.
"""

import re
from collections.abc import Iterator
from itertools import chain, pairwise
from typing import BinaryIO

_SIGN = b"From "
_DATED = re.compile(
    # As asctime() writes it (RFC 4155, appendix A), and with a comma or the day first, as others do
    rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? +(?:[A-Z][a-z]{2} +\d{1,2}|\d{1,2} +[A-Z][a-z]{2})\b[^\r\n]{0,20}?\d{1,2}:\d\d"
)
_FIELD = re.compile(rb">?From |[!-9;-~]{1,100}[ \t]*:")
_EMPTY = (b"\n", b"\r\n")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_LONGEST = 500


def is_mbox(start: bytes) -> bool:
    """Whether a file that starts so is one."""
    line, _, rest = start.partition(b"\n")
    return line.startswith(_SIGN) and (_dated(line) or bool(_FIELD.match(rest)))


def spans(file: BinaryIO) -> Iterator[tuple[int, int]]:
    """Where each mail stands, from its "From " line to the next one's."""
    start = at = 0
    before, dated = b"\n", None
    for line, after in pairwise(chain(file, (b"",))):
        if line.startswith(_SIGN):
            dated = _dated(line) if dated is None else dated
            if at and _begins(before, line, after, dated=dated):
                yield start, at
                start = at
        before, at = line, at + len(line)
    if at > start:
        yield start, at


def content(span: bytes) -> bytes:
    """The mail as it was before it was put into the file."""
    start = span.find(b"\n") + 1 or len(span)
    # The empty line at the end belongs to the file.
    stop = next((-len(end) // 2 for end in (b"\r\n\r\n", b"\n\n") if span.endswith(end)), len(span))
    mail = span[start:stop]
    # One mark is taken away, as mboxrd has it; mboxo, which adds one too, but only to lines without any, differs only
    # where a writer's own line began with a mark and "From".
    return _QUOTED.sub(rb"\1", mail) if b">From " in mail else mail


def _begins(before: bytes, line: bytes, after: bytes, *, dated: bool) -> bool:
    """Whether a line begins a mail. Content-Length is not believed: what moved a mail seldom set it right.

    Two signs are asked for of three, for not every program quotes a writer's own "From ": a date, in a file whose first
    line has one, an empty line before, a header field behind.
    """
    empty, field = before in _EMPTY, bool(_FIELD.match(after))
    return _dated(line) and (empty or field) if dated else empty and field


def _dated(line: bytes) -> bool:
    return bool(_DATED.search(line[:_LONGEST]))
