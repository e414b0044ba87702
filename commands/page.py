"""One mail as a page for the terminal."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from skrzynka.classify.evidence import deciding
from skrzynka.commands.output import percent
from skrzynka.neutral import one_line
from skrzynka.store.records import (
    EMAIL,
    Action,
    AttachmentNote,
    Authentication,
    Event,
    Kind,
    MailRow,
    Period,
    StoredMail,
    Verdict,
)
from skrzynka.tongue import count, say


def page(mail: StoredMail, events: Sequence[Event], zone: ZoneInfo, campaign: int | None = None) -> Iterator[str]:
    """The mail whole: what is known of it, its words, its history. Times are in ``zone``."""
    yield f"{mail.row.number}  {one_line(mail.row.subject)}"
    # On one line each: what a stranger wrote must not look like a fact of ours.
    yield from (f"{label:<12}{one_line(value)}" for label, value in _facts(mail, campaign, zone) if value)
    yield from ("", mail.text or _no_words(mail, events, zone), "")
    for heading, text in ((say("In the attachment"), mail.attachment_text), (say("Quoted"), mail.quoted)):
        if text:
            yield from (f"── {heading}", text, "")
    if events:
        yield f"── {say('History')}"
    yield from (event_line(event, zone) for event in events)


def event_line(event: Event, zone: ZoneInfo) -> str:
    """One event: when, who, what, why."""
    at = event.at.astimezone(zone)
    told = ": ".join(filter(None, (_done(event), one_line(event.why))))
    batch = say(" (batch {batch})", batch=event.batch) if event.batch else ""
    return f"{event.id:>4}  {at:%Y-%m-%d %H:%M}  {one_line(event.by):<12}{event.action:<6} {told}{batch}"


def tag_words(row: MailRow) -> str:
    """What a mail is tagged, or its kind where it is no opinion."""
    return _scopes(row.scope, row.secondary) if row.kind is Kind.OPINION else row.kind


def deciding_of(mail: StoredMail) -> tuple[str, ...]:
    """The sentences of a mail in which the words that decided stand."""
    return deciding(mail.text, mail.evidence) or deciding(mail.attachment_text, mail.evidence)


def _facts(mail: StoredMail, campaign: int | None, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    row = mail.row
    outside = "" if row.period is Period.OPEN else f" ({row.period})"
    yield say("From"), "" if row.erased else f"{row.from_name} <{row.from_email}>"
    yield say("Forwarded"), say("by {address}", address=mail.forwarded_by) if mail.forwarded_by else ""
    yield say("Received"), f"{row.received_at.astimezone(zone):%Y-%m-%d %H:%M}{outside}"
    yield say("State"), f"{row.state} · {row.kind}" + (f" ({mail.reason})" if mail.reason else "")
    yield say("Same as"), str(mail.duplicate_of or "")
    yield say("Campaign"), say("{number}; `skrzynka campaigns {number}` shows it", number=campaign) if campaign else ""
    yield say("Channel"), "" if row.channel == EMAIL else row.channel
    yield say("Language"), row.language
    yield say("Tag"), _tagged(row) if row.kind is Kind.OPINION else ""
    yield say("Decision"), ": ".join(filter(None, (row.decision, mail.justification)))
    yield say("Unit"), mail.unit
    yield (
        say("Likeliest"),
        ", ".join(f"{scope or say('no topic')} {percent(share)}" for scope, share in mail.ranking[:3]),
    )
    yield say("Words"), ", ".join(evidence.words for evidence in mail.evidence)
    yield from ((say("Sentence"), sentence) for sentence in deciding_of(mail))
    yield say("Attached"), ", ".join(_file(note) for note in mail.attachments)
    yield say("Checked"), _checked(mail.authentication)
    yield say("Defects"), ", ".join(mail.defects)


def _no_words(mail: StoredMail, events: Sequence[Event], zone: ZoneInfo) -> str:
    if not mail.row.erased:
        return say("(no words of its own)")
    last = next(event for event in reversed(events) if event.action is Action.ERASE)
    day = f"{last.at.astimezone(zone):%Y-%m-%d}"
    return say("(erased on {day} by {name} because: {why})", day=day, name=one_line(last.by), why=one_line(last.why))


def _file(note: AttachmentNote) -> str:
    unread = say(", not read: {why}", why=note.unread.replace("_", " ")) if note.unread else ""
    return f"{note.name} ({count(note.size, 'byte', 'bytes')}{unread})"


def _checked(found: Authentication) -> str:
    """What the city's server found of the sender, where it said anything."""
    verdicts = {"SPF": found.spf, "DKIM": found.dkim, "DMARC": found.dmarc}
    return ", ".join(f"{name} {verdict}" for name, verdict in verdicts.items() if verdict is not Verdict.NONE)


def _tagged(row: MailRow) -> str:
    doubt = say(", to be confirmed") if row.needs_review else ""
    return f"{tag_words(row)}, {percent(row.confidence)}, {say('by {address}', address=row.tagged_by)}{doubt}"


def _done(event: Event) -> str:
    if event.action in (Action.NOTE, Action.ACK, Action.ERASE):
        return ""
    if event.action in (Action.DECIDE, Action.ANSWER):
        return " · ".join(filter(None, (event.decision, event.unit)))
    return say("takes back {event}", event=event.undoes) if event.undoes else _scopes(event.scope, event.secondary)


def _scopes(scope: str | None, secondary: str | None) -> str:
    return " + ".join(filter(None, (scope, secondary))) or say("no topic")
