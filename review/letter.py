"""A mail as it is read on the screen: what is known of it, its words with those that decided lit up, what it quotes."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from textual.content import Content

from skrzynka.classify.evidence import deciding, places
from skrzynka.neutral import neutral, one_line
from skrzynka.store.records import AttachmentNote, Kind, Period, StoredMail
from skrzynka.tongue import count, say

LIT = "bold $text-warning"
"""How a word that decided is shown: by more than its colour, for there may be none."""


def letter(mail: StoredMail, zone: ZoneInfo, campaign: int | None = None, *, unfolded: bool) -> Content:
    """The mail whole. Instants are in ``zone``; what it quotes is a line unless it is ``unfolded``."""
    text = neutral(mail.text).strip() or say("(no words of its own)")
    parts = [head(mail, zone, campaign), Content(""), lit(text, mail)]
    if attached := neutral(mail.attachment_text).strip():
        parts += [Content(""), _heading(say("In the attachment")), lit(attached, mail)]
    if quoted := neutral(mail.quoted).strip():
        lines = count(len(quoted.splitlines()), "line", "lines")
        parts += [Content(""), _heading(say("Quoted, {lines} (f shows or hides it)", lines=lines))]
        parts += [Content(quoted).stylize("dim")] if unfolded else []
    return Content("\n").join(parts)


def head(mail: StoredMail, zone: ZoneInfo, campaign: int | None = None) -> Content:
    """What is known of the mail, in a few lines."""
    row = mail.row
    first = Content.assemble((f"{row.number}  {one_line(row.subject)}", "bold"))
    sender = f"{one_line(row.from_name)} <{row.from_email}>" if row.from_name else row.from_email
    at = f"{row.received_at.astimezone(zone):%Y-%m-%d %H:%M}"
    sent_by_many = say("campaign {number}", number=campaign) if campaign else ""
    facts = [sender, at, row.language, sent_by_many, *_odd(mail), *(_file(note) for note in mail.attachments)]
    return Content("\n").join([first, Content(" · ".join(filter(None, facts))).stylize("dim")])


def lit(text: str, mail: StoredMail) -> Content:
    """A text in which the words that decided are lit up, and the sentences in which they stand underlined."""
    shown = Content(text)
    for sentence in deciding(text, mail.evidence):
        at = text.find(sentence)
        shown = shown.stylize("underline", at, at + len(sentence)) if at >= 0 else shown
    for start, end in places(text, mail.evidence):
        shown = shown.stylize(LIT, start, end)
    return shown


def _odd(mail: StoredMail) -> Iterator[str]:
    row = mail.row
    if row.kind is not Kind.OPINION:
        yield say("no opinion: {kind}", kind=row.kind.replace("_", " "))
    if row.period is not Period.OPEN:
        yield say("too late") if row.period is Period.LATE else say("too early")
    if mail.forwarded_by:
        yield say("forwarded by {address}", address=mail.forwarded_by)


def _file(note: AttachmentNote) -> str:
    unread = say(" (not read)") if note.unread else ""
    return say("attached: {name}", name=one_line(note.name)) + unread


def _heading(words: str) -> Content:
    return Content(f"── {words}").stylize("dim")
