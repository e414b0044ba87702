"""The MIME tree of a mail: which parts are its words, which are files (RFC 2045 to 2049, 2183)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message

from skrzynka.intake.message import MAX_PARTS, bytes_of, read_message
from skrzynka.intake.params import parameter, raw_field
from skrzynka.intake.records import Defect
from skrzynka.intake.rules import Limits
from skrzynka.intake.transfer import content_of, decoded, raw_payload, uuencoded, without_uuencoded

MAX_DEPTH = 40
_USUAL = Limits()
_WORDS = ("text/plain", "text/html", "text/enriched", "text/richtext", "text/markdown")
_INCOMPLETE = ("message/partial", "message/external-body")
_ENCODINGS = (b"base64", b"quoted-printable")
_UNNAMED = (
    # What no person would call a file, where it has no name.
    "message/delivery-status",
    "message/disposition-notification",
    "message/feedback-report",
    "application/pgp-encrypted",
    "application/pgp-signature",
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "text/calendar",
    "text/rfc822-headers",
    "text/x-amp-html",
    "text/watch-html",
)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One part that holds no others: its type, its bytes, the name it was given.

    ``inline`` stands within the words, as a logo does; ``inside`` are the files it holds, where it was opened.
    """

    content_type: str
    content: bytes
    charset: str | None = None
    name: str | None = None
    flowed: bool = False
    del_sp: bool = False
    inline: bool = False
    inside: "tuple[Leaf, ...] | None" = None


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of the mail's words: the same text as plain text, as HTML, or as both."""

    plain: tuple[Leaf, ...] = ()
    html: tuple[Leaf, ...] = ()


@dataclass(slots=True)
class Parts:
    """What a mail is made of. ``inner`` are mails enclosed in it; ``sealed``: a part of it is encrypted."""

    words: list[Words] = field(default_factory=list)
    files: list[Leaf] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    defects: list[Defect] = field(default_factory=list)
    inner: list[Message] = field(default_factory=list)
    sealed: bool = False
    limits: Limits = _USUAL


def collect(message: Message, limits: Limits = _USUAL) -> Parts:
    """Walk the tree, bounded in depth and number of parts."""
    from skrzynka.intake.containers import mark_sealed, open_tnef

    parts = Parts(limits=limits)
    parts.words += _walk(message, parts, 0)
    if message.get("x-too-deep"):
        parts.defects.append(Defect.TOO_DEEP)
    open_tnef(parts, limits)
    mark_sealed(parts)
    if not any(w.plain or w.html for w in parts.words):
        _take_only_text(parts)
    return parts


def _take_only_text(parts: Parts) -> None:
    """QUIRK: a mail's only text is its body, even where it is called an attachment or has a name."""
    texts = [leaf for leaf in parts.files if leaf.content_type in _WORDS]
    if len(texts) == 1 and len(parts.files) == 1:
        parts.files.remove(texts[0])
        parts.words.append(_as_words(texts[0]))


def _walk(part: Message, parts: Parts, depth: int) -> list[Words]:
    kind = _type(part)
    parts.types.append(kind)
    if depth > MAX_DEPTH or len(parts.types) > MAX_PARTS:
        parts.defects.append(Defect.TOO_DEEP)
        return []
    if kind == "multipart/encrypted":
        parts.defects.append(Defect.ENCRYPTED)
    if kind.startswith("message/") and (part.is_multipart() or kind == "message/rfc822"):
        return _enclosed(part, kind, parts, depth)
    if part.is_multipart():
        children = [_walk(child, parts, depth + 1) for child in _children(part)]
        return _alternative(children) if kind == "multipart/alternative" else [w for child in children for w in child]
    if kind.startswith("multipart/"):
        return _unparted(part, parts, depth)
    return _leaf_words(part, kind, parts, depth)


def _type(part: Message) -> str:
    # QUIRK: some programs leave out the semicolon before the parameters.
    return part.get_content_type().split()[0]


def _children(part: Message) -> Iterator[Message]:
    payload = part.get_payload()
    for child in payload if isinstance(payload, list) else []:
        if isinstance(child, Message):
            yield child


def _alternative(children: list[list[Words]]) -> list[Words]:
    """One text in several forms, which are kept side by side (RFC 2046, 5.1.4)."""
    plain = tuple(leaf for child in children for words in child for leaf in words.plain)
    html = tuple(leaf for child in children for words in child for leaf in words.html)
    return [Words(plain, html)] if plain or html else []


