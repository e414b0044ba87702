"""Dates as mail programs write them above a forwarded mail, in the reader's language."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache

_MONTHS = (
    # How the months' names begin, in the languages met; the longest that fits decides
    "jan|sty|січ|янв|студ|gen|ene|led|jän|janv|ian|oca|яну|sij|ιαν|sau|tam|jaanuar|一月",
    "feb|lut|лют|фев|fév|fev|úno|febr|şub|фев|velj|φεβ|vas|hel",
    "mar|бер|мар|mär|mrz|maa|břez|sak|márc|ožu|μαρ|μάρ|kov",
    "apr|kwi|кві|апр|крас|avr|abr|dub|huh|ápr|nis|tra|απρ|bal",
    "may|maj|maja|мая|май|тра|mai|mag|kvě|tou|mei|maio|máj|svi|μαΐ|μαι|μάι|geg",
    "jun|cze|чер|чэр|июн|юни|juin|giu|červn|červen|kes|jún|iun|haz|lipnj|lipanj|ιουν|birž",
    "jul|lip|лип|ліп|июл|юли|juil|lug|luglio|července|červenec|hei|júl|iul|tem|srpnj|srpanj|ιουλ|lie",
    "aug|sie|сер|авг|жні|aoû|ago|srp|elo|ağu|kol|αυγ|rugp|ág",
    "sep|wrz|вер|сен|set|zář|syy|szept|eyl|ruj|σεπ|rugs",
    "oct|paź|paz|жов|окт|кас|okt|ott|out|říj|lok|eki|οκτ|spa",
    "nov|lis|ноя|ное|marr|листопад|noi|kas|stu|νοε|lap",
    "dec|gru|гру|дек|сне|déc|dic|dez|pro|jou|ara|δεκ|gruo",
)
_EXACT = {"лист": 11, "лістапада": 11, "листа": 11, "красавіка": 4, "кастрычніка": 10}
_TIME = re.compile(
    r"(?<![\d.:])(\d{1,2})(?:[:.]|시 ?|时|點)(\d{2})(?:[:.](\d{2}))?(?!\.\d)(?:\s*([ap])(?:\.?m\b|\b))?", re.IGNORECASE
)
_LATER = re.compile(r"下午|오후|午後|μ\.?μ\b|\bp\. ?m\b|\bdu\.|\bÖS\b|\bsl\.")
"""After noon, in zh, ko, ja, el, es, hu, tr, bg."""
_ZONE = re.compile(r"(?:GMT|UTC|\d|\b[AaPp]\.?[Mm]\.?)\s*([+-])(\d{1,2}):?(\d{2})?\b")
_COMMENT = re.compile(r"\((?![^()]*[+-]\d)[^()]*\)")
"""What stands in brackets, unless it names the zone."""
_ABBREVIATIONS = {
    # Hours east of Greenwich of the abbreviations that programs write in Europe and North America (RFC 5322, 4.3)
    "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MEST": 2, "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
_ABBREVIATION = re.compile(rf"\b({'|'.join(_ABBREVIATIONS)})\b")
_ISO = re.compile(r"(?<!\d)(\d{4})[-./年년] ?(\d{1,2})[-./月월] ?(\d{1,2})")
_NUMBERS = re.compile(r"\b(\d{1,2})[-./] ?(\d{1,2})[-./] ?(\d{4}|\d{2})(?!\d)")
_DAY_MONTH = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th|\.|er|º)?(?: de)?[ -]([^\W\d_]{3,12})\.?,?(?: de)?[ -](\d{4})")
_MONTH_DAY = re.compile(r"\b([^\W\d_]{3,12})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_YEAR_MONTH_DAY = re.compile(r"\b(\d{4})(?:\.| m\.)? ([^\W\d_]{3,12})\.? (\d{1,2})\b")  # hu, lt


def written_date(text: str, zone: tzinfo) -> datetime | None:
    """The moment that a header line such as "wt., 7 cze 2022 o 19:51" names; ``zone`` where it has none."""
    text = " ".join(_COMMENT.sub(" ", text[:200]).split())
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
    for found in _YEAR_MONTH_DAY.finditer(text):
        if month := _month(found[2]):
            return (int(found[1]), month, int(found[3])), found[0]
    if found := _NUMBERS.search(text):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        american = second > 12 or ("/" in found[0] and first <= 12 and re.search(r"\d\s?[ap]m\b", text, re.IGNORECASE))
        day, month = (second, first) if american else (first, second)
        return (year if year > 99 else 2000 + year, month, day), found[0]
    return None


def _month(name: str) -> int | None:
    name = name.casefold()
    if name in _EXACT:
        return _EXACT[name]
    fits = [(len(start), n) for start, n in _starts() if name.startswith(start)]
    return max(fits)[1] if fits else None


@cache
def _starts() -> tuple[tuple[str, int], ...]:
    return tuple((start.casefold(), n) for n, words in enumerate(_MONTHS, start=1) for start in words.split("|"))


def _time(text: str) -> tuple[int, int, int]:
    found = _TIME.search(text)
    if found is None:
        return 0, 0, 0
    hour = int(found[1])
    if found[4]:
        hour = hour % 12 + (12 if found[4] in "pP" else 0)
    elif hour < 12 and _LATER.search(text):
        hour += 12
    return hour, int(found[2]), min(int(found[3] or 0), 59)  # a leap second is written as 60


def _zone(text: str) -> tzinfo | None:
    found = _ZONE.search(text)
    if found is None:
        named = _ABBREVIATION.search(text)
        return timezone(timedelta(hours=_ABBREVIATIONS[named[1]])) if named else None
    minutes = int(found[2]) * 60 + int(found[3] or 0)
    return timezone(timedelta(minutes=-minutes if found[1] == "-" else minutes)) if minutes < 24 * 60 else None
