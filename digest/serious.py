"""Mails that may be more than opinions: complaints, threats, people in danger, requests about their data."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from skrzynka.digest.insights import Concern, Serious
from skrzynka.digest.opinions import line
from skrzynka.store.orders import REFUSED
from skrzynka.store.records import StoredMail

_LIMIT = 20_000
"""Letters of a mail that are looked at."""


def serious(mails: Iterable[StoredMail]) -> tuple[Serious, ...]:
    """Those of ``mails`` whose writer's own words give concern, by the gravest of them, which is named first."""
    found = ((mail.row.number, _concern(mail)) for mail in mails)
    return tuple(Serious(number, *concern) for number, concern in found if concern)


def _concern(mail: StoredMail) -> tuple[Concern, str] | None:
    if refused := next((defect for defect in mail.defects if defect.startswith(REFUSED)), None):
        return Concern.ORDERS, line(refused.removeprefix(f"{REFUSED}: "))
    return concern_in(f"{mail.row.subject}\n{mail.text}\n{mail.attachment_text}")


def concern_in(text: str) -> tuple[Concern, str] | None:
    """The gravest concern, and the words that give it."""
    folded = text[:_LIMIT].casefold()
    for concern, pattern in _patterns().items():
        if match := pattern.search(folded):
            return concern, line(text[match.start() : match.end()] if len(folded) == len(text[:_LIMIT]) else match[0])
    return None


@cache
def _patterns() -> Mapping[Concern, re.Pattern[str]]:
    table = tomllib.loads(files("skrzynka.digest").joinpath("serious.toml").read_text("utf-8"))
    gravest = (Concern.THREAT, Concern.DANGER, Concern.COMPLAINT, Concern.DATA)
    return {concern: re.compile("|".join(table[concern])) for concern in gravest}
