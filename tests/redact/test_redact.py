"""Personal data is found where it stands, and what is none is left alone."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skrzynka.benchmarks.redacting import HERE, measured
from skrzynka.redact.leaks import Leak, leaks
from skrzynka.redact.propose import LIMIT, apply, propose
from skrzynka.redact.records import Kind, Known

NAMES = {kind: kind.value for kind in Kind}


def masked(text: str, name: str = "", address: str = "") -> str:
    return apply(text, propose(text, Known(name, address)), NAMES)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Piszcie na a.b+c@poczta.example.", "Piszcie na [email]."),
        ("Tel. +48 601 234 567 albo 71 333 22 11", "Tel. [phone] albo [phone]"),
        ("PESEL 10211512345, konto 61 1090 1014 0000 0712 1981 2874", "PESEL [pesel], konto [iban]"),
        ("Mieszkam przy ul. Długiej 14/3.", "Mieszkam przy ul. [address]."),
        ("Живу на вул. Садова, 15, кв. 7.", "Живу на вул. [address]."),
        ("Syn jest w klasie 4b w SP 12.", "Syn jest w klasie [school] w SP [school]."),
        ("Сын в школе № 45, ему тяжело.", "Сын в школе [school], ему тяжело."),
        ("ur. 15.01.2010", "ur. [birth]"),
        ("Anna Nowak i Piotrowi Wolnemu", "[name] i [name]"),
        ("З повагою,\nОлена Коваленко", "З повагою,\n[name]"),
        ("Uczy nas Zenobiusz, a Wieńczysława pomaga.", "Uczy nas [name], a [name] pomaga."),
        ("Mentorami byli Wołodymyr i Żanna.", "Mentorami byli [name] i [name]."),
        ("Nie podoba mi się.\nŁączę ukłony\nSeweryn Gołąb", "Nie podoba mi się.\nŁączę ukłony\n[name]"),
        ("Tak mówi student Wieńczysław, ale też Górska.", "Tak mówi student [name], ale też [name]."),
        ("Moje dziecko Jagnieszka lubi Czechowskiego.", "Moje dziecko [name] lubi [name]."),
        ("PESEL 661002 40807, tel. 605 12 34 56", "PESEL [pesel], tel. [phone]"),
        ("Дзвоніть (067) 333-22-11", "Дзвоніть [phone]"),
        ("IBAN UA07 6200 7532 9261 2652 0642 79287 Дякую", "IBAN [iban] Дякую"),
    ],
)
def test_each_kind_is_masked_in_each_language(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_the_senders_name_is_found_in_every_case_and_without_a_capital() -> None:
    assert masked("wierzbicka pyta, a Wierzbickiej nikt nie słucha", "Anna Wierzbicka") == (
        "[name] pyta, a [name] nikt nie słucha"
    )


@pytest.mark.parametrize(
    "text",
    [
        "W maju i w marcu 2022 roku przyszło 1 200 osób, autobus 145 nie jechał.",
        "Spotkanie 2 czerwca 2022 o 12:30 było świetne.",
        "Wrocław należy do sieci Miast Międzykulturowych.",
        "Треба 3 гойдалки і 2 лавки у дворі.",
        "Budżet to 1 200 000 zł, z tego 350 000 na szkoły.",
        "Most Milenijny i ulica Piłsudskiego, rondo Regana, konkurs imienia Edyty Stein.",
        "Mieszkam na Brochowie, córka przyjechała z Charkowa, a syn z Lublina.",
        "Proszę Państwa o to samo, o co prosi Rada i Caritas.",
        "Автобус до Вроцлава їде з Києва, а далі на Брохув.",
    ],
)
def test_what_is_nobodys_is_left_as_it_is(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize("file", ["redacting.txt", "redacting_kept.txt", "redacting_more.txt", "redacting_unseen.txt"])
def test_the_measured_letters_keep_what_was_reached(file: str) -> None:
    marked, found, masks, good, _ = measured(HERE / file)
    for kind in ("email", "phone", "pesel", "iban"):
        assert found[kind] == marked[kind]
    assert found["name"] >= 0.9 * marked["name"]
    assert good >= 0.9 * masks


@given(st.text(max_size=400), st.text(max_size=40))
def test_any_text_has_masks_in_its_order_and_none_over_another(text: str, name: str) -> None:
    masks = propose(text, Known(name, name))
    assert all(0 <= mask.start < mask.end <= len(text) for mask in masks)
    assert all(one.end <= other.start for one, other in pairwise(masks))


@pytest.mark.parametrize(
    "text", ["1" * 20_000, "a@" * 10_000, "ul. " * 5_000, "A" * 20_000, "+48 " * 5_000, "Anna " * 4_000]
)
def test_hostile_runs_take_no_time(text: str) -> None:
    assert apply(text, propose(text), NAMES) is not None


def test_what_is_too_long_to_be_looked_at_is_masked_whole() -> None:
    assert masked("x" * LIMIT + " Jan Kowalski").endswith("[name]")


def test_leaks_are_told_by_row_and_kind_and_never_by_their_words() -> None:
    found = leaks([(3, "Proszę o plac zabaw."), (4, "Dzwonić: 601 234 567, a@b.example, 601 234 568")])
    assert found == [Leak(4, Kind.PHONE), Leak(4, Kind.EMAIL)]
    assert "601" not in repr(found)
