from datetime import UTC, date, datetime

from skrzynka.digest.closing import closing
from skrzynka.settings import Settings
from skrzynka.store.questions import Counts
from skrzynka.store.records import State
from skrzynka.tests.digest.invented import DAY, LONG, mail, total

END = datetime(2022, 6, 20, 6, tzinfo=UTC)


def test_every_opinion_is_listed_once_doubtful_ones_too(settings: Settings) -> None:
    told = closing(settings, DAY, total(DAY), Counts(), covers_to=END)
    listed = [opinion.number for group in told.groups for opinion in group.opinions]
    assert sorted(listed) == [m.row.number for m in DAY if m.row.state is State.OPINION]


def test_every_day_of_the_consultation_has_a_bar_and_days_outside_it_with_mail(settings: Settings) -> None:
    counts = Counts(by_day={date(2022, 5, 20): 1, date(2022, 6, 20): 2})
    days = [figure.of for figure in closing(settings, [], total([]), counts, covers_to=END).figures.by_day]
    assert len(days) == 27
    assert days == sorted(days)


def test_a_long_letter_is_shown_whole(settings: Settings) -> None:
    told = closing(settings, [mail(1, LONG)], total([]), Counts(), covers_to=END)
    assert told.groups[0].opinions[0].passage.text == LONG
