"""Raw bytes to a Mail: pure and total, whatever the bytes."""

from collections.abc import Sequence
from dataclasses import replace

from skrzynka.intake.attachments import attachments_of
from skrzynka.intake.authentication import authentication_of
from skrzynka.intake.body import text_of
from skrzynka.intake.forward import forwarded, is_staff
from skrzynka.intake.headers import decode_header, raw_headers
from skrzynka.intake.message import bytes_of, read_message
from skrzynka.intake.parts import Parts, collect
from skrzynka.intake.records import Defect, Mail
from skrzynka.intake.reply import cut
from skrzynka.intake.rules import Rules
from skrzynka.intake.sender import sender_of

_ONCE = frozenset(
    ("from", "sender", "subject", "date", "message-id", "to", "reply-to", "content-type")
)  # RFC 5322, 3.6
_MAX_HEADERS = 2000
_MAX_INNER = 3
_PLAIN = Rules()


GIVEN_UP = Mail("", "", "", None, None, "", "", "", (), (), (Defect.UNREADABLE_STRUCTURE,))
"""What a mail is read as that breaks the reader: none is known that does."""


def parse(content: bytes, rules: Rules = _PLAIN) -> Mail:
    """Read a mail. Whatever cannot be read is empty and has a defect; no exception leaves here.

    A mail that one of the staff passes on is read as the mail of its first writer.
    """
    try:
        return _read(content, rules, _MAX_INNER)
    except Exception:  # noqa: BLE001  # the promise to every caller: a broken mail is data
        return GIVEN_UP


def _read(content: bytes, rules: Rules, inner: int) -> Mail:
    message = read_message(content)
    raw = raw_headers(message)[:_MAX_HEADERS]
    parts = collect(message, rules.limits)
    hint = _charset(parts)
    headers, header_defects = _decoded(raw, hint)
    sender = sender_of(raw, hint)
    text, text_defects = text_of(parts.words)
    if Defect.ENCRYPTED in parts.defects:
        text = ""
    attachments, file_defects = attachments_of(parts.files, rules.limits)
    own = cut(text)
    mail = Mail(
        subject=next((value for name, value in headers if name == "subject"), ""),
        from_email=sender.email,
        from_name=sender.name,
        date=sender.date,
        message_id=sender.message_id,
        text=own.text,
        quoted=own.quoted,
        signature=own.signature,
        attachments=attachments,
        headers=headers,
        defects=_once(header_defects, sender.defects, parts.defects, text_defects, file_defects),
        content_types=tuple(parts.types),
        authentication=authentication_of(
            [value for name, value in headers if name == "authentication-results"], rules.checkers
        ),
    )
    return _original(mail, text, parts, rules, inner) if is_staff(sender.email, rules.staff) else mail


def _charset(parts: Parts) -> str | None:
    """The charset that the mail's first words are said to be in."""
    return next((leaf.charset for words in parts.words for leaf in (*words.plain, *words.html) if leaf.charset), None)


def _decoded(raw: Sequence[tuple[str, bytes]], hint: str | None) -> tuple[tuple[tuple[str, str], ...], list[Defect]]:
    headers: list[tuple[str, str]] = []
    defects: list[Defect] = []
    for name, value in raw:
        text, found = decode_header(value, hint)
        headers.append((name, text))
        defects += found
    names = [name for name, _ in raw if name in _ONCE]
    if len(names) != len(set(names)):
        defects.append(Defect.REPEATED_HEADER)
    return tuple(headers), defects


def _original(mail: Mail, text: str, parts: Parts, rules: Rules, inner: int) -> Mail:
    """The mail that a colleague passed on, attached or within the text; else the colleague's own."""
    if parts.inner and inner:
        original = _read(bytes_of(parts.inner[0]), rules, inner - 1)
        return replace(
            original,
            message_id=mail.message_id,
            headers=mail.headers,
            defects=_once(mail.defects, original.defects),
            content_types=mail.content_types,
            authentication=mail.authentication,
            forwarded_by=mail.from_email,
        )
    found = forwarded(text, mail.subject, mail.date.tzinfo if mail.date else None)
    if found is None or not (found.email or found.name):
        return mail
    own = cut(found.text)
    return replace(
        mail,
        from_email=found.email,
        from_name=found.name,
        date=found.date,
        text=own.text,
        quoted=own.quoted,
        signature=own.signature,
        defects=_once(mail.defects, () if found.date else (Defect.BAD_DATE,)),
        forwarded_by=mail.from_email,
    )


def _once(*groups: Sequence[Defect]) -> tuple[Defect, ...]:
    return tuple(dict.fromkeys(defect for group in groups for defect in group))
