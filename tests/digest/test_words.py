from datetime import date, datetime
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from skrzynka.digest.words import words
from skrzynka.intake.kind import rules
from skrzynka.intake.records import Unread
from skrzynka.settings import INTERFACE_LANGUAGES, load
from skrzynka.store.records import Kind

TEMPLATES = Path(__file__).parents[2] / "templates"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "0 opinii"), (1, "1 opinia"), (2, "2 opinie"), (4, "4 opinie"), (5, "5 opinii"), (11, "11 opinii"),
        (12, "12 opinii"), (14, "14 opinii"), (21, "21 opinii"), (22, "22 opinie"), (25, "25 opinii"),
        (101, "101 opinii"), (102, "102 opinie"), (112, "112 opinii"), (131, "131 opinii"), (1002, "1002 opinie"),
    ],
)  # fmt: skip
def test_polish_counts_as_poles_do(number: int, said: str) -> None:
    assert words("pl").count(number, "opinion").replace("\u00a0", " ") == said


def test_english_has_one_and_many() -> None:
    assert [words("en").noun(n, "opinion") for n in (0, 1, 2, 21)] == ["opinions", "opinion", "opinions", "opinions"]


@pytest.mark.parametrize(
    ("number", "said"), [(1, "1 думка"), (3, "3 думки"), (5, "5 думок"), (11, "11 думок"), (21, "21 думка")]
)
def test_ukrainian_counts_as_ukrainians_do(number: int, said: str) -> None:
    assert words("uk").count(number, "opinion").replace("\u00a0", " ") == said


def catalogue(language: str) -> Catalog:
    with (TEMPLATES / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def said(language: str) -> dict[tuple[str | None, str], tuple[str, ...]]:
    """Each message's forms."""
    found: dict[tuple[str | None, str], tuple[str, ...]] = {}
    for message in catalogue(language):
        if message.id and message.string:
            key = message.id if isinstance(message.id, str) else message.id[0]
            found[message.context, key] = (
                (message.string,) if isinstance(message.string, str) else tuple(message.string)
            )
    return found


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_no_language_lacks_a_word_that_another_has(language: str) -> None:
    assert set(said(language)) == set(said("en"))
    assert all(all(forms) for forms in said(language).values())


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_the_same_numbers_and_names_stand_in_every_language(language: str) -> None:
    def places(language: str) -> dict[tuple[str | None, str], set[str]]:
        return {key: {field for form in forms for field in fields(form)} for key, forms in said(language).items()}

    assert places(language) == places("en")


def fields(form: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(form) if name}


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_every_counted_word_has_all_its_forms(language: str) -> None:
    forms = catalogue(language).num_plurals
    assert {len(each) for (context, _), each in said(language).items() if context == "counted"} == {forms}


def test_a_word_that_is_missing_lets_no_digest_out() -> None:
    with pytest.raises(KeyError):
        words("en").text("no such key")
    with pytest.raises(KeyError):
        words("en").noun(2, "no such key")


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_every_kind_of_mail_has_a_name(language: str) -> None:
    for kind in Kind:
        assert words(language).count(3, f"{kind}_mail")


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_the_languages_people_write_in_have_names(language: str) -> None:
    for code in (*load(None).consultation.languages, "und", "be"):
        assert words(language).name_of(code) != code


def test_why_a_mail_needs_a_person_is_said_in_polish() -> None:
    shown = {rule.name for rule in rules() if rule.kind in {Kind.SPAM, Kind.UNREADABLE, Kind.QUESTION}}
    assert {reason for reason in shown if words("pl").reason(reason) == reason} == set()
    assert words("pl").reason("breaks the reader: ValueError") == "breaks the reader: ValueError"


def test_a_language_without_a_name_is_called_by_its_code() -> None:
    assert words("pl").name_of("qqq") == "qqq"


def test_days_are_written_as_people_write_them() -> None:
    assert words("pl").day(date(2022, 6, 1)) == "1 czerwca 2022"
    assert words("en").moment(datetime(2022, 5, 31, 8, 5)) == "31 May, 08:05"  # noqa: DTZ001  # the clock's own face
    assert words("pl").weekday(date(2022, 6, 1)) == "środa"


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_every_reason_to_open_an_attachment_has_words(language: str) -> None:
    # The names are intake's; the digest does not import it, so the test does.
    assert {key for context, key in said(language) if context == "unread"} == set(Unread)
