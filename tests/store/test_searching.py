"""Mails found by their words, the same in each database."""

from datetime import timedelta
from typing import Any

import pytest

from skrzynka.store import StoreError
from skrzynka.store.ledger import Ledger
from skrzynka.store.questions import MailFilter
from skrzynka.tests.store.direct import refuse
from skrzynka.tests.store.invented import NOW, duplicate, filled, opinion, other, quarantined, raw


@pytest.fixture
def letters(ledger: Ledger) -> Ledger:
    """Five mails."""
    plain: dict[str, Any] = {"subject": "", "attachment_text": "", "from_name": ""}
    return filled(
        ledger,
        opinion(1, **plain | {"text": "Brakuje boiska przy ŁĄCE i plac zabaw dla dzieci.", "from_name": "Łucja Żak"}),
        opinion(2, **plain | {"text": "Zabaw jest mało, a plac stoi pusty.", "language": "und"}),
        opinion(3, **plain | {"text": "Більше уроків.", "subject": "Комп’ютер", "attachment_text": "у додатку школа"}),
        other(4, **plain | {"text": "Kiedy szkoła otworzy boisko?"}),
        opinion(5, **plain | {"text": "L'école est loin; 公園の木", "subject": "Koniec tematu boisko"}),
    )


def found(ledger: Ledger, words: str, limit: int = 20, **wanted: Any) -> list[int]:
    return [each.row.number for each in ledger.search(words, MailFilter(**wanted), limit)]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("boiska", [1]),
        ("boisk*", [5, 4, 1]),
        ("BOISK* lace", [1]),
        ("boisk* szkoła", [4]),
        ("lucja zak", [1]),
        ("plac zabaw", [2, 1]),
        ('"plac zabaw"', [1]),
        ('"plac za"*', [1]),
        ("компютер", [3]),
        ("школа уроків", [3]),
        ("ecole", [5]),
        ("公園", [5]),
        ("園公", []),
        ('"tematu boisko" l', [5]),
        ('"boisko l"', []),
        ("boiska NOT", []),
        ("words:boiska", []),
        ("nikt", []),
        ("\ud800 boiska \0", [1]),
    ],
)
def test_all_words_are_wanted_in_any_case_and_with_any_diacritics(
    letters: Ledger, words: str, numbers: list[int]
) -> None:
    assert found(letters, words) == numbers


def test_the_latest_come_first_up_to_a_limit(letters: Ledger) -> None:
    assert found(letters, "boisk*", limit=2) == [5, 4]


def test_a_search_is_narrowed_as_a_list_is(letters: Ledger) -> None:
    assert found(letters, "boisk*", scope="edukacja") == [5, 1]
    assert found(letters, "plac", language="und") == [2]
    minute = timedelta(minutes=1)
    assert found(letters, "boisk*", received_from=NOW + 4 * minute, received_to=NOW + 5 * minute) == [4]
    assert found(letters, "boisk*", received_to=NOW + 2 * minute) == [1]
    assert found(letters, "boisk*", received_from=NOW + 6 * minute) == []


def test_an_excerpt_marks_what_was_found(letters: Ledger) -> None:
    (mail,) = letters.search("lace boisk*", MailFilter(), 20)
    assert [text for text, hit in mail.excerpt.parts if hit] == ["boiska", "ŁĄCE"]


def test_a_search_without_a_word_says_so(letters: Ledger) -> None:
    with pytest.raises(StoreError, match="there is no word in it; write one at least"):
        found(letters, "* ' \" :-)")


def test_any_number_of_words_can_be_asked_for(ledger: Ledger) -> None:
    text = " ".join(f"slowo{number}" for number in range(4000))
    filled(ledger, opinion(1, text=text))
    assert found(ledger, text) == found(ledger, f'"{" ".join(text.split()[:900])}"') == [1]
    assert found(ledger, text + " x") == []


def test_a_text_of_any_length_is_recorded_and_found_by_its_beginning(ledger: Ledger) -> None:
    cuneiform = (chr(0x12000 + number // 900) + chr(0x12000 + number % 900) for number in range(200_000))
    filled(ledger, opinion(1, text="początek " + " ".join(cuneiform)), opinion(2, text="x " + "słowo " * 500_000))
    assert found(ledger, "slowo") == [2]
    assert found(ledger, "poczatek") == [1]


def test_what_could_not_be_read_is_found_once_it_was(ledger: Ledger) -> None:
    filled(ledger, quarantined(1))
    assert found(ledger, "przedszkole") == []
    ledger.retry(1)
    ledger.record([opinion(1, text="Przedszkole")], NOW)
    ledger.record([opinion(1, text="Żłobek")], NOW)
    assert found(ledger, "przedszkole") == [1]
    assert found(ledger, "zlobek") == []


def test_a_mail_that_came_twice_is_found_twice(ledger: Ledger) -> None:
    filled(ledger, opinion(1, text="boisko"), duplicate(2, of=1, text="boisko"))
    assert found(ledger, "boisko") == [2, 1]


def test_a_mail_is_in_the_index_or_not_recorded(ledger: Ledger, any_url: str) -> None:
    ledger.archive([raw(1)], NOW)
    refuse(any_url, "INSERT", "event")
    with pytest.raises(StoreError):
        ledger.record([opinion(1, text="boisko")], NOW)
    assert found(ledger, "boisko") == []
    assert ledger.sum().pending == 1
