"""Bytes to letters: what a mail declares first, then checked against what the bytes say."""

import codecs
import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from skrzynka.intake.records import Defect

_ALIASES = {
    # Names met in real mail that Python does not know; None is a name that tells nothing.
    "x-unknown": None,
    "unknown": None,
    "unknown-8bit": None,
    "8bit": None,
    "binary": None,
    "none": None,
    "default": None,
    "default_charset": None,
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "x-mac-cyrillic": "mac_cyrillic",
    "x-mac-ce": "mac_latin2",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "cp-850": "cp850",
    "cp-1250": "cp1250",
    "cp-1251": "cp1251",
    "x-cp1250": "cp1250",
    "x-cp1251": "cp1251",
    "win-1250": "cp1250",
    "win-1251": "cp1251",
    "windows1251": "cp1251",
    "windows1250": "cp1250",
    "koi8": "koi8-r",
    "unicode-1-1-utf-7": "utf-7",
    "x-unicode-2-0-utf-7": "utf-7",
    "unicode": "utf-16",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    # Supersets of what is declared, which senders really use (WHATWG Encoding, 4.2).
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "ascii",
    "ansi_x3.4-1968": "ascii",
    "tis-620": "cp874",
}
_GUESSES = ("cp1250", "iso8859-2", "cp1251", "koi8-u", "cp1252", "cp866", "mac_cyrillic")
_WESTERN = ("cp1252", "iso8859-15")
_STATEFUL = ("utf-7", "utf-16", "utf-32", "iso2022", "hz")
_POLISH = set("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ")
_MARKS = set("„”“’‘–—…«»№°§€\u00a0\u00ad•")
_WORD = re.compile(r"[^\W\d_]+")
_UTF8_LETTERS = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def decode(data: bytes, declared: str | None) -> tuple[str, tuple[Defect, ...]]:
    """The text of ``data``, and what was wrong with its label. Never fails: at worst letters become U+FFFD."""
    for bom, name in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(bom):
            return data.removeprefix(codecs.BOM_UTF8).decode(name, "replace"), ()
    codec = codec_of(declared)
    unknown = (Defect.UNKNOWN_CHARSET,) if declared and codec is None else ()
    if data.isascii() and not _is_stateful(codec):
        return data.decode("ascii"), unknown
    if codec and codec != "ascii":
        text, defects = _as_declared(data, codec)
        if text is not None:
            return text, defects
    wrong = unknown or ((Defect.WRONG_CHARSET,) if declared else ())
    text, defects = _guessed(data)
    return text, wrong + defects


def codec_of(declared: str | None) -> str | None:
    """Python's codec for a declared charset; None for a name that is unknown or tells nothing."""
    if not declared:
        return None
    name = declared.partition("*")[0].strip().strip("\"'").lower()
    alias = _ALIASES.get(name, name)
    if alias is None:
        return None
    try:
        found = codecs.lookup(alias)
    except (LookupError, ValueError):
        return None
    # Python's codecs also hold things like base64 and rot13, which are no charsets.
    return found.name if found._is_text_encoding else None  # noqa: SLF001  # the only way to ask


def _is_stateful(codec: str | None) -> bool:
    return codec is not None and codec.startswith(_STATEFUL)


def _as_declared(data: bytes, codec: str) -> tuple[str | None, tuple[Defect, ...]]:
    try:
        text = data.decode(codec)
    except (UnicodeDecodeError, ValueError):
        return _repaired(data, codec)
    if codec == "utf-8" or _is_multibyte(codec):
        return text, ()
    if utf8 := _utf8(data):
        return utf8, (Defect.WRONG_CHARSET,)
    if codec in _WESTERN and _is_broken(text):
        better = _best(data, (codec, *_GUESSES))
        if better != text:
            return better, (Defect.WRONG_CHARSET,)
    return text, ()


def _repaired(data: bytes, codec: str) -> tuple[str | None, tuple[Defect, ...]]:
    """A text that is mostly what it says: a few bytes are lost, not all."""
    text = data.decode(codec, "replace")
    lost = text.count("\ufffd")
    letters = sum(not c.isascii() for c in text) - lost
    if lost * 4 <= letters or (codec.startswith("cp125") and lost <= 3):
        return text, (Defect.UNDECODABLE_BYTES,)
    return None, ()


def _is_multibyte(codec: str) -> bool:
    return codec.startswith(("gb", "big5", "cp932", "cp949", "euc", "shift", "iso2022", "utf", "hz", "johab"))


def _utf8(data: bytes) -> str | None:
    # In no single-byte charset do real words happen to be valid UTF-8 throughout.
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _guessed(data: bytes) -> tuple[str, tuple[Defect, ...]]:
    if (utf8 := _utf8(data)) is not None:
        return utf8, ()
    sequences = sum(len(found) for found in _UTF8_LETTERS.findall(data))
    high = sum(byte > 0x7F for byte in data)
    if sequences >= 0.8 * high:
        return data.decode("utf-8", "replace"), (Defect.UNDECODABLE_BYTES,)
    text = _best(data, _GUESSES)
    if _is_broken(text) and (other := _asian(data)):
        return other, ()
    return text, ()


def _asian(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    found = from_bytes(data, cp_isolation=["gb18030", "big5", "cp932", "euc_jp", "cp949"]).best()
    return str(found) if found else None


def _best(data: bytes, codecs_: Iterable[str]) -> str:
    texts = [data.decode(codec, "replace") for codec in codecs_]
    return max(texts, key=_plausibility)


def _is_broken(text: str) -> bool:
    """Whether letters stand where no alphabet has them: symbols inside words, controls."""
    return _plausibility(text) < 0.5 * sum(not c.isascii() for c in text)


def _plausibility(text: str) -> float:
    """How much the letters beyond ASCII look like words of the languages that are written with them."""
    score = 0.0
    for word in re.split(r"[\s\x00-\x26\x28-\x40\[-\x60{-\x7f]+", text[:20_000]):
        if word and not word.isascii():
            score += _word_score(word)
    return score


@cache
def _word_score(word: str) -> float:
    score = sum(_letter_score(c) for c in word if not c.isascii())
    letters = [c for c in word if c.isalpha()]
    cyrillic = sum("\u0400" <= c <= "\u04ff" for c in letters)
    if cyrillic and cyrillic != len(letters):
        score -= 2 * min(cyrillic, len(letters) - cyrillic)  # no word mixes two alphabets
    if not word.isupper():
        # KOI8 read as windows-1251, or the other way round, turns small letters into capitals.
        score -= 2 * sum(c.isupper() and not c.isascii() for c in word[1:])
    return score


def _letter_score(c: str) -> float:
    if c in _POLISH:
        return 1.2
    if "а" <= c.lower() <= "я" or c.lower() in "іїєґёўʼ":
        return 1.0
    if c in _MARKS:
        return 0.6
    category = unicodedata.category(c)
    if category.startswith("L"):
        return 0.8 if "\u00c0" <= c <= "\u017f" else 0.3
    return -3.0 if category.startswith("C") or c == "\ufffd" else -1.0