def _enclosed(part: Message, kind: str, parts: Parts, depth: int) -> list[Words]:
    inner = next(_children(part), None)
    if kind in _INCOMPLETE:
        return _incomplete(part, inner, kind, parts, depth)
    if inner is None or kind not in ("message/rfc822", "message/global"):
        return []
    # QUIRK: some programs encode the whole enclosed mail, which RFC 2046, 5.2.1 forbids.
    if raw_field(part, "content-transfer-encoding").strip().lower() in _ENCODINGS:
        inner = read_message(decoded(bytes_of(inner), part))
    parts.inner.append(inner)
    name = _name(part)
    # What a report or a digest encloses is no file; elsewhere somebody attached it.
    if name or part.get_content_disposition() == "attachment":
        parts.files.append(Leaf("message/rfc822", bytes_of(inner), name=name or "mail.eml"))
    return []


def _incomplete(part: Message, inner: Message | None, kind: str, parts: Parts, depth: int) -> list[Words]:
    """One piece of a mail, of which the first holds the beginning (RFC 2046, 5.2.2); or where it is kept (5.2.3)."""
    parts.defects.append(Defect.INCOMPLETE)
    number = (parameter(part, "content-type", "number") or "").strip()
    if kind == "message/partial" and number == "1" and inner is not None:
        return _walk(inner, parts, depth + 1)
    name = _name(part) or (_name(inner) if inner else None)
    parts.files.append(Leaf(kind, b"", name=name))
    return []


def _unparted(part: Message, parts: Parts, depth: int) -> list[Words]:
    """A multipart whose boundary is missing or wrong: its first line of dashes is taken for it."""
    parts.defects.append(Defect.UNREADABLE_STRUCTURE)
    payload = raw_payload(part)
    boundary = re.search(rb"^--(\S[^\r\n]{0,100})\r?\n(?=[A-Za-z-]+:)", payload, re.MULTILINE)
    if boundary is None:
        return [Words(plain=(Leaf("text/plain", payload),))]
    line = rb"^--" + re.escape(boundary[1].rstrip()) + rb"(?:--)?[ \t]*\r?$\n?"
    pieces = re.split(line, payload, maxsplit=MAX_PARTS, flags=re.MULTILINE)[1:]
    inner = [message_from_bytes(piece) for piece in pieces if piece.strip()]
    children = [_walk(child, parts, depth + 1) for child in inner]
    if part.get_content_type() == "multipart/alternative":
        return _alternative(children)
    return [w for child in children for w in child]


def _leaf_words(part: Message, kind: str, parts: Parts, depth: int) -> list[Words]:
    from skrzynka.intake.containers import opened_smime

    content, name = content_of(part), _name(part)
    leaf = Leaf(
        kind,
        content,
        parameter(part, "content-type", "charset"),
        name,
        flowed=(parameter(part, "content-type", "format") or "").strip().lower() == "flowed",
        del_sp=(parameter(part, "content-type", "delsp") or "").strip().lower() == "yes",
        inline=_is_inline(part, parts),
    )
    if (mail := opened_smime(leaf, parts, parts.limits)) is not None:
        return _walk(read_message(mail), parts, depth + 1)
    if kind in _WORDS and not _is_file(part, leaf, parts):
        if kind == "text/plain" and (files := uuencoded(content)):
            parts.files += [Leaf("application/octet-stream", data, name=name_.decode("utf-8", "replace"))
                            for name_, data in files]  # fmt: skip
            leaf = Leaf(kind, without_uuencoded(content), leaf.charset, name, leaf.flowed, leaf.del_sp)
        return [_as_words(leaf)]
    if kind == "text/calendar":
        parts.types[-1] = f"{kind}; method={_method(part, content)}"
    if name or kind not in _UNNAMED:
        parts.files.append(leaf)
    return []


def _is_inline(part: Message, parts: Parts) -> bool:
    # Gmail gives a Content-ID to what is attached, too, and Apple Mail to photos beside plain text.
    related = "multipart/related" in parts.types and bool(part.get("content-id"))
    return related and part.get_content_disposition() != "attachment"


def _method(part: Message, content: bytes) -> str:
    """What a calendar part asks for (RFC 5546): as the field says, else as the part itself does."""
    found = re.search(rb"^METHOD:(\w+)", content[:5000], re.MULTILINE)
    return (parameter(part, "content-type", "method") or (found[1].decode("ascii") if found else "")).lower()


def _is_file(part: Message, leaf: Leaf, parts: Parts) -> bool:
    disposition = part.get_content_disposition()
    if disposition == "attachment":
        return True
    # A text with a name that follows words of its type is a file, even "inline", as Apple Mail calls it.
    return leaf.name is not None and leaf.content_type in parts.types[:-1]


def _as_words(leaf: Leaf) -> Words:
    return Words(html=(leaf,)) if leaf.content_type == "text/html" else Words(plain=(leaf,))


def _name(part: Message) -> str | None:
    for name, key in (("content-disposition", "filename"), ("content-type", "name")):
        if b"=" in raw_field(part, name) and (value := parameter(part, name, key)):
            return value
    return None
