"""The report, decided from what the ledger holds. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from skrzynka import __version__
from skrzynka.classify.records import Scope
from skrzynka.classify.vectors import Floats, Vectors
from skrzynka.digest.words import Words
from skrzynka.neutral import neutral
from skrzynka.report.postulates import Voice, postulates
from skrzynka.report.records import Agreed, Bar, Method, Report, Row, Section, Tested
from skrzynka.report.wrapped import unwrapped
from skrzynka.settings import Settings
from skrzynka.store.questions import Campaign, LedgerSum
from skrzynka.store.records import EMAIL, MACHINE, Kind, State, StoredMail


@dataclass(frozen=True, slots=True)
class Source:
    """What a report is made of: all mails, campaigns, the ledger's sum, and how well opinions were tagged.

    ``public`` maps numbers to texts that a person confirmed for the public; None for an internal report, which shows
    every text as it is.
    """

    mails: Sequence[StoredMail]
    campaigns: Sequence[Campaign]
    total: LedgerSum
    public: Mapping[int, str] | None
    tested: Tested | None = None
    agreed: tuple[Agreed, ...] = ()


def compose(settings: Settings, source: Source, words: Words, meaning: tuple[Vectors, Floats], now: datetime) -> Report:
    """What the report says, in the language of ``words``; ``meaning`` compares sentences."""
    opinions = [mail for mail in source.mails if mail.row.state is State.OPINION]
    rows = _rows(settings, opinions, source, words)
    zone = settings.consultation.zone
    days = Counter(mail.row.received_at.astimezone(zone).date() for mail in opinions)
    return Report(
        consultation=settings.consultation,
        made_at=now.astimezone(zone),
        public=source.public is not None,
        opinions=len(opinions),
        senders=len({mail.row.from_email.casefold() or mail.row.number for mail in opinions}),
        texts=len({" ".join(f"{m.text} {m.attachment_text}".casefold().split()) or m.row.number for m in opinions}),
        hidden=sum(len(row.numbers) for row in rows if row.text is None),
        by_scope=_by_scope(settings, opinions, words),
        by_language=_bars(Counter(words.name_of(mail.row.language) for mail in opinions)),
        by_channel=_by_channel(settings, opinions, words),
        by_day=tuple(sorted(days.items())),
        decided=_decided(settings, opinions, words),
        undecided=sum(mail.row.decision is None for mail in opinions),
        sections=tuple(_sections(settings, opinions, rows, source, words, meaning)),
        method=_method(source, opinions, words),
        privacy=_in(settings.acknowledgement.privacy, words.language),
    )


def _rows(settings: Settings, opinions: Sequence[StoredMail], source: Source, words: Words) -> list[Row]:
    """A row for each opinion, and one for each campaign of which all letters are decided alike."""
    left = {mail.row.number: mail for mail in opinions}
    groups: list[list[StoredMail]] = []
    for campaign in source.campaigns:
        letters = [left[number] for number in campaign.numbers if number in left]
        if len(letters) > 1 and len({(each.row.decision, each.justification, each.unit) for each in letters}) == 1:
            groups.append(letters)
            for letter in letters:
                del left[letter.row.number]
    groups += [[mail] for mail in left.values()]
    return sorted((_row(settings, group, source, words) for group in groups), key=lambda row: row.number)


def _row(settings: Settings, mails: Sequence[StoredMail], source: Source, words: Words) -> Row:
    first, scope = mails[0], _finder(settings)
    names = {decision.key: decision.name(words.language) for decision in settings.decisions}
    return Row(
        numbers=tuple(mail.row.number for mail in mails),
        scope=scope(first.row.scope),
        secondary=scope(first.row.secondary),
        language=first.row.language,
        text=_text(mails, source.public),
        decision=names.get(first.row.decision or "", first.row.decision or ""),
        justification=neutral(first.justification),
        unit=neutral(first.unit),
        channel=""
        if first.row.channel == EMAIL
        else _channels(settings, words).get(first.row.channel, first.row.channel),
    )


def _text(mails: Iterable[StoredMail], public: Mapping[int, str] | None) -> str | None:
    """The text of the first of ``mails`` that may be shown."""
    for mail in mails:
        if public is None:
            return unwrapped(neutral(mail.text or mail.attachment_text)) or None
        if (text := public.get(mail.row.number)) is not None:
            return unwrapped(neutral(text))
    return None


def _sections(
    settings: Settings,
    opinions: Sequence[StoredMail],
    rows: Sequence[Row],
    source: Source,
    words: Words,
    meaning: tuple[Vectors, Floats],
) -> Iterable[Section]:
    order = [*settings.scope_records, None]
    for scope in order:
        mails = [mail for mail in opinions if mail.row.scope == (scope.key if scope else None)]
        if not mails and scope is None:
            continue
        found, single = postulates([_voice(mail, source.public) for mail in mails], *meaning) if scope else ([], 0)
        yield Section(
            scope=scope,
            opinions=len(mails),
            postulates=tuple(found),
            single=single,
            decided=_decided(settings, mails, words),
            rows=tuple(row for row in rows if row.scope == scope),
        )


def _voice(mail: StoredMail, public: Mapping[int, str] | None) -> Voice:
    text = _text([mail], public) or ""
    evidence = tuple(each for each in mail.evidence if each.scope == mail.row.scope)
    return Voice(mail.row.number, mail.row.language, text, evidence)


def _method(source: Source, opinions: Sequence[StoredMail], words: Words) -> Method:
    other = Counter(mail.row.kind for mail in source.mails if mail.row.state in (State.OTHER, State.DUPLICATE))
    return Method(
        total=source.total,
        other=tuple(Bar(words.noun(count, f"{Kind(kind)}_mail"), count) for kind, count in other.most_common()),
        taggers=_bars(Counter(mail.model for mail in opinions if mail.model)),
        by_people=sum(mail.row.tagged_by not in (None, MACHINE) for mail in opinions),
        waiting=sum(mail.row.needs_review for mail in opinions),
        campaigns=len(source.campaigns),
        program=f"Skrzynka {__version__}",
        tested=source.tested,
        agreed=source.agreed,
    )


def _by_scope(settings: Settings, opinions: Sequence[StoredMail], words: Words) -> tuple[Bar, ...]:
    counts = Counter(mail.row.scope for mail in opinions)
    bars = [Bar(f"{each.number}. {each.name(words.language)}", counts[each.key]) for each in settings.scope_records]
    strays = sum(count for key, count in counts.items() if key not in {each.key for each in settings.scope_records})
    return (*bars, Bar(words.text("no_topic"), strays)) if strays else tuple(bars)


def _by_channel(settings: Settings, opinions: Sequence[StoredMail], words: Words) -> tuple[Bar, ...]:
    counts = Counter(mail.row.channel for mail in opinions)
    known = _channels(settings, words)
    names = known | {key: key for key in counts if key not in known}
    return tuple(Bar(name, counts[key]) for key, name in names.items())


def _other_channel(settings: Settings, key: str, words: Words) -> str:
    """A channel's name, or its key where it is not configured any more; empty for e-mail."""
    return "" if key == EMAIL else _channels(settings, words).get(key, key)


def _channels(settings: Settings, words: Words) -> dict[str, str]:
    return {EMAIL: words.text("email")} | {each.key: each.name(words.language) for each in settings.channels}


def _decided(settings: Settings, mails: Sequence[StoredMail], words: Words) -> tuple[Bar, ...]:
    counts = Counter(mail.row.decision for mail in mails)
    return tuple(Bar(each.name(words.language), counts[each.key]) for each in settings.decisions)


def _bars(counts: Counter[str]) -> tuple[Bar, ...]:
    return tuple(Bar(name, count) for name, count in counts.most_common())


def _finder(settings: Settings) -> Callable[[str | None], Scope | None]:
    known = {scope.key: scope for scope in settings.scope_records}
    return lambda key: known.get(key or "")


def _in(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or next(iter(texts.values()), "")
