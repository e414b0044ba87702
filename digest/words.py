"""The digest's own words in one language: a gettext catalogue in ``templates/``; and how it writes days."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO
from typing import NoReturn

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language. A word that is missing raises KeyError: no digest goes out with a hole in it."""

    language: str
    catalogue: GNUTranslations
    locale: Locale

    def text(self, key: str, **values: object) -> str:
        """A sentence with ``values`` in their places."""
        return self.catalogue.pgettext("text", key).format(**values)

    def count(self, number: int, key: str) -> str:
        """A number with its noun: 1 opinia, 2 opinie, 5 opinii."""
        return f"{number}\u00a0{self.noun(number, key)}"

    def noun(self, number: int, key: str) -> str:
        """The form of a noun that goes with ``number``."""
        return self.catalogue.npgettext("counted", key, key, number)

    def number(self, number: float, digits: int = 0) -> str:
        """A number as it is written in this language, with so many digits after the comma."""
        return str(format_decimal(number, f"0.{'0' * digits}" if digits else "0", locale=self.locale))

    def percent(self, share: float) -> str:
        """A share of 1 in whole per cent."""
        return str(format_percent(share, "0\u00a0%", locale=self.locale))

    def name_of(self, code: str) -> str:
        """A language's name; one that has none is named by its code."""
        return str(self.locale.languages.get(code, code))

    def reason(self, reason: str) -> str:
        """Why a mail was put aside; the ledger's own English words where this language has none for it."""
        return self._known("reasons", reason)

    def unread(self, why: str) -> str:
        """Why a person has to open an attachment."""
        return self._known("unread", why)

    def notice(self, key: str, **values: object) -> str:
        """A sentence of a mail to the administrator."""
        return self.catalogue.pgettext("notice", key).format(**values)

    def failure(self, failure: str) -> str:
        """What sort of thing failed."""
        return self.catalogue.pgettext("failures", failure)

    def day(self, day: date) -> str:
        """A day, as in ``1 June 2022``."""
        return self._date(day, self.text("day"))

    def weekday(self, day: date) -> str:
        """The day of the week."""
        return self._date(day, "EEEE")

    def short_day(self, day: date) -> str:
        """A day without its year."""
        return self._date(day, self.text("short_day"))

    def chart_day(self, day: date) -> str:
        """A day as short as a chart needs it."""
        return self._date(day, self.text("chart_day"))

    def moment(self, instant: datetime) -> str:
        """A day and an hour."""
        return self.text("moment", day=self.short_day(instant.date()), time=f"{instant:%H:%M}")

    def _date(self, day: date, pattern: str) -> str:
        return str(format_date(day, pattern, self.locale))

    def _known(self, context: str, said: str) -> str:
        """What the ledger says in English, or the same where this language has nothing for it."""
        try:
            return self.catalogue.pgettext(context, said)
        except KeyError:
            return said


class _Hole(NullTranslations):
    """Stands behind a catalogue, which would say a sentence's key where it lacks the sentence."""

    def pgettext(self, context: str, message: str) -> NoReturn:
        raise KeyError(context, message)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> NoReturn:  # noqa: ARG002
        raise KeyError(context, msgid1)


@cache
def words(language: str, of: str = "") -> Words:
    """The words of a language: those of digests, or those ``of`` another kind of mail."""
    name = f"{of}.{language}.po" if of else f"{language}.po"
    with files("skrzynka").joinpath("templates", name).open("rb") as file:
        compiled = BytesIO()
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    catalogue = GNUTranslations(compiled)
    catalogue.add_fallback(_Hole())
    return Words(language, catalogue, Locale.parse(language))
