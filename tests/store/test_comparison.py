from datetime import timedelta

from skrzynka.store.comparison import Comparison
from skrzynka.store.ledger import Ledger
from skrzynka.tests.store.invented import NOW

FOUND = Comparison(NOW, on_server=143, in_store=150, both=140, unexplained=1)


def test_nothing_is_known_before_the_first_comparison(ledger: Ledger) -> None:
    assert ledger.comparison() is None


def test_the_last_comparison_is_kept_over_restarts(url: str) -> None:
    later = Comparison(NOW + timedelta(days=1), on_server=1, in_store=1, both=1, unexplained=0)
    with Ledger.open(url) as ledger:
        ledger.record_comparison(FOUND)
        ledger.record_comparison(later)
    with Ledger.open(url) as ledger:
        assert ledger.comparison() == later


def test_every_mail_is_in_one_of_the_numbers() -> None:
    assert (FOUND.arriving, FOUND.only_in_store) == (2, 10)
