"""Words that are found however they are typed."""

import re
import time
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skrzynka.store.folding import words


def folded(text: str) -> list[str]:
    return [word.folded for word in words(text)]


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("ŻÓŁĆ", "zolc"),
        ("Łódź", "lodz"),
        ("mała ławka", "mala lawka"),
        ("Příliš žluťoučký kůň", "prilis zlutoucky kun"),
        ("Straße", "strasse"),
        ("Ærø", "aero"),
        ("Đà Nẵng", "da nang"),
        ("İSTANBUL ve Iğdır", "istanbul ve igdir"),
        ("Ёжик", "ежик"),
        ("Ґанок", "ганок"),
        ("комп’ютер", "компютер"),
        ("компʼютер", "компютер"),
        ("ΠΑΙΔΊ", "παιδι"),
        ("مَدْرَسَة", "مدرسة"),
        ("\N{LATIN SMALL LIGATURE FI}nanse", "finanse"),
        ("za\u00adba\u200bwa", "zabawa"),
        ("Z\u0307o\u0301l\u0301ty", "zolty"),
    ],
)
def test_case_and_diacritics_make_no_difference(typed: str, plain: str) -> None:
    assert folded(typed) == folded(plain) == plain.split()


def test_signs_part_words_and_an_apostrophe_does_so_outside_cyrillic() -> None:
    assert folded("e-mail, l'école; x_y 5a") == ["e", "mail", "l", "ecole", "x", "y", "5a"]
    assert folded("м'яч об'єкт 'так'") == ["мяч", "обєкт", "так"]


def test_scripts_without_spaces_are_words_sign_by_sign() -> None:
    assert folded("公園の木") == ["公", "園", "の", "木"]
    assert folded("park公園") == ["park", "公", "園"]


def test_a_vowel_sign_of_india_parts_no_word() -> None:
    assert len(folded("हिन्दी भाषा")) == 2


def test_each_word_tells_where_it_stands() -> None:
    text = "Na ulicy Łąkowej, koło sklepu"
    assert [text[word.start : word.end] for word in words(text)] == ["Na", "ulicy", "Łąkowej", "koło", "sklepu"]


@given(st.text())
def test_a_folded_word_needs_no_quoting_anywhere_and_folds_to_itself(text: str) -> None:
    for word in words(text):
        assert not re.search(r"[\s'\"\\\\:*&|!<>()\x00-\x20¶]", word.folded)
        assert 0 < len(word.folded) <= 64


@pytest.mark.parametrize("piece", ["a", "a ", "'", "м'", "\u0301", "公", "\u00ad", "\ufdfa"])
def test_a_hostile_text_takes_no_longer_than_its_length(piece: str) -> None:
    begun = time.process_time()
    for _ in words(piece * 200_000):
        pass
    assert time.process_time() - begun < 2


@pytest.mark.parametrize("letter", ["ó", "й", "ї", "ё", "が"])
def test_normal_forms_are_one(letter: str) -> None:
    assert folded(normalize("NFD", letter)) == folded(normalize("NFC", letter))
