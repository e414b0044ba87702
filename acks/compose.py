"""The mail that tells a resident that a letter has come."""

import textwrap
from collections.abc import Iterator, Mapping
from datetime import datetime

from skrzynka.digest.message import acknowledgement_id, acknowledgement_of
from skrzynka.digest.words import Words, words
from skrzynka.neutral import one_line
from skrzynka.settings import Settings
from skrzynka.store.outgoing import Outgoing, OutgoingKind
from skrzynka.store.records import StoredMail

LANGUAGES = ("pl", "uk", "en", "ru")
"""Languages that residents are answered in."""

_SURE = 0.9
_WIDTH = 72
_RULE = "-" * 40


def acknowledgement(settings: Settings, mail: StoredMail, sure: float, now: datetime) -> Outgoing:
    """The mail for one letter; ``sure`` is how surely its language is known. Pure."""
    chosen = languages(settings, mail.row.language, sure)
    said = [words(language, "ack") for language in chosen]
    subject = one_line(said[0].text("subject", number=mail.row.number, name=settings.consultation.name))
    text = f"\n\n{_RULE}\n\n".join("\n\n".join(_paragraphs(settings, mail, each)) for each in said)
    message_id = acknowledgement_id(settings, mail.row.number)
    content = acknowledgement_of(settings, mail, subject, text + "\n", message_id, now)
    day = now.astimezone(settings.consultation.zone).date()
    to = (mail.row.from_email,)
    return Outgoing(OutgoingKind.ACK, day, message_id, to, content, now, covers_from=None, covers_to=now)


def languages(settings: Settings, language: str, sure: float) -> tuple[str, ...]:
    """The languages of the answer: the letter's, and the consultation's first one where that is not sure."""
    first = next((code for code in settings.consultation.languages if code in LANGUAGES), "pl")
    if language in LANGUAGES:
        return (language,) if sure >= _SURE else tuple(dict.fromkeys((language, first)))
    return tuple(dict.fromkeys(("en", first)))


def _paragraphs(settings: Settings, mail: StoredMail, said: Words) -> Iterator[str]:
    scope = next((each for each in settings.scope_records if each.key == mail.row.scope), None)
    yield _filled(said.text("thanks", name=settings.consultation.name, number=mail.row.number))
    if scope:
        doubt = "scope_doubtful" if mail.row.needs_review else "scope"
        yield _filled(said.text(doubt, scope=f"{scope.number}. {scope.name(said.language)}"))
    yield _filled(_in(settings.acknowledgement.next, said.language))
    yield _filled(said.text("withdraw", number=mail.row.number, address=settings.consultation.address))
    yield _filled(_in(settings.acknowledgement.privacy, said.language))
    yield _filled(said.text("automatic", organiser=settings.consultation.organiser))


def _in(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or next(iter(texts.values()))


def _filled(text: str) -> str:
    lines = text.split("\n")
    return "\n".join(textwrap.fill(each, _WIDTH, break_on_hyphens=False, break_long_words=False) for each in lines)
