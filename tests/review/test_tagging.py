import pytest

from skrzynka.review.tagging import TagWindow
from skrzynka.review.work import Work, doubtful
from skrzynka.settings import Settings
from skrzynka.store.ledger import Ledger
from skrzynka.store.records import Action, Kind, State
from skrzynka.tests.review.conftest import Press, doubtful_opinion
from skrzynka.tests.store.invented import NOW, filled


def tag(ledger: Ledger, number: int) -> tuple[object, ...]:
    row = ledger.mail(number).row
    return row.scope, row.secondary, row.tagged_by, row.needs_review


def test_the_most_doubtful_comes_first(ledger: Ledger) -> None:
    assert doubtful(ledger) == [4, 2, 3, 1]


def test_a_screen_of_80_by_24_shows_letter_scopes_and_keys(tags: TagWindow, press: Press) -> None:
    shown = press(tags, "space")
    assert "4 waiting · 0 done · anna" in shown
    assert "2  Światło" in shown
    assert "Prosimy o lampy na boisku do zimy." in shown
    assert "41% ◀" in shown
    assert all(f"{number} " in shown for number in range(1, 8))
    assert shown.splitlines()[-1].endswith("q quit")
    assert len(shown.splitlines()) == 24


@pytest.mark.parametrize("language", ["en", "pl"])
def test_the_way_to_help_and_out_is_shown_in_every_language(
    tags: TagWindow, press: Press, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("SKRZYNKA_LANGUAGE", language)
    assert press(tags, "space").splitlines()[-1].split()[-4::2] == ["?", "q"]


def test_a_digit_tags_at_once_and_leads_on(tags: TagWindow, ledger: Ledger, press: Press) -> None:
    shown = press(tags, "space", "1")
    assert tag(ledger, 2) == ("edukacja", None, "anna", False)
    assert "2: konflikty → edukacja" in shown
    assert "3 waiting · 1 done · anna" in shown
    assert "3  Пропозиція" in shown


def test_enter_says_that_the_proposal_is_right(tags: TagWindow, ledger: Ledger, press: Press) -> None:
    press(tags, "space", "enter")
    assert tag(ledger, 2) == ("konflikty", None, "anna", False)


def test_n_is_no_topic_and_leaves_what_is_no_opinion_as_it_is(tags: TagWindow, ledger: Ledger, press: Press) -> None:
    press(tags, "n", "n")
    assert (ledger.mail(4).row.kind, ledger.mail(4).row.state) == (Kind.SPAM, State.OTHER)
    assert tag(ledger, 4) == (None, None, "anna", False)
    assert tag(ledger, 2) == (None, None, "anna", False)


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        (("s", "3", "1"), ("edukacja", "migranci")),
        (("s", "3", "enter"), ("konflikty", "migranci")),
        (("s", "s", "3"), ("migranci", None)),
    ],
)
def test_a_second_scope_goes_before_the_first(
    tags: TagWindow, ledger: Ledger, press: Press, settings: Settings, keys: tuple[str, ...], found: tuple[str, str]
) -> None:
    press(tags, "space", *keys)
    third = settings.scope_records[2].key
    assert tag(ledger, 2)[:2] == tuple(third if each == "migranci" else each for each in found)


def test_a_second_scope_is_another_one(tags: TagWindow, ledger: Ledger, press: Press) -> None:
    assert "a second scope needs another first one" in press(tags, "space", "s", "3", "3")
    assert ledger.mail(2).row.needs_review


def test_a_scope_that_is_not_there_changes_nothing(tags: TagWindow, ledger: Ledger, press: Press) -> None:
    assert "there is no scope 9" in press(tags, "space", "9")
    assert ledger.mail(2).row.needs_review


def test_a_scope_may_be_typed(tags: TagWindow, ledger: Ledger, press: Press) -> None:
    press(tags, "space", "t", "procesy", "enter")
    assert tag(ledger, 2)[0] == "procesy"


