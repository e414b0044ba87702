"""What bytes seem to say whose charset is unknown or doubted: chardet's likelihoods, weighed for short texts."""

import codecs
import re
from collections.abc import Mapping
from functools import lru_cache

_USUAL = (
    "ascii", "utf-8", "utf-16-be", "utf-16-le", "cp1250", "cp1251", "cp1252", "iso8859-1", "iso8859-2", "iso8859-15",
    "koi8-r", "koi8-u", "big5hkscs", "cp932", "cp949", "euc_jis_2004", "euc_kr", "gb18030", "hz", "iso2022_jp_2",
    "iso2022_kr",
)  # fmt: skip
_RARE = (
    "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp874", "iso8859-5", "iso8859-7", "iso8859-8", "iso8859-9",
    "cp850", "cp852", "cp866", "mac-cyrillic", "mac-latin2", "mac-roman",
)  # fmt: skip
"""Charsets that mail comes in. chardet knows dozens more, for which short texts would be taken."""

_OTHER = "[\u0370-\u06ff\u0e00-\u0e7f\u2100-\u2bff]"
_MIXED = re.compile(f"(?<=[A-Za-z]){_OTHER}|{_OTHER}(?=[A-Za-z])")

_HIGH = bytes(range(0x80, 0x100))
_SAMPLE = 4_000
"""Bytes that are looked at; a page of letters tells as much as a book."""


def likeliest(data: bytes) -> str | None:
    """The text that ``data`` most likely is; None where it looks like no text."""
    return next((data.decode(codec, "replace") for codec, _ in _readings(_telling(data)).values()), None)


def likelier(data: bytes, declared: str, times: float) -> str | None:
    """Another text that ``data`` is ``times`` likelier than what is declared; a few letters prove less than many."""
    sample = _telling(data)
    letters = _beyond_ascii(sample)
    readings = _readings(sample)
    best = next(iter(readings), None)
    text = sample.decode(declared, "replace")
    if codecs.lookup(declared).name not in _KNOWN:
        return None  # chardet is not asked about it, so it cannot say how likely it is
    if best is None or best == text or letters < (2 if times < 2 else 3):
        return None
    codec, likelihood = readings[best]
    _, doubted = readings.get(text, ("", 0.0))
    return data.decode(codec, "replace") if likelihood > (times + 2 / letters) * doubted else None


@lru_cache(maxsize=256)
def _readings(sample: bytes) -> Mapping[str, tuple[str, float]]:
    """The texts that ``sample`` may be, each with its codec and likelihood, the likeliest first."""
    found: dict[str, tuple[str, float]] = {}
    for codec, likelihood in _likelihoods(sample).items():
        try:
            text = codecs.getincrementaldecoder(codec)().decode(sample)  # its last letter may be torn
        except (UnicodeDecodeError, ValueError):
            continue
        found[text] = max((codec, likelihood * _as_words(text)), found.get(text, ("", 0.0)), key=_weight)
    return dict(sorted(found.items(), key=lambda one: -_weight(one[1])))


def _weight(reading: tuple[str, float]) -> float:
    return reading[1]


def _likelihoods(sample: bytes) -> Mapping[str, float]:
    import chardet

    # In a few letters chardet sees what it likes; that a charset is rare then counts more.
    penalty = 0.5 ** min(1.0, 3 / max(_beyond_ascii(sample), 1))
    found = chardet.detect_all(sample, ignore_threshold=True, include_encodings=_USUAL + _RARE)
    return {
        codec: one["confidence"] * (penalty if codec in _ODD else 1.0) * (0.8 if codec.startswith(_OLD) else 1.0)
        for one in found
        if one["encoding"] and (codec := codecs.lookup(one["encoding"]).name)
    }


def _as_words(text: str) -> float:
    """1 for words of one alphabet each, less where letters of two alphabets or drawn lines stand within words."""
    letters = len(text) - len(text.encode("ascii", "ignore"))
    return 1 - 0.9 * min(1.0, len(_MIXED.findall(text)) / max(letters, 1))


def _telling(data: bytes) -> bytes:
    """A stretch of ``data`` around its first letter beyond ASCII, from the start of a line."""
    if len(data) <= _SAMPLE:
        return data
    first = next((n for n, byte in enumerate(data) if byte > 0x7F), 0)
    start = max(data.rfind(b"\n", 0, first) + 1, first - _SAMPLE // 2)
    return data[start : start + _SAMPLE]


def _beyond_ascii(data: bytes) -> int:
    return len(data) - len(data.translate(None, _HIGH))


_ODD = frozenset(codecs.lookup(name).name for name in _RARE)
_OLD = ("mac-", "cp85", "cp866")
_KNOWN = frozenset(codecs.lookup(name).name for name in _USUAL + _RARE)
