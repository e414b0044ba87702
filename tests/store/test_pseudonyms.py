"""Senders under other names."""

from skrzynka.store.ledger import Ledger
from skrzynka.store.pseudonyms import pseudonym
from skrzynka.tests.store.invented import filled, opinion


def test_an_address_has_one_name_in_whatever_case_and_for_as_long_as_the_store_lives(
    ledger: Ledger, any_url: str
) -> None:
    named = ledger.pseudonyms()
    assert named("Mieszkaniec@Poczta.example") == named("mieszkaniec@poczta.example") != named("inna@poczta.example")
    with Ledger.open(any_url) as again:
        assert again.pseudonyms()("mieszkaniec@poczta.example") == named("mieszkaniec@poczta.example")


def test_another_consultation_gives_other_names() -> None:
    assert pseudonym(b"one", "a@poczta.example") != pseudonym(b"two", "a@poczta.example")


def test_a_name_is_short_and_cannot_be_misread_and_nobody_has_none() -> None:
    names = {pseudonym(b"key", f"{number}@poczta.example") for number in range(5000)}
    assert len(names) == 5000
    assert all(len(name) == 11 and name.startswith("os-") for name in names)
    assert not set("".join(name.removeprefix("os-") for name in names)) & set("ILOUilou")
    assert pseudonym(b"key", "") == ""


def test_an_address_that_is_no_text_at_all_has_a_name_too(ledger: Ledger) -> None:
    filled(ledger, opinion(1, from_email="\ud800@poczta.example"))
    assert ledger.pseudonyms()(ledger.mail(1).row.from_email).startswith("os-")
    assert pseudonym(b"key", "\ud800").startswith("os-")
