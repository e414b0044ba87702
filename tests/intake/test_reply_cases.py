"""The writer's own words in mails of many programs and languages. The two errors are counted apart."""

import pytest

from skrzynka.intake.html import to_text
from skrzynka.intake.reply import cut
from skrzynka.tests.intake.replies.corpus import Case, Score, cases, score

Scored = list[tuple[Case, Score]]


@pytest.fixture(scope="module")
def scored() -> Scored:
    return [(case, score(cut(case.text or to_text(case.html)).text, case.expected)) for case in cases()]


def test_the_cases_are_many_and_each_has_a_name() -> None:
    names = [case.name for case in cases()]
    assert len(names) == len(set(names)) > 800


def test_nearly_every_text_is_what_a_person_would_mark(scored: Scored) -> None:
    misses = [case.name for case, result in scored if not result.right]
    assert len(misses) <= 0.01 * len(scored), misses


def test_own_words_are_hardly_ever_lost(scored: Scored) -> None:
    losses = [case.name for case, result in scored if result.lost > 0.05]
    assert len(losses) <= 0.005 * len(scored), losses


def test_quoted_words_are_seldom_left(scored: Scored) -> None:
    rests = [case.name for case, result in scored if result.left > 0.05]
    assert len(rests) <= 0.01 * len(scored), rests
