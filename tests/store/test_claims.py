from datetime import timedelta

from skrzynka.store.ledger import Ledger
from skrzynka.tests.store.invented import NOW, filled, opinion

LATER = NOW + timedelta(minutes=5)


def claim(ledger: Ledger, holder: str, *numbers: int, now: object = NOW) -> int | None:
    return ledger.claim(numbers, holder, holder.title(), now, now + timedelta(minutes=5))  # type: ignore[arg-type,operator]


def test_two_windows_get_different_mails(ledger: Ledger) -> None:
    filled(ledger, opinion(1), opinion(2))
    assert [claim(ledger, "anna", 1, 2), claim(ledger, "ola", 1, 2), claim(ledger, "piotr", 1, 2)] == [1, 2, None]
    assert [ledger.holder_of(number, NOW) for number in (1, 2)] == ["Anna", "Ola"]


def test_a_window_holds_one_mail_and_may_hold_it_again(ledger: Ledger) -> None:
    filled(ledger, opinion(1), opinion(2))
    assert [claim(ledger, "anna", 1), claim(ledger, "anna", 1), claim(ledger, "anna", 2)] == [1, 1, 2]
    assert claim(ledger, "ola", 1, 2) == 1


def test_what_a_window_lets_go_is_free(ledger: Ledger) -> None:
    filled(ledger, opinion(1))
    claim(ledger, "anna", 1)
    ledger.let_go("anna")
    assert (ledger.holder_of(1, NOW), claim(ledger, "ola", 1)) == ("", 1)


def test_a_window_that_was_torn_away_holds_nothing_for_ever(ledger: Ledger) -> None:
    filled(ledger, opinion(1))
    claim(ledger, "anna", 1)
    assert ledger.holder_of(1, LATER) == ""
    assert claim(ledger, "ola", 1, now=LATER) == 1
