from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skrzynka.classify.additions import added, common
from skrzynka.classify.campaigns import Likeness, Place, campaigns, compare, letter
from skrzynka.tests.classify.letters import CLUBS, CLUBS_UK, OPINIONS, OWN, PLAYGROUND, SHORT

HALF = CLUBS.index(" Świetlica")


def likeness(one: str, other: str) -> Likeness:
    return compare(letter(one), letter(other))[0]


@pytest.mark.parametrize(
    "variant",
    [
        CLUBS.upper(),
        CLUBS.translate(str.maketrans("ąćęłńóśźż", "acelnoszz")),
        CLUBS.replace(" ", "\n"),
        CLUBS.replace("osiemnastej", "siedemnastej").replace("choć jedną osobę", "dwie osoby"),
        CLUBS.replace("Szanowni Państwo", "Dzień dobry") + " Z poważaniem, Jan Nowak",
        f"{OWN}\n\n{CLUBS}",
        f"{CLUBS[:HALF]} {OWN}{CLUBS[HALF:]}",
        f"{CLUBS}\n\n{OWN}",
    ],
    ids=["case", "no diacritics", "lines", "words changed", "signed", "own start", "own middle", "own end"],
)
def test_a_form_letter_is_known_however_it_is_sent(variant: str) -> None:
    assert likeness(CLUBS, variant) is Likeness.SAME
    assert likeness(variant, CLUBS) is Likeness.SAME


def test_a_form_letter_under_a_long_comment_is_found_in_it() -> None:
    comment = " ".join([OWN, PLAYGROUND, CLUBS_UK])
    for mail in (f"{comment}\n\n{CLUBS}", f"{CLUBS}\n\n{comment}", f"{PLAYGROUND}\n{CLUBS}\n{CLUBS_UK} {OWN}"):
        assert likeness(mail, CLUBS) is Likeness.HOLDER
        assert likeness(CLUBS, mail) is Likeness.HELD


def test_what_two_people_write_by_themselves_stays_apart() -> None:
    for one, other in combinations((*SHORT, *OPINIONS, OWN, CLUBS, CLUBS_UK, PLAYGROUND), 2):
        assert likeness(one, other) is Likeness.OTHER


def test_not_even_equal_words_make_a_campaign_of_a_short_opinion() -> None:
    for text in SHORT:
        assert likeness(text, text) is Likeness.OTHER
        assert letter(text).shingles == ()


def test_a_short_letter_may_differ_by_a_name_only() -> None:
    asks = "Proszę o świetlicę czynną do osiemnastej w każdej szkole podstawowej, w której uczą się dzieci z Ukrainy"
    assert likeness(f"{asks}. Jan Nowak", f"{asks}. Anna Lis") is Likeness.SAME
    assert likeness(f"{asks}.", f"{asks}, bo moja córka siedzi codziennie sama w domu.") is Likeness.OTHER


@given(st.text(max_size=400), st.text(max_size=400))
def test_any_text_can_be_compared(one: str, other: str) -> None:
    there, shared = compare(letter(one), letter(other))
    back, _ = compare(letter(other), letter(one))
    mirrored = {Likeness.HOLDER: Likeness.HELD, Likeness.HELD: Likeness.HOLDER}
    assert back is mirrored.get(there, there)
    assert 0 <= shared <= min(letter(one).words, letter(other).words)
    assert added(one, other) == added(one, other, "")
    assert common([one, one, other]) or not letter(one).shingles


def place(number: int, core: int, holds: int | None = None) -> Place:
    return Place(number, number, 50, core, holds, 50 if holds else 0)


def test_a_letter_that_holds_another_one_is_of_its_campaign() -> None:
    assert campaigns([place(1, 1), place(2, 2, holds=1), place(3, 3)]) == {1: [1, 2]}


def test_a_letter_that_holds_two_campaigns_does_not_make_one_of_them() -> None:
    both = place(5, 1, holds=3)  # mostly the first, and all of the second
    assert campaigns([place(1, 1), place(2, 1), place(3, 3), place(4, 3), both]) == {1: [1, 2, 5], 3: [3, 4]}


def test_letters_that_hold_each_other_in_a_ring_are_one_campaign() -> None:
    assert campaigns([place(3, 3, holds=1), place(1, 1, holds=2), place(2, 2, holds=3)]) == {1: [1, 2, 3]}


def test_what_is_common_is_the_form_and_what_is_added_the_rest() -> None:
    signed = [f"{CLUBS} Z poważaniem, {name}" for name in ("Jan Nowak", "Anna Lis", "Ewa Mak")]
    texts = [*signed, f"{OWN}\n\n{CLUBS}", f"{CLUBS[:HALF]} {OWN}{CLUBS[HALF:]}"]
    form = common(texts)
    assert form.startswith("Szanowni Państwo, popieram wydłużenie")
    assert form.endswith("na ten cel. Z poważaniem,")
    assert [added(text, form, "Jan Nowak") for text in texts] == [[], ["Anna Lis"], ["Ewa Mak"], [OWN], [OWN]]


def test_what_is_common_has_a_gap_where_everybody_wrote_something_else() -> None:
    texts = [f"{CLUBS[:HALF]} {own}{CLUBS[HALF:]}" for own in (OWN, PLAYGROUND, CLUBS_UK)]
    assert common(texts) == f"{CLUBS[:HALF]} […]{CLUBS[HALF:]}"
    assert common([]) == ""


def test_a_phrase_of_the_forms_within_what_was_added_does_not_cut_it_up() -> None:
    own = "Mój syn wraca sam, bo wszyscy sąsiedzi pracują zmianowo i nie ma na to rady."
    assert added(f"{CLUBS} {own}", CLUBS) == [own]
