from collections.abc import Sequence
from datetime import date

import pytest

from skrzynka.classify.additions import common
from skrzynka.digest.campaigns import Known
from skrzynka.digest.closing import closing
from skrzynka.digest.daily import daily
from skrzynka.digest.outbox import preview_closing, preview_daily
from skrzynka.digest.records import Closing, Digest, Passage
from skrzynka.digest.render import render
from skrzynka.settings import INTERFACE_LANGUAGES, Settings
from skrzynka.store import questions
from skrzynka.store.ledger import Ledger
from skrzynka.store.questions import CampaignLetter, Counts
from skrzynka.store.records import StoredMail
from skrzynka.tests.classify.letters import CLUBS, OWN, PLAYGROUND
from skrzynka.tests.digest.invented import DAY, HOSTILE, MORNING, WELL, YESTERDAY, mail, total
from skrzynka.tests.store.invented import NOW, filled, opinion

CLUB = {"from_name": "Jan Nowak", "subject": "Świetlice", "language": "pl"}
LETTERS = [
    mail(31, CLUBS, **CLUB),
    mail(32, f"{CLUBS}\n\nZ poważaniem,\nJan Nowak", **CLUB),
    mail(33, f"{OWN}\n\n{CLUBS}", needs_review=True, ranking=(("edukacja", 0.5), ("procesy", 0.4)), **CLUB),
    mail(34, CLUBS, needs_review=True, ranking=(("edukacja", 0.5),), **CLUB),
    mail(35, f"{CLUBS}\n{HOSTILE}", **CLUB | {"language": "uk"}),
]
BEFORE = CampaignLetter(3, 1, "ewa@poczta.example", "Ewa", "pl", "procesy")


def known(letters: Sequence[StoredMail]) -> list[Known]:
    senders = [
        CampaignLetter(each.row.number, hash(each.text), f"{n}@poczta.example", "", each.row.language, each.row.scope)
        for n, each in enumerate(letters)
    ]
    return [Known(questions.Campaign(3, (BEFORE, *senders)), common([CLUBS, CLUBS, CLUBS]))]


@pytest.fixture
def told(settings: Settings) -> Digest:
    mails = [*DAY, *LETTERS]
    return daily(
        settings,
        date(2022, 6, 1),
        mails,
        total(mails),
        Counts(by_scope={"edukacja": 3}, by_language={"uk": 4}),
        covers_from=YESTERDAY,
        covers_to=MORNING,
        condition=WELL,
        campaigns=known(LETTERS),
    )


@pytest.fixture
def end(settings: Settings) -> Closing:
    mails = [*DAY, *LETTERS]
    counts = Counts(by_scope={"edukacja": 3}, by_language={"uk": 4}, by_day={date(2022, 6, 1): 3})
    return closing(settings, mails, total(mails), counts, covers_to=MORNING, campaigns=known(LETTERS))


def test_letters_that_many_sent_are_told_of_once(told: Digest) -> None:
    (card,) = told.campaigns
    assert card.new == (31, 32, 33, 34, 35)
    assert (card.letters, card.senders, card.texts) == (6, 6, 5)
    assert card.languages == ("pl", "uk")
    assert [scope and scope.key for scope in card.scopes] == ["edukacja", "procesy"]
    assert card.passage == Passage(CLUBS)
    assert not set(card.new) & {each.number for group in told.groups for each in group.opinions}


def test_what_people_added_is_told_of_each_who_did(told: Digest) -> None:
    (card,) = told.campaigns
    assert (card.copies, card.more) == (3, 0)  # one of them adds but a greeting
    assert [each.number for each in card.added] == [33, 35]
    assert card.added[0].passage.text == OWN


def test_each_letter_counts_as_an_opinion(settings: Settings, told: Digest) -> None:
    mails = [*DAY, *LETTERS]
    alone = daily(
        settings, told.day, mails, total(mails), Counts(), covers_from=None, covers_to=MORNING, condition=WELL
    )
    assert told.new == alone.new == 13
    assert told.attention.new == alone.attention.new


def test_of_doubtful_letters_the_first_is_shown_and_the_others_are_named(told: Digest) -> None:
    assert 33 in [each.number for each in told.attention.doubtful]
    assert told.attention.alike == (34,)


def test_the_summary_counts_letters_senders_and_texts(end: Closing) -> None:
    (card,) = end.campaigns
    assert card.new == (31, 32, 33, 34, 35)
    assert end.total.opinions == len(card.new) + sum(group.size for group in end.groups)
    assert (end.senders, end.texts) == (2, 12)
    assert "13 opinions from 2 senders, in 12 different texts" in render(end, "en").text.replace("\n", " ")


@pytest.mark.parametrize("language", sorted(INTERFACE_LANGUAGES))
def test_cards_stand_in_both_forms_of_both_mails(told: Digest, end: Closing, language: str) -> None:
    for each, times in ((told, 2), (end, 1)):  # once more where the first of the doubtful is shown
        rendered = render(each, language)
        for form in (rendered.text, rendered.html):
            flat = " ".join(form.replace("│", " ").replace("\u00a0", " ").split())
            assert flat.count("popieram wydłużenie") == times
            assert "skrzynka campaigns 3" in flat
            assert OWN in flat
            assert "31–35 · " in flat
            assert "\x1b" not in form
        assert "<script>" not in rendered.html
        assert not [line for line in rendered.text.split("\n") if line.startswith("143 in the mailbox = 0")]


def test_the_outbox_finds_the_campaigns_of_new_letters(settings: Settings, ledger: Ledger) -> None:
    filled(
        ledger,
        *(opinion(number, text=CLUBS, attachment_text="") for number in (1, 2)),
        opinion(3, text=f"{CLUBS}\n\n{OWN}", attachment_text=""),
        opinion(4, text=PLAYGROUND, attachment_text=""),
    ).group()
    day, end = preview_daily(ledger, settings, NOW.date(), NOW), preview_closing(ledger, settings, NOW)
    for text in (day.text, end.text):
        assert text.count("popieram wydłużenie") == 1
        assert "3 listy od 3 nadawców, 2 różne treści" in text
