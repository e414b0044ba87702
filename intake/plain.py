"""A plain text part as its writer saw it: letters, lines, and what encloses them."""

import re

from skrzynka.intake.charset import decode
from skrzynka.intake.parts import Leaf
from skrzynka.intake.records import Defect

MAX_TEXT = 1_000_000
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]|[\ud800-\udfff]")
_ENRICHED = re.compile(r"<<|</?[A-Za-z0-9-]{1,60}>")
_PARAM = re.compile(r"<param>.{0,200}?</param>", re.IGNORECASE | re.DOTALL)
_SIGNED = ("-----BEGIN PGP SIGNED MESSAGE-----\n", "-----BEGIN PGP SIGNATURE-----", "-----END PGP SIGNATURE-----")
_SECRET = re.compile(r"^-----BEGIN PGP MESSAGE-----$.*?(?:^-----END PGP MESSAGE-----|\Z)", re.MULTILINE | re.DOTALL)
_META = re.compile(rb"<meta[^>]{1,200}charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)


def letters(leaf: Leaf) -> tuple[str, tuple[Defect, ...]]:
    """A part's text with line feeds as line ends and without control characters."""
    found: list[Defect] = []
    content = leaf.content
    if len(content) > 4 * MAX_TEXT:
        content = content[: 4 * MAX_TEXT]
        found.append(Defect.TOO_LONG)
    text, defects = decode(content, leaf.charset or _meta_charset(leaf))
    if "\x00" in text:
        found.append(Defect.NUL_BYTES)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n")
    return _CONTROL.sub("", text), (*defects, *found)


def plain(leaf: Leaf) -> tuple[str, tuple[Defect, ...]]:
    """The words of a plain text part."""
    text, defects = letters(leaf)
    if leaf.content_type in ("text/enriched", "text/richtext"):
        text = _ENRICHED.sub(lambda tag: "<" if tag[0] == "<<" else "", _PARAM.sub("", text))
    elif leaf.flowed:
        text = unflow(text, del_sp=leaf.del_sp)
    if "-----BEGIN PGP" in text:
        text = _unsigned(text)
        text, secrets = _SECRET.subn("", text)
        defects = (*defects, Defect.ENCRYPTED) if secrets else defects
    if len(text) > MAX_TEXT:
        return text[:MAX_TEXT], (*defects, Defect.TOO_LONG)
    return text, defects


def _unsigned(text: str) -> str:
    """Signed words without their armour (RFC 4880, 7). Searched mark by mark: a pattern over all three is quadratic."""
    begin, signature, end = _SIGNED
    out: list[str] = []
    at = 0
    while (start := text.find(begin, at)) >= 0:
        mark = text.find(signature, start)
        last = text.find(end, mark)
        words = text.find("\n\n", start + len(begin) - 1)
        if mark < 0 or last < 0 or not start < words < mark:
            break
        signed = text[words + 2 : mark].removesuffix("\n")
        out += (text[at:start], re.sub(r"^- ", "", signed, flags=re.MULTILINE))
        at = last + len(end)
    return "".join([*out, text[at:]])


def unflow(text: str, *, del_sp: bool) -> str:
    """format=flowed to lines as they were written (RFC 3676, 4)."""
    lines: list[str] = []
    flowing: list[str] = []
    depth_before = 0
    for line in text.split("\n"):
        words = line.lstrip(">")
        depth = len(line) - len(words)
        words = words.removeprefix(" ")  # space-stuffing
        if flowing and (depth != depth_before or words == "-- "):
            lines.append("".join(flowing))
            flowing = []
        if not flowing and depth:
            flowing.append(">" * depth + " ")
        soft = words.endswith(" ") and words != "-- "
        flowing.append(words[:-1] if soft and del_sp else words)
        if not soft:
            lines.append("".join(flowing))
            flowing = []
        depth_before = depth
    return "\n".join([*lines, "".join(flowing)] if flowing else lines)


def _meta_charset(leaf: Leaf) -> str | None:
    found = _META.search(leaf.content[:4096]) if leaf.content_type == "text/html" else None
    return found[1].decode("ascii", "replace") if found else None
