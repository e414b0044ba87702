from datetime import date, timedelta

import pytest

from skrzynka.digest.daily import daily
from skrzynka.digest.records import Digest
from skrzynka.settings import Settings
from skrzynka.store.questions import Counts, LedgerSum
from skrzynka.store.records import Kind, State, StoredMail
from skrzynka.tests.digest.invented import DAY, MORNING, WELL, YESTERDAY, mail, total

JUNE_FIRST = date(2022, 6, 1)


def told(settings: Settings, mails: list[StoredMail], counts: Counts | None = None) -> Digest:
    counted = counts or Counts()
    return daily(
        settings, JUNE_FIRST, mails, total(mails), counted, covers_from=YESTERDAY, covers_to=MORNING, condition=WELL
    )


def test_new_opinions_stand_under_their_scopes_in_the_scopes_order(settings: Settings) -> None:
    groups = told(settings, DAY).groups
    assert [(group.scope and group.scope.number, [o.number for o in group.opinions]) for group in groups] == [
        (1, [9, 10]),
        (2, [11]),
        (5, [13]),
        (6, [12]),
        (None, [17]),
    ]


def test_what_the_machine_doubts_waits_for_a_person_with_the_likeliest_scopes(settings: Settings) -> None:
    doubtful = told(settings, DAY).attention.doubtful
    assert [opinion.number for opinion in doubtful] == [14, 15]
    candidates = [(c.scope and c.scope.key, c.probability) for c in doubtful[0].candidates]
    assert candidates == [("spolecznosci", 0.46), ("procesy", 0.38), (None, 0.09)]


def test_a_scope_that_is_hardly_likely_is_not_offered(settings: Settings) -> None:
    doubtful = mail(1, needs_review=True, ranking=(("edukacja", 0.6), ("procesy", 0.36), ("konflikty", 0.04)))
    assert len(told(settings, [doubtful]).attention.doubtful[0].candidates) == 2


def test_unread_unsure_and_out_of_time_mail_needs_a_person_too(settings: Settings) -> None:
    attention = told(settings, DAY).attention
    assert [notice.number for notice in attention.unread] == [16]
    assert [notice.number for notice in attention.unsure] == [22]
    assert [opinion.number for opinion in attention.out_of_time] == [15]


def test_a_mail_that_needs_a_person_for_two_reasons_counts_once(settings: Settings) -> None:
    assert told(settings, DAY).attention.new == 4


def test_every_new_opinion_is_told_exactly_once(settings: Settings) -> None:
    digest = told(settings, DAY)
    numbers = [o.number for g in digest.groups for o in g.opinions] + [o.number for o in digest.attention.doubtful]
    assert sorted(numbers) == [m.row.number for m in DAY if m.row.state is State.OPINION]
    assert digest.new == len(numbers)


def test_other_mail_is_counted_by_kind(settings: Settings) -> None:
    assert dict(told(settings, DAY).other) == {
        Kind.AUTO_REPLY: 2, Kind.NEWSLETTER: 1, Kind.DUPLICATE: 1, Kind.QUESTION: 1,
    }  # fmt: skip


def test_a_scope_nobody_wrote_on_has_a_bar_of_nothing(settings: Settings) -> None:
    figures = told(settings, [], Counts(by_scope={"edukacja": 3})).figures
    assert [(f.of and f.of.number, f.total) for f in figures.by_scope] == [(n, 3 if n == 1 else 0) for n in range(1, 8)]


def test_what_is_new_is_marked_in_the_figures(settings: Settings) -> None:
    counts = Counts(by_scope={"edukacja": 3}, by_language={"de": 1, "uk": 2}, by_day={date(2022, 5, 31): 2})
    figures = told(settings, [mail(1), mail(2)], counts).figures
    assert (figures.by_scope[0].total, figures.by_scope[0].new) == (3, 2)
    assert [(f.of, f.total, f.new) for f in figures.by_language][:2] == [("uk", 2, 2), ("de", 1, 0)]
    assert [(f.of.day, f.total, f.new) for f in figures.by_day][-2:] == [(31, 2, 2), (1, 0, 0)]


def test_a_fortnight_of_days_has_bars(settings: Settings) -> None:
    end = MORNING + timedelta(days=15)
    digest = daily(settings, end.date(), [], total([]), Counts(), covers_from=YESTERDAY, covers_to=end, condition=WELL)
    assert len(digest.figures.by_day) == 14


def test_a_tag_that_a_person_gave_names_the_person(settings: Settings) -> None:
    opinions = [o for g in told(settings, DAY).groups for o in g.opinions]
    assert {o.number: o.tagged_by for o in opinions if o.tagged_by} == {12: "Marta z biura"}


def test_only_words_that_spoke_for_the_scope_are_its_evidence(settings: Settings) -> None:
    assert told(settings, DAY).groups[0].opinions[0].evidence == ("oddział przygotowawczy", "polskiego")


def test_a_scope_that_is_not_configured_any_more_keeps_its_key_for_a_name(settings: Settings) -> None:
    digest = told(settings, [mail(1, scope="stary")], Counts(by_scope={"stary": 1}))
    assert digest.groups[0].scope is not None
    assert digest.groups[0].scope.name("pl") == "stary"
    assert digest.figures.by_scope[-1].total == 1


def test_times_are_those_of_the_consultations_clock(settings: Settings) -> None:
    digest = told(settings, [mail(1, received_at=MORNING)])
    assert digest.groups[0].opinions[0].received_at.hour == 8
    assert digest.covers_to.hour == 8


@pytest.mark.parametrize(("day", "left"), [(date(2022, 6, 1), 18), (date(2022, 6, 19), 0), (date(2022, 6, 20), -1)])
def test_the_days_left_count_to_the_last_day(settings: Settings, day: date, left: int) -> None:
    empty = LedgerSum(0, 0, 0, 0, 0, 0)
    assert (
        daily(settings, day, [], empty, Counts(), covers_from=None, covers_to=MORNING, condition=WELL).days_left == left
    )
