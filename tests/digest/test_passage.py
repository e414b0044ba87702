from hypothesis import given
from hypothesis import strategies as st

from skrzynka.digest.passage import passage
from skrzynka.tests.digest.invented import LONG


def test_a_short_text_is_shown_whole() -> None:
    shown = passage("Dzień dobry,\n\nwięcej placów zabaw.", "", 90)
    assert (shown.text, shown.more) == ("Dzień dobry,\n\nwięcej placów zabaw.", 0)


def test_a_long_text_says_how_many_words_were_left_out() -> None:
    shown = passage(LONG, "", 30)
    assert len(shown.text.split()) == 30
    assert 30 + shown.more == len(LONG.split())


def test_two_words_too_many_are_no_reason_to_cut() -> None:
    assert passage(" ".join(["słowo"] * 32), "", 30).more == 0


def test_a_word_without_end_is_cut() -> None:
    shown = passage("a" * 100_000, "", 90)
    assert len(shown.text) < 1_000
    assert shown.more


def test_the_attachment_speaks_where_the_mail_does_not() -> None:
    shown = passage(" \n", "Prosimy o świetlicę.", 90)
    assert shown.text == "Prosimy o świetlicę."
    assert shown.from_attachment


def test_controls_escapes_and_overrides_are_gone() -> None:
    assert passage("a\x1b[31mb\u202ec\x00\rd", "", 90).text == "a[31mbc\nd"


@given(st.text(), st.integers(1, 50))
def test_what_is_shown_begins_the_text_and_the_words_add_up(text: str, limit: int) -> None:
    whole = passage(text, "", 10**6)
    cut = passage(text, "", limit)
    assert whole.more == 0
    assert whole.text.startswith(cut.text)
    assert bool(cut.more) == (cut.text != whole.text)
