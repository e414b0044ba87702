from hypothesis import given
from hypothesis import strategies as st

from skrzynka.neutral import neutral, one_line


def test_terminal_escapes_and_bidi_overrides_are_gone() -> None:
    assert neutral("a\x1b[31mb\x9b2Jc\u202egpj.exe\u2066") == "a[31mb2Jcgpj.exe"


def test_lines_letters_and_emoji_sequences_stay() -> None:
    text = "Zażółć\nгоюʼ\tمرحبا 👩\u200d👧 ❤️"
    assert neutral(text) == text


def test_a_carriage_return_cannot_overwrite_a_line() -> None:
    assert neutral("good\rbad") == "good\nbad"


@given(st.text())
def test_one_line_is_one_line_and_does_not_change_twice(text: str) -> None:
    once = one_line(text)
    assert len(once.splitlines()) <= 1
    assert one_line(once) == once
