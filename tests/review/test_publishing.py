from skrzynka.review.publishing import PublicWindow
from skrzynka.review.work import unpublished
from skrzynka.store.ledger import Ledger
from skrzynka.tests.review.conftest import Press
from skrzynka.tests.store.invented import NOW

TO_LETTER = ("space",)


def test_only_opinions_without_a_confirmed_text_wait(ledger: Ledger) -> None:
    ledger.confirm_public(ledger.mail(1), "text", "ola", NOW)
    assert unpublished(ledger) == [2, 3, 5]


def test_masks_are_listed(masks: PublicWindow, press: Press) -> None:
    shown = press(masks, *TO_LETTER)
    assert "▶ ■ imię/nazwisko: Anna" in shown
    assert "■ telefon: 601 234 567" in shown


def test_enter_confirms_the_masked_text(masks: PublicWindow, ledger: Ledger, press: Press) -> None:
    press(masks, *TO_LETTER, "enter")
    text = ledger.public_texts()[2]
    assert "601 234 567" not in text
    assert "Kowalska" not in text
    assert "Prosimy o lampy na boisku" in text


def test_a_mask_may_be_left_out(masks: PublicWindow, ledger: Ledger, press: Press) -> None:
    press(masks, *TO_LETTER, "x", "enter")
    assert "Anna" in ledger.public_texts()[2]


def test_other_words_may_be_masked(masks: PublicWindow, ledger: Ledger, press: Press) -> None:
    press(masks, *TO_LETTER, "a", "do zimy", "enter", "enter")
    assert "do zimy" not in ledger.public_texts()[2]


def test_words_that_are_not_there_are_told(masks: PublicWindow, press: Press) -> None:
    assert "the text does not hold these words" in press(masks, *TO_LETTER, "a", "do lata", "enter")


def test_the_text_is_seen_as_it_would_be_published(masks: PublicWindow, press: Press) -> None:
    shown = press(masks, *TO_LETTER, "v")
    assert "[telefon]" in shown


def test_undo_withdraws(masks: PublicWindow, ledger: Ledger, press: Press) -> None:
    shown = press(masks, *TO_LETTER, "enter", "u")
    assert 2 not in ledger.public_texts()
    assert "2: taken back" in shown
    assert ledger.events(2)[-1].why == "taken back"
    assert ledger.mail(2).row.scope == "konflikty", "a tag is not touched"


def test_tab_goes_from_mask_to_mask(masks: PublicWindow, press: Press) -> None:
    shown = press(masks, *TO_LETTER, "tab")
    assert "▶ ■ telefon: 601 234 567" in shown or "▶ ■ imię/nazwisko: Kowalska" in shown
