"""What corrections teach."""

import pytest

from skrzynka.classify import load, teach
from skrzynka.classify.records import Correction
from skrzynka.settings import load as load_settings

SCOPES = load_settings(None).scope_records
LANGUAGES = ("pl", "uk", "en", "ru")
ODD = "Chcemy gamelanu na każdym rogu, bo gamelan łagodzi obyczaje."


def test_no_correction_teaches_nothing() -> None:
    assert teach(SCOPES, []) is None
    assert teach(SCOPES, [Correction("", "", "konflikty"), Correction("", "gamelan", "a scope that went")]) is None


@pytest.mark.parametrize("scope", ["konflikty", "spolecznosci", None])
def test_what_a_person_said_of_texts_is_said_of_their_like(scope: str | None) -> None:
    said = [
        Correction("", ODD, scope),
        Correction("", "Zróbcie zajęcia z gamelanu w każdej szkole.", scope),
        Correction("gamelan", "Dzień dobry, brakuje nam gamelanu.", scope),
    ]
    tag = load(SCOPES, LANGUAGES, teach(SCOPES, said)).classify("", "Prosimy o gamelan w naszej szkole!").tag
    assert tag.scope == scope
    assert scope is None or any("gamelan" in evidence.words for evidence in tag.evidence)


def test_other_texts_are_read_as_before() -> None:
    text = "Dziękujemy za wolontariat. Wolontariusze są wypaleni i potrzebują koordynatora."
    taught = teach(SCOPES, [Correction("", ODD, "dokumenty")])
    before, after = (load(SCOPES, LANGUAGES, each).classify("", text).tag for each in (None, taught))
    assert after.scope == before.scope == "wolontariat"
    assert after.confidence == pytest.approx(before.confidence, abs=0.1)


def test_the_version_names_what_was_taught() -> None:
    one, other = teach(SCOPES, [Correction("", ODD, "dokumenty")]), teach(SCOPES, [Correction("", ODD, "konflikty")])
    versions = {load(SCOPES, LANGUAGES, each).version for each in (None, one, other)}
    assert len(versions) == 3
    again = teach(SCOPES, [Correction("", ODD, "dokumenty")])
    assert load(SCOPES, LANGUAGES, again).version in versions


@pytest.mark.parametrize("many", [1, 2, 41])
def test_any_number_of_corrections_is_learned_from(many: int) -> None:
    said = [Correction("", f"{ODD} {number}", SCOPES[number % 7].key, SCOPES[3].key) for number in range(many)]
    assert load(SCOPES, LANGUAGES, teach(SCOPES, said)).classify("", ODD).tag.scope
