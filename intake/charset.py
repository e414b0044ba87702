"""Bytes to letters: what a mail declares first, then checked against what the bytes say."""

import codecs
import re

from skrzynka.intake.guess import likelier, likeliest
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
_NO_CHARSETS = frozenset(
    codecs.lookup(name).name for name in ("idna", "punycode", "raw_unicode_escape", "undefined", "unicode_escape")
)
_WESTERN = ("cp1252", "iso8859-1")
"""What programs say who do not know."""

_STATEFUL = ("utf-7", "utf-16", "utf-32", "iso2022", "hz")
_WINDOWS = {
    "iso8859-2": "cp1250", "iso8859-5": "cp1251", "iso8859-6": "cp1256", "iso8859-7": "cp1253", "iso8859-8": "cp1255",
    "iso8859-9": "cp1254", "iso8859-13": "cp1257", "iso8859-15": "cp1252",
}  # fmt: skip
_C1 = re.compile(rb"[\x80-\x9f]")
_JIS = re.compile(rb"\x1b\$[@B]|\x1b\(J")
_HIGH = bytes(range(0x80, 0x100))
_UTF8_LETTERS = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def decode(data: bytes, declared: str | None) -> tuple[str, tuple[Defect, ...]]:
    """The text of ``data``, and what was wrong with its label. Never fails: at worst letters become U+FFFD."""
    for bom, name in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(bom):
            return data.removeprefix(codecs.BOM_UTF8).decode(name, "replace"), ()
    codec = codec_of(declared)
    unknown = (Defect.UNKNOWN_CHARSET,) if declared and codec is None else ()
    if data.isascii() and not _is_stateful(codec):
        if _JIS.search(data):
            return data.decode("iso2022_jp_2", "replace"), unknown
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
    # Python's codecs also hold things like base64, rot13 and the letters of domain names, which are no charsets.
    charset = found._is_text_encoding and found.name not in _NO_CHARSETS  # noqa: SLF001  # the only way to ask
    return found.name if charset else None


def _is_stateful(codec: str | None) -> bool:
    return codec is not None and codec.startswith(_STATEFUL)


def _as_written(data: bytes, codec: str) -> str:
    """Windows calls its own charsets by the names of ISO's; only they have letters among ISO's control characters."""
    return _WINDOWS.get(codec, codec) if _C1.search(data) else codec


def _as_declared(data: bytes, codec: str) -> tuple[str | None, tuple[Defect, ...]]:
    codec = _as_written(data, codec)
    # In no other charset do real words happen to be valid UTF-8 throughout.
    if not codec.startswith(("utf", *_STATEFUL)) and (utf8 := _utf8(data)):
        return utf8, (Defect.WRONG_CHARSET,)
    try:
        text = data.decode(codec)
    except (UnicodeDecodeError, ValueError):
        if codec not in _WESTERN:
            return _repaired(data, codec)
        text = data.decode("iso8859-1")  # C1 controls, which cp1252 lacks
    if codec.startswith(("utf", *_STATEFUL)):
        return text, ()
    better = likelier(data, codec, _trust(codec))
    return (better, (Defect.WRONG_CHARSET,)) if better else (text, ())


def _trust(codec: str) -> float:
    """How many times likelier another reading must be. Measured: benchmarks/charsets.py."""
    return 1.3 if codec in _WESTERN else 3.0


def _repaired(data: bytes, codec: str) -> tuple[str | None, tuple[Defect, ...]]:
    """A text that is mostly what it says: a few bytes are lost, not all."""
    if codec == "utf-8" and (whole := _without_torn_end(data)):
        return whole, (Defect.UNDECODABLE_BYTES,)
    text = data.decode(codec, "replace")
    lost = text.count("\ufffd")
    letters = sum(not c.isascii() for c in text) - lost
    if lost * 4 <= letters or (codec.startswith("cp125") and lost <= 3):
        return text, (Defect.UNDECODABLE_BYTES,)
    return None, ()


def _without_torn_end(data: bytes) -> str | None:
    """UTF-8 that was cut in the middle of its last letter."""
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(data) + "\ufffd"
    except UnicodeDecodeError:
        return None


def _utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _guessed(data: bytes) -> tuple[str, tuple[Defect, ...]]:
    if (utf8 := _utf8(data)) is not None:
        return utf8, ()
    sequences = sum(len(found) for found in _UTF8_LETTERS.findall(data))
    high = len(data) - len(data.translate(None, _HIGH))
    if sequences >= 0.8 * high:
        return data.decode("utf-8", "replace"), (Defect.UNDECODABLE_BYTES,)
    text = likeliest(data)
    return (text, ()) if text is not None else (data.decode("cp1252", "replace"), (Defect.UNDECODABLE_BYTES,))
