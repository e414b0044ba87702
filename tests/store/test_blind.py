"""Blind tags: events that change nothing."""

import pytest

from skrzynka.store.door import NotFoundError
from skrzynka.store.ledger import Ledger
from skrzynka.store.questions import MailFilter
from skrzynka.store.records import Action
from skrzynka.tests.store.invented import NOW, opinion, raw


@pytest.fixture
def two(ledger: Ledger) -> Ledger:
    ledger.archive([raw(1), raw(2)], NOW)
    ledger.record([opinion(1), opinion(2)], NOW)
    return ledger


def test_a_blind_tag_is_an_event_and_changes_no_tag(two: Ledger) -> None:
    before = two.rows(MailFilter())
    assert two.record_blind({1: ("procesy", None), 2: (None, None)}, "ola", NOW) == 2
    assert two.rows(MailFilter()) == before
    assert two.corrected() == []
    assert two.last_correction() == 0, "nothing is learned from it"
    assert [(event.number, event.scope, event.by) for event in two.blind_tags()] == [
        (1, "procesy", "ola"), (2, None, "ola"),
    ]  # fmt: skip
    assert two.events(1)[-1].action is Action.BLIND


def test_what_a_person_said_already_is_not_said_again(two: Ledger) -> None:
    two.record_blind({1: ("procesy", None), 2: (None, None)}, "ola", NOW)
    assert two.record_blind({1: ("procesy", None), 2: ("konflikty", None)}, "ola", NOW) == 1
    assert two.record_blind({1: ("procesy", None)}, "jan", NOW) == 1
    assert len(two.blind_tags()) == 4


def test_one_unknown_number_and_none_is_taken_in(two: Ledger) -> None:
    with pytest.raises(NotFoundError):
        two.record_blind({1: ("procesy", None), 99: (None, None)}, "ola", NOW)
    assert two.blind_tags() == []


def test_the_machine_s_own_tag_is_known_after_a_person_corrected_it(two: Ledger) -> None:
    found = two.machine_tags([1, 2])
    two.retag(1, "konflikty", None, "", "anna", NOW)
    assert two.machine_tags([1, 2]) == found
    assert two.machine_tags([]) == {}
