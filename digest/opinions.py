"""From stored mails to what is shown of them. What a stranger wrote is made harmless here, before any template."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from skrzynka.classify.evidence import deciding
from skrzynka.classify.records import Scope
from skrzynka.digest.passage import passage
from skrzynka.digest.records import Candidate, File, Group, Notice, Opinion
from skrzynka.neutral import one_line
from skrzynka.settings import Settings
from skrzynka.store.records import EMAIL, MACHINE, Kind, MailRow, Period, State, StoredMail

_CANDIDATES = 3
_LIKELY = 0.05
"""A scope less likely than this is not worth a coordinator's glance."""
_EVIDENCE = 5
_LINE = 200
"""Letters of a subject or a name that are shown."""


def opinion(mail: StoredMail, settings: Settings, words: int) -> Opinion:
    """One opinion, with about ``words`` of its writer's words."""
    row, scope = mail.row, scopes(settings)
    return Opinion(
        number=row.number,
        received_at=row.received_at.astimezone(settings.consultation.zone),
        sender=sender(row),
        subject=line(row.subject),
        language=row.language,
        period=row.period,
        scope=scope(row.scope),
        secondary=scope(row.secondary),
        confidence=row.confidence,
        needs_review=row.needs_review,
        tagged_by=None if row.tagged_by in (None, MACHINE) else line(str(row.tagged_by)),
        passage=passage(mail.text, mail.attachment_text, words),
        evidence=_evidence(mail),
        sentence=line(next(iter(_sentences(mail)), "")),
        candidates=tuple(Candidate(scope(key), share) for key, share in mail.ranking[:_CANDIDATES] if share >= _LIKELY),
        attachments=tuple(File(line(file.name), file.unread) for file in mail.attachments),
        partial=mail.partial,
        erased=row.erased,
        channel=channel(row, settings),
    )


def notice(mail: StoredMail, settings: Settings) -> Notice:
    """One mail that is no opinion."""
    row = mail.row
    received_at = row.received_at.astimezone(settings.consultation.zone)
    return Notice(row.number, received_at, sender(row), line(row.subject), row.kind, line(mail.reason))


def grouped(opinions: Iterable[Opinion], settings: Settings) -> tuple[Group, ...]:
    """Opinions by scope, in the scopes' order; those without a topic last. Empty scopes have no group."""
    by_key: dict[str | None, list[Opinion]] = {}
    for each in opinions:
        by_key.setdefault(each.scope.key if each.scope else None, []).append(each)
    order: list[str | None] = [scope.key for scope in settings.scope_records]
    strays = [key for key in by_key if key not in order and key is not None]
    return tuple(Group(by_key[key][0].scope, tuple(by_key[key])) for key in (*order, *strays, None) if key in by_key)


def other_kinds(mails: Sequence[StoredMail]) -> tuple[tuple[Kind, int], ...]:
    """How much other mail of each kind there is, the commonest first."""
    return tuple(Counter(mail.row.kind for mail in mails if is_other(mail)).most_common())


def is_opinion(mail: StoredMail) -> bool:
    """Whether it counts as an opinion."""
    return mail.row.state is State.OPINION


def is_other(mail: StoredMail) -> bool:
    """Whether it was read, but is no opinion."""
    return mail.row.state in (State.OTHER, State.DUPLICATE)


def is_unread(mail: StoredMail) -> bool:
    """Whether nobody and nothing could read it yet."""
    return mail.row.state is State.QUARANTINED or (is_other(mail) and mail.row.kind is Kind.UNREADABLE)


def is_out_of_time(mail: StoredMail) -> bool:
    """Whether it is an opinion from before the opening or after the close."""
    return is_opinion(mail) and mail.row.period is not Period.OPEN


def scopes(settings: Settings) -> Callable[[str | None], Scope | None]:
    """Finds a scope by its key; one that is not configured any more keeps its key for a name."""
    known = {scope.key: scope for scope in settings.scope_records}

    def find(key: str | None) -> Scope | None:
        return None if key is None else known.get(key) or Scope(0, key, {"und": key})

    return find


def channel(row: MailRow, settings: Settings) -> str:
    """How the way it came by is called in the digest's language; empty for e-mail."""
    known = {each.key: each.name(settings.digest.language) for each in settings.channels}
    return "" if row.channel == EMAIL else line(known.get(row.channel, row.channel))


def sender(row: MailRow) -> str:
    """A sender's name, else the address, else nothing."""
    return line(row.from_name) or line(row.from_email)


def line(text: str) -> str:
    """What a stranger wrote, on one line of at most 200 letters."""
    shown = one_line(text)
    return shown if len(shown) <= _LINE else shown[: _LINE - 1] + "…"


def _sentences(mail: StoredMail) -> tuple[str, ...]:
    spoke = [each for each in mail.evidence if each.scope == mail.row.scope]
    return deciding(mail.text or mail.attachment_text, spoke, most=1)


def _evidence(mail: StoredMail) -> tuple[str, ...]:
    spoke = sorted((e for e in mail.evidence if e.scope == mail.row.scope), key=lambda e: -e.weight)
    return tuple(dict.fromkeys(line(e.words) for e in spoke))[:_EVIDENCE]
