"""Parts that hold the mail itself, or its files, in another form: S/MIME, Outlook's winmail.dat."""

import re
from dataclasses import replace
from mimetypes import guess_type

from skrzynka.intake.cage import Answer, Cage
from skrzynka.intake.parts import Leaf, Parts, Words
from skrzynka.intake.records import Defect, Unread
from skrzynka.intake.rules import Limits

SMIME = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_TNEF = b"\x78\x9f\x3e\x22"
_MAX_SIGNED = 4
_WORD = re.compile(rb"\w|[\x80-\xff]")


def opened_smime(leaf: Leaf, parts: Parts, limits: Limits) -> bytes | None:
    """The mail inside an opaque signed part (RFC 8551, 3.5.2), which is the mail's own text; None where there is none.

    What is encrypted stays a file.
    """
    if leaf.content_type not in SMIME and not (leaf.name or "").lower().endswith(".p7m"):
        return None
    if sum(kind in SMIME for kind in parts.types) > _MAX_SIGNED:
        return None
    answer = _asked("cms", leaf.content, limits)
    if answer.unread is Unread.LOCKED:
        parts.sealed = True
    return answer.files[0][1] if answer.files and answer.files[0][1] else None


def mark_sealed(parts: Parts) -> None:
    """An encrypted part is the mail where nothing else is there; beside words it is a file."""
    if parts.sealed and not _has_words(parts):
        parts.defects.append(Defect.ENCRYPTED)


def open_tnef(parts: Parts, limits: Limits) -> None:
    """Each winmail.dat opened. Where the mail has no other words it is the mail, and its files are the mail's.

    Beside words it stays what a person without Outlook sees, a file, and says what the files in it say.
    """
    for at, leaf in reversed(list(enumerate(parts.files))):
        if not leaf.content.startswith(_TNEF):
            continue
        answer = _asked("tnef", leaf.content, limits)
        if answer.unread:
            continue
        inside = tuple(_leaf(name, content) for name, content in answer.files)
        parts.files[at : at + 1] = inside if _take_words(answer, parts) else (replace(leaf, inside=inside),)


def _take_words(answer: Answer, parts: Parts) -> bool:
    words = Words(
        plain=(Leaf("text/plain", answer.text.encode(), "utf-8"),) if answer.text else (),
        html=(Leaf("text/html", answer.markup.encode(), "utf-8"),) if answer.markup else (),
    )
    if not (words.plain or words.html) or _has_words(parts):
        return False
    parts.words.append(words)
    return True


def _has_words(parts: Parts) -> bool:
    return any(_WORD.search(leaf.content) for words in parts.words for leaf in (*words.plain, *words.html))


def _leaf(name: str, content: bytes) -> Leaf:
    return Leaf(guess_type(name)[0] or "application/octet-stream", content, name=name or None)


def _asked(reader: str, content: bytes, limits: Limits) -> Answer:
    with Cage(limits) as cage:
        return cage.read(reader, content)
