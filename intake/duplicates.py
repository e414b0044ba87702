"""The same letter, come again."""

import hashlib
import re
import unicodedata
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from skrzynka.intake.records import Attachment, Defect, Mail

_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"\w")
_TEXT = ("text/plain", "text/html", "text/csv", "text/markdown", "message/rfc822")
Name = TypeVar("Name", bound=Hashable)


def fingerprint(mail: Mail) -> str:
    """Equal for mails whose writers' words are the same, white space and case aside; empty without words.

    Where the mail itself says nothing, the subject and what is attached are its words. What was not fetched whole is
    like nothing else.
    """
    if Defect.TOO_LARGE in mail.defects:
        return ""
    words = mail.text if _WORD.search(mail.text) else f"{mail.subject} {mail.attachment_text}"
    if not _WORD.search(words):
        return ""
    files = " ".join(_file(attachment) for attachment in mail.attachments)
    return hashlib.sha256(f"{_folded(words)}\n{files}".encode("utf-8", "replace")).hexdigest()


def _folded(words: str) -> str:
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", words)).strip().casefold()


def _file(attachment: Attachment) -> str:
    """Its size; of text its words: a mail that lay in a file has other line ends, so its text another size."""
    return _folded(attachment.text) if attachment.text and attachment.content_type in _TEXT else f"{attachment.size}"


@dataclass(slots=True)
class Seen(Generic[Name]):
    """The mails of one run, by what makes a copy a copy.

    A copy has the Message-ID and the words of an earlier mail, or its sender and its words. The same Message-ID with
    other words is another mail; the same words from another sender are another voice.
    """

    _by_id: dict[tuple[str, str], Name] = field(default_factory=dict)
    _by_sender: dict[tuple[str, str], Name] = field(default_factory=dict)

    def original_of(self, mail: Mail, name: Name) -> Name | None:
        """The name of the earlier mail that this one repeats; else None, and this one is remembered as ``name``."""
        words = fingerprint(mail)
        by_id = (mail.message_id or "", words)
        by_sender = (mail.from_email.casefold(), words)
        original = self._by_id.get(by_id) if mail.message_id else None
        if original is None and words and mail.from_email:
            original = self._by_sender.get(by_sender)
        if original is None:
            self._by_id.setdefault(by_id, name)
            self._by_sender.setdefault(by_sender, name)
        return original
