"""A large mail: fetched piece by piece; one that is too large without its files.

Partial FETCH: RFC 3501, 6.4.5.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from skrzynka.intake.skeleton import StructureError, put_together, skeleton, texts
from skrzynka.store.packing import Spool

_PIECE = 1_000_000
_HEADER = 200_000
_TEXT = 500_000
_START = 1_000_000
"""Bytes that are fetched of a mail at once; at most of a header, of a text, of a mail whose structure is of no use."""

_OF_NO_USE = (IMAPClientError, StructureError, LookupError, TypeError, ValueError, RecursionError)
"""QUIRK: servers refuse the structure of broken mails, or write what IMAPClient fails to read in one of these ways."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was fetched of a mail."""

    content: bytes | Spool
    partial: bool = False


def fetched(client: IMAPClient, uid: int, size: int, limit: int, *, carefully: bool) -> Fetched | None:
    """A large mail; None where it is gone by now.

    Args:
        client: a connection with the folder selected.
        uid: which mail.
        size: in bytes, as the server tells it.
        limit: bytes above which only the headers and the text are fetched.
        carefully: the connection broke over this mail; ask for no more than is needed.
    """
    # QUIRK: some servers only estimate the size (Exchange does, unless it is told otherwise).
    if size <= limit:
        spool = Spool()
        for piece in _pieces(client, uid):
            if piece is None:
                return None
            spool.write(piece)
            if spool.size > limit:
                break
        else:
            return Fetched(spool)
    content = _start(client, uid) if carefully else _without_files(client, uid)
    return None if content is None else Fetched(content, partial=True)


def _pieces(client: IMAPClient, uid: int) -> Iterator[bytes | None]:
    """The mail's bytes; None where it goes meanwhile."""
    start = 0
    while True:
        piece = _piece(client, uid, start, _PIECE)
        if piece == b"":
            return
        yield piece
        if piece is None:
            return
        # QUIRK: some servers give less than they are asked for; only nothing at all is the end.
        start += len(piece)


def _piece(client: IMAPClient, uid: int, start: int, length: int) -> bytes | None:
    found = client.fetch([uid], [f"BODY.PEEK[]<{start}.{length}>"]).get(uid, {})
    piece: bytes | None = found.get(b"BODY[]<%d>" % start)
    return piece


def _without_files(client: IMAPClient, uid: int) -> bytes | None:
    """Headers and texts, put together; or the mail's start where the server's structure is of no use."""
    try:
        found = client.fetch([uid], ["BODYSTRUCTURE"]).get(uid)
        return _put_together(client, uid, found[b"BODYSTRUCTURE"]) if found else None
    except IMAPClientAbortError:
        raise  # the connection is gone
    except _OF_NO_USE:
        return _start(client, uid)


def _start(client: IMAPClient, uid: int) -> bytes | None:
    return _piece(client, uid, 0, _START)


def _put_together(client: IMAPClient, uid: int, structure: tuple[object, ...]) -> bytes | None:
    mail = skeleton(structure)
    headers = {part.header: _HEADER for part in mail.all()}
    bodies = {part.body: _TEXT for part in texts(mail)}
    wanted = [f"BODY.PEEK[{section}]<0.{most}>" for section, most in (headers | bodies).items()]
    found = client.fetch([uid], wanted).get(uid)
    if found is None:
        return None
    given = {section: found[f"BODY[{section}]<0>".encode()] or b"" for section in (*headers, *bodies)}
    return put_together(mail, given, {section: given[section] for section in bodies})
