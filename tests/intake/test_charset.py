"""Letters, whatever the label says."""

import pytest

from skrzynka.intake.charset import decode
from skrzynka.intake.records import Defect

POLISH = "Zażółć gęślą jaźń, prosimy o więcej miejsc w świetlicy."
UKRAINIAN = "Дуже прошу більше годин польської мови для дітей, є ґанок і їжа."
RUSSIAN = "Прошу больше часов польского языка для детей в начальных классах."


@pytest.mark.parametrize(
    ("text", "really", "declared"),
    [
        (POLISH, "utf-8", "us-ascii"),
        (POLISH, "utf-8", None),
        (POLISH, "utf-8", "iso-8859-1"),
        (POLISH, "utf-8", "iso-8859-2"),
        (POLISH, "cp1250", "utf-8"),
        (POLISH, "iso8859-2", "iso-8859-1"),
        (POLISH, "cp1250", "iso-8859-1"),
        (POLISH, "iso8859-2", None),
        (POLISH, "cp1250", None),
        (UKRAINIAN, "cp1251", "utf-8"),
        (UKRAINIAN, "koi8-u", None),
        (UKRAINIAN, "cp1251", "us-ascii"),
        (UKRAINIAN, "cp1251", "iso-8859-1"),
        (RUSSIAN, "koi8-r", "us-ascii"),
        (RUSSIAN, "cp1251", None),
        (RUSSIAN, "cp1251", "windows-1252"),
        ("Grüße aus München, schöne Straße", "cp1252", "us-ascii"),
        ("Où êtes-vous né, à Genève ?", "cp1252", "utf-8"),
    ],
)
def test_a_wrong_label_is_seen_through(text: str, really: str, declared: str | None) -> None:
    decoded, defects = decode(text.encode(really), declared)
    assert decoded == text
    assert declared is None or defects


@pytest.mark.parametrize(
    ("text", "codec", "declared"),
    [
        (POLISH, "cp1250", "cp-1250"),
        (RUSSIAN, "mac_cyrillic", "x-mac-cyrillic"),
        (RUSSIAN, "cp866", "cp866"),
        ("Größe", "cp850", "cp-850"),
        ("Zażółć", "utf-7", "unicode-1-1-utf-7"),
        ("简体中文", "gb18030", "gb2312"),
        ("繁體中文", "big5", "big5"),
        ("日本語", "iso2022_jp", "ISO-2022-JP"),
        ("Grüße", "cp1252", "ISO-8859-1"),
        (POLISH, "utf-8", "UTF8"),
        (POLISH, "utf-8", '"utf-8"'),
    ],
)
def test_a_right_label_is_believed_under_any_name(text: str, codec: str, declared: str) -> None:
    assert decode(text.encode(codec), declared) == (text, ())


def test_an_unknown_label_is_a_defect_and_the_text_is_read() -> None:
    assert decode(POLISH.encode(), "x-unknown") == (POLISH, (Defect.UNKNOWN_CHARSET,))
    assert decode(POLISH.encode(), "klingon-1") == (POLISH, (Defect.UNKNOWN_CHARSET,))


def test_one_broken_byte_costs_one_letter() -> None:
    text, defects = decode(POLISH.encode()[:1] + b"\xff" + POLISH.encode()[1:], "utf-8")
    assert text.replace("\ufffd", "") == POLISH
    assert Defect.UNDECODABLE_BYTES in defects


def test_windows_calls_its_own_charsets_by_the_names_of_isos() -> None:
    assert decode("zaginął, gęś i źle".encode("cp1250"), "iso-8859-2")[0] == "zaginął, gęś i źle"
    assert decode("zaginął, gęś i źle".encode("iso8859-2"), "iso-8859-2") == ("zaginął, gęś i źle", ())


def test_a_charset_that_no_guess_knows_is_believed() -> None:
    text = "Iași și Timișoara, înțelegeți"
    assert decode(text.encode("iso8859-16"), "iso-8859-16") == (text, ())


def test_japanese_in_seven_bits_needs_no_label() -> None:
    assert decode("日本語です".encode("iso2022_jp"), None)[0] == "日本語です"


@pytest.mark.parametrize("name", ["idna", "punycode", "undefined", "unicode_escape", "raw-unicode-escape", "hex"])
def test_a_codec_that_is_no_charset_is_an_unknown_one(name: str) -> None:
    assert decode(POLISH.encode(), name) == (POLISH, (Defect.UNKNOWN_CHARSET,))