def test_undo_takes_back_and_shows_that_mail_again(tags: TagWindow, ledger: Ledger, press: Press) -> None:
    shown = press(tags, "space", "1", "u")
    assert tag(ledger, 2) == ("konflikty", None, "machine", True)
    assert [event.action for event in ledger.events(2)][-2:] == [Action.RETAG, Action.UNDO]
    assert "2  Światło" in shown
    assert "2: taken back" in shown


def test_nothing_is_undone_that_this_window_did_not_do(tags: TagWindow, ledger: Ledger, press: Press) -> None:
    ledger.retag(5, "procesy", None, "", "ola", NOW)
    assert "nothing was done in this window" in press(tags, "u")
    assert tag(ledger, 5)[0] == "procesy"


def test_what_is_skipped_comes_last(tags: TagWindow, press: Press) -> None:
    assert "4  Пропозиція" in press(tags, "space", "space", "space", "space")


def test_what_a_mail_quotes_is_folded(tags: TagWindow, press: Press) -> None:
    to_first = ("space", "space", "space")
    folded = press(tags, *to_first)
    assert "Quoted, 2 lines" in folded
    assert "Prosimy o list." not in folded


def test_f_unfolds_what_a_mail_quotes(tags: TagWindow, press: Press) -> None:
    assert "Prosimy o list." in press(tags, "space", "space", "space", "f", size=(120, 40))


def test_a_note_is_kept(tags: TagWindow, ledger: Ledger, press: Press) -> None:
    press(tags, "space", "m", "do rady", "enter")
    assert ledger.events(2)[-1].why == "do rady"


def test_search_opens_any_mail(tags: TagWindow, ledger: Ledger, press: Press) -> None:
    shown = press(tags, "slash", "lamp*", "enter", "enter")
    assert "2  Światło" in shown


def test_a_search_without_a_word_is_told(tags: TagWindow, press: Press) -> None:
    assert "there is no word in it" in press(tags, "slash", "?!", "enter")


def test_help_names_each_key(tags: TagWindow, press: Press) -> None:
    shown = press(tags, "question_mark")
    assert "the space bar: look at this mail later" in shown
    assert "end; everything is saved already" in shown


def test_an_empty_queue_says_so(tags: TagWindow, press: Press) -> None:
    assert "Nothing waits any more." in press(tags, "n", "1", "1", "1")


def test_two_people_do_not_meet(settings: Settings, ledger: Ledger, tags: TagWindow, press: Press) -> None:
    with Ledger.open(settings.store_url) as hers:
        ola = Work(hers, doubtful, "ola", lambda: NOW)
        first = ola.next()
        assert first
        assert first.row.number == 4
        assert "2  Światło" in press(tags)
        assert "2: ola is looking" not in press(tags, "slash", "lamp*", "enter", "enter")


def test_a_mail_that_another_looks_at_is_not_opened(
    settings: Settings, ledger: Ledger, tags: TagWindow, press: Press
) -> None:
    Work(ledger, doubtful, "ola", lambda: NOW).take(2)
    assert "2: ola is looking at it just now" in press(tags, "slash", "lamp*", "enter", "enter")


def test_whoever_ends_lets_the_mail_go(settings: Settings, ledger: Ledger, tags: TagWindow, press: Press) -> None:
    press(tags)
    assert ledger.holder_of(4, NOW) == ""


def test_a_hostile_letter_steers_no_terminal(tags: TagWindow, ledger: Ledger, press: Press) -> None:
    evil = "a\x1b[2Jb [bold red]c[/] \u202eevil"
    filled(ledger, doubtful_opinion(6, 0.1, text=evil, subject=evil, from_name=evil))
    shown = press(tags, "n")
    assert "a[2Jb [bold red]c[/] evil" in shown
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_a_wide_screen_has_the_scopes_beside_the_letter(tags: TagWindow, press: Press) -> None:
    lines = press(tags, "space", size=(140, 30)).splitlines()
    assert any("Dzień dobry" in line and "│" in line for line in lines)
