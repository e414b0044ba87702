"""The sentences that plain text and HTML share."""

import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from skrzynka.classify.records import Scope
from skrzynka.digest.answering import AnswerTo, line
from skrzynka.digest.insights import Change, Condition, Serious, Voices
from skrzynka.digest.ranges import ranges
from skrzynka.digest.records import Campaign, Closing, Digest, Opinion
from skrzynka.digest.words import Words
from skrzynka.neutral import one_line
from skrzynka.settings import ConsultationSettings
from skrzynka.store.questions import LedgerSum
from skrzynka.store.records import Kind, Period

_SHORT = 120
_BRACKETS = re.compile(r"\s*\([^)]*\)")
_DANGLING = re.compile(r"\s\w{1,2}…$")


@dataclass(frozen=True, slots=True)
class Phrases:
    """Says what records hold in the words of one language."""

    words: Words

    def subject(self, told: Digest | Closing) -> str:
        """The mail's subject: the day and the numbers."""
        w = self.words
        if isinstance(told, Digest):
            new, day = w.count(told.new, "new_opinion"), w.short_day(told.day)
            return one_line(w.text("daily_subject", day=day, new=new, attention=told.attention.new))
        opinions = w.count(told.total.opinions, "opinion")
        return one_line(w.text("closing_subject", name=told.consultation.name, opinions=opinions))

    def total(self, total: LedgerSum) -> str:
        """The ledger's promise."""
        w = self.words
        return w.text(
            "sum",
            mailbox=total.in_mailbox,
            added=w.text("added", number=total.added) if total.added else "",
            opinions=w.count(total.opinions, "opinion"),
            other=w.count(total.other, "other_mail"),
            duplicates=w.count(total.duplicates, "duplicate_mail"),
            quarantined=total.quarantined,
            pending=w.text("pending", pending=total.pending) if total.pending else "",
            unexplained=total.unexplained,
        )

    def compared(self, condition: Condition) -> str:
        """What the server's list said beside the ledger."""
        w, found = self.words, condition.compared
        if found is None:
            return w.text("never_compared")
        return w.text(
            "compared",
            moment=w.moment(found.at),
            server=found.on_server,
            arriving=w.text("arriving", number=found.arriving) if found.arriving else "",
            store=found.in_store,
            elsewhere=w.text("elsewhere", number=found.only_in_store) if found.only_in_store else "",
            unexplained=found.unexplained,
            mend=w.text("compare_again", command=_unbroken("skrzynka reconcile")) if found.unexplained else "",
        )

    def health(self, condition: Condition) -> str:
        """Whether the mailbox is read, and what will keep it from being read."""
        w, said = self.words, [self._reading(condition)]
        if condition.certificate_ends:
            key = "certificate_ended" if condition.certificate_ended else "certificate_ends"
            said.append(w.text(key, day=w.day(condition.certificate_ends.date())))
        if condition.summary_waits:
            said.append(w.text("summary_waits"))
        return " ".join(said)

    def _reading(self, condition: Condition) -> str:
        w, last = self.words, condition.read_at
        if condition.failing_since:
            known = w.moment(last) if last else w.text("never")
            return w.text("failing", moment=w.moment(condition.failing_since), last=known)
        return w.text("read_at", moment=w.moment(last)) if last else w.text("never_read")

    def covers(self, digest: Digest) -> str:
        """What the digest covers."""
        w, until = self.words, self.words.moment(digest.covers_to)
        if digest.covers_from is None:
            return w.text("since_start", until=until)
        return w.text("since", moment=w.moment(digest.covers_from), until=until)

    def days_left(self, digest: Digest) -> str:
        """Where the consultation stands."""
        w, dates = self.words, digest.consultation
        if digest.day < dates.opens:
            return w.text("ahead", day=w.day(dates.opens))
        if digest.days_left < 0:
            return w.text("over", day=w.day(dates.closes))
        return w.text("days_left", days=w.count(digest.days_left, "day")) if digest.days_left else w.text("last_day")

    def before(self, digest: Digest) -> str:
        """How many new opinions the digest before told of."""
        return "" if digest.before is None else self.words.text("before", number=digest.before)

    def more_here(self, number: int) -> str:
        """How many opinions are not shown, and where they are."""
        return self.words.text("more_here", opinions=self.words.count(number, "opinion"))

    def serious(self, serious: Serious) -> str:
        """Why a mail may need an answer at once."""
        w = self.words
        return w.text("serious_line", number=serious.number, concern=w.text(serious.concern), words=serious.words)

    def change(self, change: Change) -> str:
        """What a person corrected."""
        w, why = self.words, f": {change.why}" if change.why else ""
        number = w.text("change_more", number=change.number, more=change.more) if change.more else change.number
        if change.undone:
            return w.text("change_undone", number=number, by=change.by, why=why)
        scope = self.scope(change.scope)
        if change.secondary:
            scope = w.text("change_second", scope=scope, secondary=self.scope(change.secondary))
        return w.text("change", number=number, scope=scope, by=change.by, why=why)

    def silent(self, digest: Digest) -> list[str]:
        """The voices that are still missing, while there is time for them."""
        if not digest.consultation.opens <= digest.day <= digest.consultation.closes:
            return []
        return [self._silent(language, scopes, digest.voices) for language, scopes in digest.voices.silent]

    def _silent(self, language: str, scopes: Sequence[Scope], voices: Voices) -> str:
        w, name = self.words, self.words.name_of(language)
        if len(scopes) == len(voices.rows):
            return w.text("silent_all", language=name)
        numbers = ", ".join(str(scope.number) for scope in scopes)
        return w.text("silent" if len(scopes) > 1 else "silent_one", language=name, scopes=numbers)

    def dates(self, dates: ConsultationSettings) -> str:
        """The first and the last day."""
        return self.words.text("period", opens=self.words.day(dates.opens), closes=self.words.day(dates.closes))

    def long_day(self, day: date) -> str:
        """A day with its weekday."""
        return f"{self.words.weekday(day)}, {self.words.day(day)}"

    def period(self, period: Period) -> str:
        """The mark of a mail from outside the dates; empty for one from inside."""
        return {Period.EARLY: self.words.text("early"), Period.LATE: self.words.text("late_mail")}.get(period, "")

    def scope(self, scope: Scope | None) -> str:
        """A scope's number and whole name."""
        return _numbered(scope, self.name(scope))

    def name(self, scope: Scope | None) -> str:
        """A scope's whole name without its number."""
        return one_line(scope.name(self.words.language)) if scope else self.words.text("no_topic")

    def short(self, scope: Scope | None) -> str:
        """A scope's name without its number and brackets, cut at a word."""
        return _DANGLING.sub("…", textwrap.shorten(_BRACKETS.sub("", self.name(scope)), _SHORT, placeholder="…"))

    def tag(self, opinion: Opinion) -> str:
        """Who says that the scope is right, and how surely."""
        w = self.words
        if opinion.tagged_by:
            return w.text("by_person", name=opinion.tagged_by)
        sure = w.text("confidence", percent=f"{opinion.confidence:.0%}")
        return f"{w.text('proposed')} ({sure})" if opinion.needs_review else sure

    def facts(self, opinion: Opinion) -> list[str]:
        """What else there is to know of an opinion."""
        w = self.words
        found = [f"{w.text('sheet_channel')}: {opinion.channel}"] if opinion.channel else []
        if opinion.secondary:
            found.append(w.text("secondary", scope=_numbered(opinion.secondary, self.short(opinion.secondary))))
        if opinion.evidence:
            found.append(w.text("evidence", words=", ".join(w.text("quoted", words=e) for e in opinion.evidence)))
        if (sentence := opinion.sentence) and opinion.passage.more:  # a whole text shows it itself
            found.append(w.text("sentence", sentence=w.text("quoted", words=sentence)))
        if opinion.attachments:
            names = (
                f"{file.name} ({w.unread(file.unread)})" if file.unread else file.name for file in opinion.attachments
            )
            found.append(w.text("attachments", names=", ".join(names)))
        if opinion.partial:
            found.append(w.text("partial"))
        return found

    def campaign(self, campaign: Campaign) -> str:
        """How many letters there are of a campaign."""
        w = self.words
        return w.text(
            "campaign",
            letters=w.count(campaign.letters, "letter"),
            senders=w.count(campaign.senders, "sender"),
            texts=w.count(campaign.texts, "text"),
        )

    def letters(self, campaign: Campaign) -> str:
        """The numbers of the letters that are told of."""
        return self.words.text("number", number=ranges(campaign.new))

    def written_in(self, campaign: Campaign) -> str:
        """The languages of a campaign's letters."""
        return ", ".join(self.words.name_of(code) for code in campaign.languages)

    def whole(self, campaign: Campaign) -> str:
        """What is not shown of a campaign, and where it is."""
        more = self.words.count(campaign.more, "more_additions") if campaign.more else ""
        command = _unbroken(f"skrzynka campaigns {campaign.number}")
        return self.words.text("campaign_more" if more else "campaign_whole", more=more, command=command)

    def counted(self, closing: Closing) -> str:
        """Opinions, who sent them, and how many differ."""
        w = self.words
        return w.text(
            "campaign",
            letters=w.count(closing.total.opinions, "opinion"),
            senders=w.count(closing.senders, "sender"),
            texts=w.count(closing.texts, "text"),
        )

    def more(self, opinion: Opinion) -> str:
        """What was left out, and where it is."""
        words = self.words.count(opinion.passage.more, "more_words")
        return self.words.text("more", words=words, command=_unbroken(f"skrzynka show {opinion.number}"))

    def decide(self, opinion: Opinion, answer: AnswerTo | None) -> str:
        """How the likeliest scope is confirmed or, with another number, corrected: by mail or by command."""
        likeliest = opinion.candidates[0].scope if opinion.candidates else opinion.scope
        if answer:
            return self.words.text("answer", line=line(opinion.number, likeliest))
        scope = (likeliest.number or likeliest.key) if likeliest else "none"
        return self.words.text("decide", command=_unbroken(f"skrzynka retag {opinion.number} {scope}"))

    def numbers(self, key: str, numbers: Iterable[int]) -> str:
        """A sentence that names mails by their numbers."""
        return self.words.text(key, numbers=", ".join(str(number) for number in numbers))

    def kinds(self, kinds: Iterable[tuple[Kind, int]]) -> str:
        """Other mail, in one line."""
        return ", ".join(self.words.count(number, f"{kind}_mail") for kind, number in kinds)


def _numbered(scope: Scope | None, name: str) -> str:
    return f"{scope.number}. {name}" if scope and scope.number else name


def _unbroken(command: str) -> str:
    return command.replace(" ", "\u00a0")
