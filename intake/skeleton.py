"""A mail without its files: what to ask the server for, and how the answers make a mail again. Pure.

The structure is what the server tells (BODYSTRUCTURE, RFC 3501, 7.4.2); sections are numbered as in 6.4.5.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from itertools import takewhile
from typing import Any

_PARTS = 60
_DEPTH = 20
_TEXTS = 10
_TEXT_KINDS = ("text/plain", "text/html")
_CRLF = b"\r\n"


class StructureError(Exception):
    """The server's structure is of no use; the mail is fetched in another way."""


@dataclass(frozen=True, slots=True)
class Part:
    """A mail, or a part of one: the section that holds its header, and its body or what is inside.

    ``size`` is the body's, as the server tells it.
    """

    header: str
    body: str = ""
    kind: str = ""
    size: int = 0
    inside: "tuple[Part, ...]" = ()
    encloses: bool = False

    def all(self) -> "Iterator[Part]":
        """This one, and those inside."""
        yield self
        for part in self.inside:
            yield from part.all()


def skeleton(structure: Sequence[Any]) -> Part:
    """The tree that a server tells of. Raises StructureError where it makes no sense, or is too large."""
    try:
        mail = _mail(structure, "", 0)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise StructureError from error
    if sum(1 for _ in mail.all()) > _PARTS:
        raise StructureError
    return mail


def texts(mail: Part) -> list[Part]:
    """The parts whose words are fetched."""
    return [part for part in mail.all() if part.kind in _TEXT_KINDS][:_TEXTS]


def put_together(part: Part, headers: Mapping[str, bytes], bodies: Mapping[str, bytes]) -> bytes:
    """A mail in which each part that was left out stands with its header, without content.

    Raises StructureError where a header says something else than the structure.
    """
    head = headers[part.header].rstrip(_CRLF) + _CRLF
    if part.encloses:
        return head + _CRLF + put_together(part.inside[0], headers, bodies)
    if not part.inside:
        left_out = b"" if part.body in bodies else b"X-Skrzynka-Left-Out: %d bytes\r\n" % part.size
        return head + left_out + _CRLF + bodies.get(part.body, b"")
    line = b"--" + _boundary(head, part.kind)
    inside = (line + _CRLF + put_together(each, headers, bodies) + _CRLF for each in part.inside)
    return head + _CRLF + b"".join(inside) + line + b"--" + _CRLF


def _mail(structure: Sequence[Any], within: str, depth: int) -> Part:
    header = f"{within}HEADER"
    if _children(structure):
        return _multipart(structure, header, within, depth)
    return _single(structure, header, f"{within}1", depth)


def _part(structure: Sequence[Any], section: str, depth: int) -> Part:
    header = f"{section}.MIME"
    if _children(structure):
        return _multipart(structure, header, f"{section}.", depth)
    return _single(structure, header, section, depth)


def _multipart(structure: Sequence[Any], header: str, within: str, depth: int) -> Part:
    if depth > _DEPTH:
        raise StructureError
    children = _children(structure)
    kind = structure[1 if children is structure[0] else len(children)].decode("ascii")
    parts = (_part(child, f"{within}{number}", depth + 1) for number, child in enumerate(children, start=1))
    return Part(header, kind=f"multipart/{kind}".lower(), inside=tuple(parts))


def _single(structure: Sequence[Any], header: str, section: str, depth: int) -> Part:
    kind = f"{structure[0].decode('ascii')}/{structure[1].decode('ascii')}".lower()
    if kind == "message/rfc822" and depth < _DEPTH:
        return Part(header, kind=kind, inside=(_mail(structure[8], f"{section}.", depth + 1),), encloses=True)
    return Part(header, section, kind, int(structure[6]))


def _children(structure: Sequence[Any]) -> Sequence[Any]:
    if isinstance(structure[0], list):  # as imapclient groups those of the outermost multiparts
        return structure[0]
    return list(takewhile(lambda element: isinstance(element, tuple), structure))


def _boundary(head: bytes, kind: str) -> bytes:
    said = message_from_bytes(head)
    boundary = said.get_boundary()
    # QUIRK: some servers count the parts of an enclosed mail otherwise, so that the answer is about another part.
    if not boundary or said.get_content_type() != kind:
        raise StructureError
    return boundary.encode("utf-8", "surrogateescape")
