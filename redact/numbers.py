"""Numbers whose form is checked by a library: telephones of the countries people here come from, PESEL, IBAN."""

import re
from collections.abc import Callable, Iterator

from skrzynka.redact.records import Kind, Mask

COUNTRIES = ("PL", "UA", "BY", "RU")
"""ISO 3166: where a number without its country's prefix may be of."""

_PESEL = re.compile(r"(?<!\d)\d(?:[ -]?\d){10}(?!\d)")
_IBAN = re.compile(r"\b[A-Z]{2}[ -]?\d{2}(?:[ -]?[A-Z0-9]){11,30}\b", re.IGNORECASE)


def numbers(text: str) -> Iterator[Mask]:
    """What is a valid number of its kind, however it is written."""
    # Loaded here: most commands mask nothing, and the tables of all countries are large.
    from phonenumbers import Leniency, PhoneNumberMatcher
    from stdnum import iban
    from stdnum.pl import pesel

    for country in COUNTRIES:
        for found in PhoneNumberMatcher(text, country, leniency=Leniency.VALID):
            yield Mask(found.start, found.end, Kind.PHONE)
    for match in _PESEL.finditer(text):
        if pesel.is_valid(match[0]):
            yield Mask(*match.span(), Kind.PESEL)
    for match in _IBAN.finditer(text):
        end = _longest(match[0], iban.is_valid)
        if end:
            yield Mask(match.start(), match.start() + end, Kind.IBAN)


def _longest(text: str, valid: Callable[[str], bool]) -> int:
    """The length of the longest beginning that is valid: words may follow an account's number at once."""
    return next((end for end in range(len(text), 14, -1) if text[end - 1].isalnum() and valid(text[:end])), 0)
