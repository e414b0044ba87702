"""Dates as mail programs write them above a forwarded mail, in the reader's language."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

_MONTHS = (
    # How the months' names begin, in the languages met
    "jan|sty|січ|янв|студ|gen|ene|led|jän|janv|一月",
    "feb|lut|лют|фев|fév|fev|úno|febr",
    "mar|бер|мар|mär|märz|sak|mrz|maa|břez",
    "apr|kwi|кві|апр|крас|avr|abr|dub|huh",
    "may|maj|мая|тра|май|mai|mag|kvě|tou|mei|maio",
    "jun|cze|чер|июн|juin|giu|červn|červen|kes|juni",
    "jul|lip|лип|июл|juil|lug|července|červenec|hei",
    "aug|sie|сер|авг|жні|aoû|ago|srp|elo",
    "sep|wrz|вер|сен|set|zář|syy",
    "oct|paź|paz|жов|окт|кас|okt|ott|out|říj|lok",
    "nov|lis|ноя|lis|marr",
    "dec|gru|гру|дек|сне|déc|dic|dez|pro|jou",
)
_EXACT = {"листопада": 11, "лист.": 11, "лист": 11, "листопад": 11, "listopada": 11, "червня": 6, "июня": 6, "июля": 7}
_TIME = re.compile(r"(?<![\d.:])(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?!\.\d)(?:\s*([ap])(?:\.?m\b|\b))?", re.IGNORECASE)
_ZONE = re.compile(r"(?:GMT|UTC|\d)\s*([+-])(\d{1,2}):?(\d{2})?\b")
_ABBREVIATIONS = {
    # Hours east of Greenwich of the abbreviations that programs write in Europe and North America (RFC 5322, 4.3)
    "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MEST": 2, "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
_ABBREVIATION = re.compile(rf"\b({'|'.join(_ABBREVIATIONS)})\b")
_ISO = re.compile(r"\b(\d{4})[-./年] ?(\d{1,2})[-./月] ?(\d{1,2})")
_NUMBERS = re.compile(r"\b(\d{1,2})[-./](\d{1,2})[-./](\d{4}|\d{2})\b")
_DAY_MONTH = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th|\.|er|º)?(?: de)?[ -]([^\W\d_]{3,12})\.?,?(?: de)?[ -](\d{4})")
_MONTH_DAY = re.compile(r"\b([^\W\d_]{3,12})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")


def written_date(text: str, zone: tzinfo) -> datetime | None:
    """The moment that a header line such as "wt., 7 cze 2022 o 19:51" names; ``zone`` where it has none."""
    text = " ".join(text[:200].split())
    day = _day(text)
    if day is None:
        return None
    rest = text.replace(day[1], " ", 1)
    hour, minute, second = _time(rest)
    try:
        date = datetime(*day[0], hour, minute, second, tzinfo=_zone(rest) or zone)
        date.astimezone(UTC)  # a year 1 with a zone has no UTC
    except (ValueError, OverflowError):
        return None
    return date


def _day(text: str) -> tuple[tuple[int, int, int], str] | None:
    """((year, month, day), the words that say it)."""
    if found := _ISO.search(text):
        return (int(found[1]), int(found[2]), int(found[3])), found[0]
    for found in _DAY_MONTH.finditer(text):
        if month := _month(found[2]):
            return (int(found[3]), month, int(found[1])), found[0]
    for found in _MONTH_DAY.finditer(text):
        if month := _month(found[1]):
            return (int(found[3]), month, int(found[2])), found[0]
    if found := _NUMBERS.search(text):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        day, month = (second, first) if second > 12 else (first, second)
        return (year if year > 99 else 2000 + year, month, day), found[0]
    return None


def _month(name: str) -> int | None:
    name = name.casefold()
    if name in _EXACT:
        return _EXACT[name]
    return next((n for n, words in enumerate(_MONTHS, start=1) if name.startswith(tuple(words.split("|")))), None)


def _time(text: str) -> tuple[int, int, int]:
    found = _TIME.search(text)
    if found is None:
        return 0, 0, 0
    hour = int(found[1])
    if found[4]:
        hour = hour % 12 + (12 if found[4] in "pP" else 0)
    return hour, int(found[2]), min(int(found[3] or 0), 59)  # a leap second is written as 60


def _zone(text: str) -> tzinfo | None:
    found = _ZONE.search(text)
    if found is None:
        named = _ABBREVIATION.search(text)
        return timezone(timedelta(hours=_ABBREVIATIONS[named[1]])) if named else None
    minutes = int(found[2]) * 60 + int(found[3] or 0)
    return timezone(timedelta(minutes=-minutes if found[1] == "-" else minutes)) if minutes < 24 * 60 else None
