import random
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skrzynka.store import StoreError
from skrzynka.store.ledger import Ledger
from skrzynka.store.records import Entry
from skrzynka.tests.classify.letters import CLUBS, CLUBS_UK, OPINIONS, OWN, PLAYGROUND, SHORT
from skrzynka.tests.store.direct import allow, direct, refuse
from skrzynka.tests.store.invented import NOW, filled, opinion, other, raw

LONG = " ".join([OWN, PLAYGROUND, CLUBS_UK])
TEXTS = [
    OPINIONS[0],  # 1
    CLUBS,
    f"{CLUBS} Z poważaniem, Jan Nowak",
    SHORT[0],
    PLAYGROUND,  # 5
    f"{OWN}\n\n{CLUBS}",
    SHORT[0],
    f"{LONG}\n\n{CLUBS}",
    PLAYGROUND.upper(),
    OPINIONS[1],  # 10
    CLUBS,
    CLUBS_UK,
    f"{CLUBS}\n\n{LONG}",
    OPINIONS[2],
    CLUBS_UK.replace("вісімнадцятої", "сьомої"),  # 15
]
GROUPS = {2: (2, 3, 6, 8, 11, 13), 5: (5, 9), 12: (12, 15)}


def entry(number: int, text: str) -> Entry:
    return opinion(number, text=text, attachment_text="", fingerprint=text)


def groups(ledger: Ledger) -> dict[int, Sequence[int]]:
    return {campaign.number: campaign.numbers for campaign in ledger.campaigns()}


@pytest.fixture
def mixed(ledger: Ledger) -> Ledger:
    return filled(ledger, *(entry(number, text) for number, text in enumerate(TEXTS, start=1)))


def test_letters_are_grouped_with_those_that_they_are_like(mixed: Ledger) -> None:
    assert groups(mixed) == {}
    assert mixed.group() == len(TEXTS)
    assert groups(mixed) == GROUPS
    assert next(iter(groups(mixed))) == 2  # the largest first


def test_grouping_again_changes_nothing(mixed: Ledger) -> None:
    mixed.group()
    assert mixed.group() == 0
    assert groups(mixed) == GROUPS


def test_a_campaign_counts_letters_senders_and_texts(ledger: Ledger) -> None:
    same = {"text": CLUBS, "attachment_text": ""}
    filled(
        ledger,
        opinion(1, **same, from_email="Ola@example.org"),
        opinion(2, **same, from_email="ola@example.org", language="uk"),
        opinion(3, **same | {"text": f"{CLUBS} Jan"}, from_email=""),
        opinion(4, **same, from_email="", tag=None),
    )
    ledger.group()
    (campaign,) = ledger.campaigns()
    assert (len(campaign.letters), campaign.senders, campaign.texts) == (4, 3, 2)
    assert campaign.languages == {"pl": 3, "uk": 1}
    assert campaign.scopes == {"edukacja": 3, None: 1}


def test_a_form_letter_in_an_attachment_is_known_too(ledger: Ledger) -> None:
    filled(ledger, opinion(1, text="W załączniku.", attachment_text=CLUBS), entry(2, CLUBS))
    ledger.group()
    assert groups(ledger) == {1: (1, 2)}
    assert ledger.texts([1]) == {1: f"W załączniku.\n\n{CLUBS}"}


def test_only_opinions_count(ledger: Ledger) -> None:
    filled(ledger, entry(1, CLUBS), entry(2, CLUBS), other(3, text=CLUBS, attachment_text=""))
    ledger.group()
    assert groups(ledger) == {1: (1, 2)}
    ledger.retag(3, "edukacja", None, "asks for it", "Ola", NOW)
    ledger.group()
    assert groups(ledger) == {1: (1, 2, 3)}
    ledger.undo(3, "Ola", NOW)
    assert groups(ledger) == {1: (1, 2)}


def test_a_letter_that_is_taken_out_of_the_store_leaves_the_others_grouped(url: str) -> None:
    with Ledger.open(url) as ledger:
        filled(ledger, *(entry(number, text) for number, text in enumerate(TEXTS, start=1))).group()
        with ledger._writing() as session:
            for table in ("event", "mail"):
                session.connection().exec_driver_sql(f"DELETE FROM {table} WHERE number = 2")
        left, last = GROUPS[2][1:], len(TEXTS) + 1
        assert groups(ledger)[3] == left
        ledger.archive([raw(last)], NOW)
        ledger.record([entry(last, CLUBS.replace("Proszę", "Prosimy"))], NOW)
        ledger.group()
        assert groups(ledger)[3] == (*left, last)


def test_a_crash_in_between_leaves_nothing_half_done(mixed: Ledger, any_url: str) -> None:
    refuse(any_url, "INSERT", "campaign_run")
    with pytest.raises(StoreError):
        mixed.group()
    assert direct(any_url, "SELECT count(*) FROM campaign_letter") == [(0,)]
    allow(any_url, "campaign_run")
    mixed.group()
    assert groups(mixed) == GROUPS


def test_letters_that_arrive_one_by_one_are_grouped_as_those_that_come_together(ledger: Ledger) -> None:
    ledger.archive([raw(number) for number in range(1, len(TEXTS) + 1)], NOW)
    for number, text in enumerate(TEXTS, start=1):
        ledger.record([entry(number, text)], NOW)
        ledger.group()
    assert groups(ledger) == GROUPS


def test_a_stop_leaves_the_rest_for_the_next_time(mixed: Ledger) -> None:
    assert mixed.group(lambda: True) == 0
    assert mixed.group() == len(TEXTS)


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(1, len(TEXTS) + 1)), st.lists(st.integers(1, 6), min_size=15, max_size=15))
def test_no_order_of_reading_and_no_size_of_batches_makes_other_groups(order: list[int], sizes: list[int]) -> None:
    with TemporaryDirectory() as folder, Ledger.open(f"sqlite:///{folder}/a.db") as ledger:
        ledger.archive([raw(number) for number in range(1, len(TEXTS) + 1)], NOW)
        waiting = list(order)
        for size in sizes:
            ledger.record([entry(number, TEXTS[number - 1]) for number in waiting[:size]], NOW)
            ledger.group()
            del waiting[:size]
        assert groups(ledger) == GROUPS


def test_a_phrase_that_everybody_uses_keeps_no_letter_from_its_campaign(url: str) -> None:
    chance, words = random.Random(5), sorted({*OWN.split(), *CLUBS.split(), *" ".join(OPINIONS).split()})
    texts = [f"{OPINIONS[0]} {' '.join(chance.choices(words, k=25))}" for _ in range(200)]
    texts[50:50] = [f"{OPINIONS[0][:90]} {CLUBS} {number}" for number in range(30)]
    with Ledger.open(url) as ledger:
        filled(ledger, *(entry(number, text) for number, text in enumerate(texts, start=1)))
        ledger.group()
        assert set(range(51, 81)) in [set(numbers) for numbers in groups(ledger).values()]


def test_the_groups_outlive_the_program(mixed: Ledger, any_url: str, tmp_path: Path) -> None:
    mixed.group()
    with Ledger.open(any_url) as again:
        assert groups(again) == GROUPS
