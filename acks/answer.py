"""The mail that tells a resident what was decided, and why. Pure."""

from collections.abc import Iterator
from datetime import datetime

from skrzynka.acks.compose import RULE, filled, in_language
from skrzynka.acks.outcome import Outcome, Told
from skrzynka.digest.message import answer_id, answer_of
from skrzynka.digest.words import Words, words
from skrzynka.neutral import neutral, one_line
from skrzynka.settings import Settings
from skrzynka.store.outgoing import Outgoing, OutgoingKind


def answer(settings: Settings, outcome: Outcome, now: datetime) -> Outgoing:
    """The mail for one sender."""
    subject, text = written(settings, outcome)
    message_id = answer_id(settings, outcome.opinions[0].number, str(outcome.times + 1))
    return _mail(settings, OutgoingKind.ANSWER, (outcome.address, subject, text, message_id), now)


def trial(settings: Settings, outcome: Outcome, to: str, now: datetime) -> Outgoing:
    """The same mail for a colleague who looks at it first."""
    subject, text = written(settings, outcome)
    said = words(outcome.languages[0], "ack")
    message_id = answer_id(settings, outcome.opinions[0].number, f"trial-{now:%Y%m%dT%H%M%S%f}")
    shown = f"{filled(said.text('answer_trial'))}\n\n{RULE}\n\n{text}"
    return _mail(settings, OutgoingKind.TRIAL, (to, f"[test] {subject}", shown, message_id), now)


def written(settings: Settings, outcome: Outcome) -> tuple[str, str]:
    """The subject and the text, in each of the sender's languages."""
    said = [words(language, "ack") for language in outcome.languages]
    subject = one_line(said[0].text("answer_subject", name=settings.consultation.name))
    parts = ("\n\n".join(_paragraphs(settings, outcome, each)) for each in said)
    return subject, f"\n\n{RULE}\n\n".join(parts) + "\n"


def _paragraphs(settings: Settings, outcome: Outcome, said: Words) -> Iterator[str]:
    yield filled(said.text("answer_thanks", name=settings.consultation.name))
    for told in outcome.opinions:
        yield "\n".join(_opinion(settings, told, said))
    if said.language != settings.consultation.languages[0] and any(each.decision.why for each in outcome.opinions):
        yield filled(said.text("answer_own_words"))
    for texts in (settings.answers.more, settings.acknowledgement.privacy):
        if texts:
            yield filled(in_language(texts, said.language))
    yield filled(said.text("answer_end", organiser=settings.consultation.organiser))


def _opinion(settings: Settings, told: Told, said: Words) -> Iterator[str]:
    scope = next((each for each in settings.scope_records if each.key == told.scope), None)
    decided = told.decision
    decision = next((each for each in settings.decisions if each.key == decided.key), None)
    day = said.day(told.received_at.astimezone(settings.consultation.zone).date())
    yield filled(said.text("answer_opinion", number=told.number, day=day))
    if told.words:
        yield filled(told.words, "  | ")
    lines = {
        "answer_scope": f"{scope.number}. {scope.name(said.language)}" if scope else "",
        "answer_decision": decision.name(said.language) if decision else decided.key,
        "answer_why": neutral(decided.why),
        "answer_unit": neutral(decided.unit),
    }
    yield from (filled(said.text(key, text=text), "  ") for key, text in lines.items() if text)


def _mail(settings: Settings, kind: OutgoingKind, mail: tuple[str, str, str, str], now: datetime) -> Outgoing:
    to, subject, text, message_id = mail
    content = answer_of(settings, kind, to, (subject, text, message_id), now)
    day = now.astimezone(settings.consultation.zone).date()
    return Outgoing(kind, day, message_id, (to,), content, now, covers_from=None, covers_to=now)
