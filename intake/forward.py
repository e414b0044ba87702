"""A mail that a colleague passed on within his own: who wrote it, when, and what."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from itertools import dropwhile

from skrzynka.intake import announce
from skrzynka.intake.attribution import attribution
from skrzynka.intake.dates import written_date
from skrzynka.intake.headers import decode_address
from skrzynka.intake.html import CUT, MAYBE

_PREFIX = re.compile(
    # How programs begin the subject of a forwarded mail: en, pl, de, fr, es, pt, it, nl, nordic, uk, ru, cs, hu, fi,
    # ro, tr, el, bg, zh, ja, ko
    r"^\s*(?:\[[^\]]{1,40}\]\s*)?(?:fwd?|pd|przek|dalej|wg|wtr|weitergeleitet|tr|transf|rv|reenv|enc|i|inoltro|"
    r"r:? i|fs|doorst|vs|vb|videresend|vidare|пересл|переслано|пересилання|перенапр|перес|пер|пд|"
    r"přepos|prepos|továbbítás|tovább|vl|redir|ilt|iletilmiş|προωθ|πρθ|препр|prosl|转发|轉寄|转|轉|転送|전달)"
    r"\s*(?:\[\d+\])?\s*[:：]",
    re.IGNORECASE,
)
_STARS = re.compile(r"\*+")
_QUOTE = re.compile(r"^\s{0,2}> ?")
_WHO = re.compile(
    r"\"?(?P<name>[^<>\"\n:;]{0,80}?)\"?\s*[<(\[] ?(?:mailto:)?(?P<address>[^<>()\[\]\s@]+@[^<>()\[\]\s@]+)[>)\]]"
)
_BEFORE_NAME = re.compile(
    # What stands between the time and the name in the languages met
    r"^\W*(?:(?:[ap]\.? ?m|gmt|utc|ces?t|mes?z|eest|msk|uhr|hat|schrieb|schreef|skrev|heeft|odesílatel|użytkownik|"
    r"пользователь|користувач|od|від|от|w|г|р|在|于|於|上午|下午)\b\W*){0,8}",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d[\d:.]*[\W_]*")
_MAX_ABOVE = 200
_LABEL = re.compile(r"^[^:：]{1,40}[:：]\s*")


@dataclass(frozen=True, slots=True)
class Forwarded:
    """The mail inside."""

    email: str
    name: str
    date: datetime | None
    text: str


def is_staff(address: str, staff: Sequence[str]) -> bool:
    """Whether an address is a colleague's: named itself, or by ``@domain``."""
    address = address.casefold()
    return any(address.endswith(one.casefold()) if one.startswith("@") else address == one.casefold() for one in staff)


def forwarded(text: str, subject: str, zone: tzinfo | None) -> Forwarded | None:
    """The mail that a text passes on; None where it passes on none, as a reply does not."""
    lines = [_STARS.sub("", line) for line in text.replace("\u00a0", " ").replace(MAYBE, "").split("\n")]
    said = bool(_PREFIX.match(subject))
    for number, line in enumerate(lines):
        if (start := _start(lines, number, line, said=said)) is not None:
            return _read(_dequoted(lines[start:]), zone or UTC)
    return _attributed(lines, zone or UTC) if said else None


def _attributed(lines: Sequence[str], zone: tzinfo) -> Forwarded | None:
    """A mail passed on below "On Monday at 10:00 Ola <ola@example.org> wrote:", as some programs do."""
    for end in range(min(len(lines), _MAX_ABOVE)):
        found = attribution(lines, end)
        if found is None or not found.certain:
            continue
        line = " ".join(lines[found.start : end + 1])
        if who := _WHO.search(line):
            rest = list(dropwhile(lambda one: not one.strip(), lines[end + 1 :]))
            name = _BEFORE_NAME.sub("", _DIGITS.split(who["name"])[-1]).strip(" \"'(")
            return Forwarded(who["address"], name, written_date(line, zone), "\n".join(_dequoted(rest or [""])))
    return None


def _start(lines: Sequence[str], number: int, line: str, *, said: bool) -> int | None:
    """Where the header lines of a forwarded mail begin, if this line announces it."""
    bare = _QUOTE.sub("", line)
    drawn = announce.separator(bare) or line == CUT or announce.is_rule(bare)
    if drawn == "forwarded" or (said and drawn):
        after = number + 1
    elif said and announce.role_of(bare):
        after = number
    else:
        return None
    rest = [_QUOTE.sub("", one).strip(f"{CUT} ") for one in lines[after : after + 40]]
    empty = next((n for n, one in enumerate(rest[:5]) if one), 0)
    return after + empty if announce.header_block(rest[empty:], 0, least=2) else None


def _dequoted(lines: Sequence[str]) -> list[str]:
    """Apple Mail quotes what it forwards."""
    if not _QUOTE.match(lines[0]):
        return list(lines)
    return [_QUOTE.sub("", line) for line in lines]


def _read(lines: Sequence[str], zone: tzinfo) -> Forwarded:
    end = announce.header_block(lines, 0, least=2) or 0
    values = _values(lines[:end])
    address, name, _ = decode_address(values.get("from", "").replace("mailto:", "").encode())
    date = written_date(values.get("sent", ""), zone)
    return Forwarded(address.strip("[]"), name.strip("[] "), date, "\n".join(lines[end:]))


def _values(lines: Sequence[str]) -> Mapping[str, str]:
    values: dict[str, str] = {}
    role = None
    for line in lines:
        if found := announce.role_of(line):
            role = found
            values.setdefault(role, _LABEL.sub("", line.strip()))
        elif role and line.strip():
            values[role] += f" {line.strip()}"
    return values
