"""The mail that tells a resident that a letter has come."""

import textwrap
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

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
RULE = "-" * 40
"""Between two languages."""


def acknowledgement(settings: Settings, mail: StoredMail, sure: float, now: datetime) -> Outgoing:
    """The mail for one letter; ``sure`` is how surely its language is known. Pure."""
    chosen = languages(settings, mail.row.language, sure)
    said = [words(language, "ack") for language in chosen]
    subject = one_line(said[0].text("subject", number=mail.row.number, name=settings.consultation.name))
    text = f"\n\n{RULE}\n\n".join("\n\n".join(_paragraphs(settings, mail, each)) for each in said)
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
    yield filled(said.text("thanks", name=settings.consultation.name, number=mail.row.number))
    if scope:
        doubt = "scope_doubtful" if mail.row.needs_review else "scope"
        yield filled(said.text(doubt, scope=f"{scope.number}. {scope.name(said.language)}"))
    yield filled(in_language(settings.acknowledgement.next, said.language))
    yield filled(said.text("withdraw", number=mail.row.number, address=settings.consultation.address))
    yield filled(in_language(settings.acknowledgement.privacy, said.language))
    yield filled(said.text("automatic", organiser=settings.consultation.organiser))


def in_language(texts: Mapping[str, str], language: str) -> str:
    """A configured text in ``language``, else in the first one that it has."""
    return texts.get(language) or next(iter(texts.values()))


def filled(text: str, prefix: str = "") -> str:
    """Lines as long as mail programs show them whole, each after ``prefix``."""
    how: dict[str, Any] = {"initial_indent": prefix, "subsequent_indent": prefix, "break_on_hyphens": False}
    lines = (textwrap.fill(each, _WIDTH, break_long_words=False, **how) for each in text.split("\n"))
    return "\n".join(lines)
