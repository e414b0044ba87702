"""What a person looks for, and where a text has it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skrzynka.store.phrases import Phrase, excerpt, phrases


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("boisko", [Phrase(("boisko",))]),
        ("Boisk* szkoła", [Phrase(("boisk",), prefix=True), Phrase(("szkola",))]),
        ('"plac zabaw" dzieci', [Phrase(("plac", "zabaw")), Phrase(("dzieci",))]),
        ("„plac zabaw”", [Phrase(("plac", "zabaw"))]),
        ("«детская площадка»", [Phrase(("детская", "площадка"))]),
        ('"plac zab*"', [Phrase(("plac", "zab"), prefix=True)]),
        ('"plac zab"*', [Phrase(("plac", "zab"), prefix=True)]),
        ("e-mail", [Phrase(("e", "mail"))]),
        ('"nie zamknięty', [Phrase(("nie", "zamkniety"))]),
        ('a"b', [Phrase(("a",)), Phrase(("b",))]),
        ("a a", [Phrase(("a",))]),
        ("OR AND NOT", [Phrase(("or",)), Phrase(("and",)), Phrase(("not",))]),
        ("* \" '' ()", []),
        ("", []),
    ],
)
def test_what_a_person_types_is_words_and_never_a_mistake(typed: str, wanted: list[Phrase]) -> None:
    assert list(phrases(typed)) == wanted


def marked(texts: list[str], typed: str) -> str:
    return "".join(f"[{text}]" if hit else text for text, hit in excerpt(texts, phrases(typed)).parts)


def test_an_excerpt_marks_all_that_was_found_as_it_was_written() -> None:
    text = "Przy ŁĄCE brakuje boiska, a plac zabaw jest za mały."
    assert marked([text], 'lace boisk* "plac zabaw"') == "Przy [ŁĄCE] brakuje [boiska], a [plac zabaw] jest za mały."


def test_an_excerpt_of_a_long_text_begins_and_ends_between_words() -> None:
    text = "słowo " * 100 + "boisko " + "koniec " * 100
    found = marked([text], "boisko")
    assert found.startswith("…słowo ")
    assert found.endswith("koniec…")
    assert "[boisko]" in found
    assert len(found) < 250


def test_an_excerpt_is_of_the_first_text_that_has_it() -> None:
    assert marked(["nic", "w załączniku boisko", "boisko"], "boisko") == "w załączniku [boisko]"
    assert marked(["", "nic"], "boisko") == "nic"
    assert marked(["", ""], "boisko") == ""


def test_a_phrase_is_not_found_where_its_words_are_apart() -> None:
    assert marked(["plac duży zabaw, plac zabaw"], '"plac zabaw"') == "plac duży zabaw, [plac zabaw]"


@given(st.text(), st.lists(st.text(), max_size=3))
def test_an_excerpt_is_a_piece_of_the_text_whatever_was_typed(typed: str, texts: list[str]) -> None:
    wanted = phrases(typed)
    if wanted:
        parts = excerpt(texts, wanted).parts
        assert any("".join(part for part, _ in parts).strip("…") in text for text in [*texts, ""])
