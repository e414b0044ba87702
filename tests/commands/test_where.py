"""Conditions as staff write them become one filter."""

from datetime import UTC, date, datetime

import pytest

from skrzynka import SkrzynkaError
from skrzynka.commands.where import conditions
from skrzynka.settings import Settings, load
from skrzynka.store.questions import MailFilter
from skrzynka.store.records import Kind, Period, State


@pytest.fixture(scope="module")
def chosen() -> Settings:
    return load(None)


def midnight(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).replace(hour=22)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("scope=edukacja", MailFilter(scope="edukacja")),
        ("scope=2  language=uk", MailFilter(scope="wolontariat", language="uk")),
        ("scope=none secondary=none", MailFilter(scope="none", secondary="none")),
        ("language=und", MailFilter(language="und")),
        ("kind=auto_reply state=other", MailFilter(kind=Kind.AUTO_REPLY, state=State.OTHER)),
        ("period=late", MailFilter(period=Period.LATE)),
        ("tagged-by='Anna Nowak'", MailFilter(tagged_by="Anna Nowak")),
        ("decision=open", MailFilter(decision="open")),
        ("decision=out-of-scope", MailFilter(decision="out-of-scope")),
        ("campaign=41", MailFilter(campaign=41)),
        ("channel=email", MailFilter(channel="email")),
        ("channel=table", MailFilter(channel="table")),
        ("needs-review confidence<60%", MailFilter(needs_review=True, confidence_below=0.6)),
        ("confidence>=0.5 confidence<1", MailFilter(confidence_from=0.5, confidence_below=1.0)),
        (
            "since=2022-06-01 until=2022-06-02",
            MailFilter(received_from=midnight("2022-05-31"), received_to=midnight("2022-06-02")),
        ),
        ("day=2022-06-01", MailFilter(received_from=midnight("2022-05-31"), received_to=midnight("2022-06-01"))),
        ("text~przedszkol*", MailFilter(text="przedszkol*")),
        ("text~a=b<c", MailFilter(text="a=b<c")),
        ("text~plac text~łąka", MailFilter(text="plac łąka")),
        ("text~'plac zabaw'", MailFilter(text='"plac zabaw"')),
        ('text~"plac zab*"', MailFilter(text='"plac zab*"')),
        ("""text~'"plac zabaw" boisk*'""", MailFilter(text='"plac zabaw" boisk*')),
        ("scope=2 scope=wolontariat", MailFilter(scope="wolontariat")),
    ],
)
def test_conditions_make_one_filter(chosen: Settings, text: str, wanted: MailFilter) -> None:
    assert conditions(text, chosen) == wanted


def test_they_are_added_to_what_is_wanted_already(chosen: Settings) -> None:
    assert conditions("language=uk text~b", chosen, MailFilter(campaign=4, text="a")) == MailFilter(
        campaign=4, language="uk", text="a b"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "names no condition, and would mean all mails"),
        ("colour=red", "'colour=red' is no condition; write text~..., scope=..., "),
        ("scope", "'scope' is no condition"),
        ("scope=", "'scope=' is no condition"),
        ("scope~2", "'scope~2' is no condition"),
        ("confidence=0.6", "'confidence=0.6' is no condition; write .*confidence<..., confidence>=... or needs-review"),
        ("scope=nope", "'nope': there is no such scope; write one of: 1 edukacja"),
        ("scope='2", "a quote is not closed"),
        ("language=ukr", "'language=ukr': write a language of ISO 639-1"),
        ("kind=letter", "'kind=letter': write one of: opinion, auto_reply"),
        ("state=read", "'state=read': write one of: pending, opinion"),
        ("period=now", "'period=now': write one of: early, open, late"),
        ("day=yesterday", "'day=yesterday': write a day such as 2022-06-01"),
        ("until=9999-12-31", "out of range"),
        ("confidence<high", "'confidence<high': write a share such as 0.6 or 60%"),
        ("confidence<60", "write a share such as 0.6 or 60%"),
        ("confidence<nan", "write a share such as 0.6 or 60%"),
        ("confidence<=0.6", "write a share such as 0.6 or 60%"),
        ("decision=maybe", "'maybe': there is no such decision; write one of: taken, partly, not, out-of-scope"),
        ("channel=fax", "'fax': there is no such channel; write one of: "),
        ("campaign=x", "'campaign=x': write the campaign's number"),
        ("campaign=²", "'campaign=²': write the campaign's number"),
        ("text~...", "there is no word in it; write one at least"),
        ("scope=1 scope=2", "'scope=2' contradicts another condition"),
        ("since=2022-06-01 day=2022-06-02", "'day=2022-06-02' contradicts another condition"),
    ],
)
def test_a_wrong_condition_is_named_with_what_may_stand_there(chosen: Settings, text: str, told: str) -> None:
    with pytest.raises(SkrzynkaError, match=told) as raised:
        conditions(text, chosen)
    assert "\n" not in str(raised.value)
