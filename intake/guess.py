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

_SAMPLE = 4_000
"""Bytes that are looked at; a page of letters tells as much as a book."""


def likeliest(data: bytes) -> str | None:
    """The text that ``data`` most likely is; None where it looks like no text."""
    return next(iter(_readings(data)), None)


def likelier(data: bytes, text: str, times: float) -> str | None:
    """Another text that ``data`` is ``times`` likelier than ``text``; a few letters prove less than many."""
    readings = _readings(data)
    best = next(iter(readings), None)
    if best is None or best == text:
        return None
    letters = _beyond_ascii(data)
    if letters < (2 if times < 2 else 3):
        return None
    needed = times + 2 / letters
    return best if readings[best] > needed * readings.get(text, 0.0) else None


@lru_cache(maxsize=64)
def _readings(data: bytes) -> Mapping[str, float]:
    """The texts that ``data`` may be, each with its likelihood, the likeliest first."""
    weights: dict[str, float] = {}
    for codec, likelihood in _likelihoods(_telling(data)).items():
        try:
            text = data.decode(codec)
        except (UnicodeDecodeError, ValueError):
            continue
        weights[text] = max(likelihood * _as_words(text), weights.get(text, 0.0))
    return dict(sorted(weights.items(), key=lambda one: -one[1]))


def _likelihoods(sample: bytes) -> Mapping[str, float]:
    import chardet

    # In a few letters chardet sees what it likes; that a charset is rare then counts more.
    penalty = 0.5 ** min(1.0, 3 / max(_beyond_ascii(sample), 1))
    found = chardet.detect_all(sample, ignore_threshold=True, include_encodings=_USUAL + _RARE)
    return {
        codec: one["confidence"] * (penalty if codec in _ODD else 1.0)
        for one in found
        if one["encoding"] and (codec := codecs.lookup(one["encoding"]).name)
    }


def _as_words(text: str) -> float:
    """1 for words of one alphabet each, less where letters of two alphabets or drawn lines stand within words."""
    letters = sum(not c.isascii() for c in text[:_SAMPLE])
    return float(1 - 0.9 * min(1.0, len(_MIXED.findall(text[:_SAMPLE])) / max(letters, 1)))


def _telling(data: bytes) -> bytes:
    """A stretch of ``data`` around its first letter beyond ASCII, from the start of a line."""
    if len(data) <= _SAMPLE:
        return data
    first = next((n for n, byte in enumerate(data) if byte > 0x7F), 0)
    start = max(data.rfind(b"\n", 0, first) + 1, first - _SAMPLE // 2)
    return data[start : start + _SAMPLE]


def _beyond_ascii(data: bytes) -> int:
    return sum(byte > 0x7F for byte in data)


_ODD = frozenset(codecs.lookup(name).name for name in _RARE)
