import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skrzynka.classify import load as load_classifier
from skrzynka.classify.records import Classifier, Scope
from skrzynka.settings import load

ASKS = [
    ("pl", "konflikty", "Mojego syna w klasie wyzywają od banderowców i popychają. Potrzebne są mediacje."),
    ("uk", "usamodzielnianie", "Не можемо винайняти квартиру: як чують, що є діти, відмовляють. Допоможіть з житлом."),
    ("en", "wolontariat", "Our volunteers are burnt out after three months. They need supervision and a coordinator."),
    ("ru", "procesy", "Пусть в молодёжном совете города будут места для ребят из Украины, с правом голоса."),
    ("pl", "dokumenty", "W strategii miasta brakuje wskaźników, które mierzyłyby integrację dzieci co roku."),
    ("en", "spolecznosci", "On our estate the neighbours never meet. A picnic in the yard and a club would help."),
    ("uk", "edukacja", "У першому класі дитина не розуміє вчительку. Потрібні уроки польської мови та асистентка."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "scope", "text"), ASKS)
def test_a_clear_ask_is_tagged_in_each_language(classifier: Classifier, language: str, scope: str, text: str) -> None:
    reading = classifier.classify("", text)
    assert (reading.language.code, reading.tag.scope) == (language, scope)


def test_a_text_that_asks_for_two_things_names_a_second_scope(classifier: Classifier) -> None:
    volunteers = "Please give volunteers at our school a coordinator and some training, they are burnt out."
    bullying = "And please stop the bullying of Ukrainian children in class 5, we need a mediator."
    tag = classifier.classify("", f"{volunteers} {bullying}").tag
    assert (tag.scope, tag.secondary) == ("wolontariat", "konflikty")


@pytest.mark.parametrize(("language", "scope", "text"), ASKS)
def test_a_text_that_asks_for_one_thing_names_no_second_scope(
    classifier: Classifier, language: str, scope: str, text: str
) -> None:
    assert classifier.classify("", text).tag.secondary is None


@pytest.mark.parametrize(("language", "scope", "text"), ASKS)
def test_the_evidence_stands_in_the_text(classifier: Classifier, language: str, scope: str, text: str) -> None:
    evidence = classifier.classify("", text).tag.evidence
    assert 1 <= len(evidence) <= 6
    assert all(e.words in text and e.scope == scope and 0 < e.weight <= 1 for e in evidence)
    assert [e.weight for e in evidence] == sorted((e.weight for e in evidence), reverse=True)


def test_the_ranking_names_every_scope_and_none_and_sums_to_one(classifier: Classifier) -> None:
    tag = classifier.classify("", ASKS[0][2]).tag
    assert {key for key, _ in tag.ranking} == {None, *(scope.key for scope in load(None).scope_records)}
    assert sum(share for _, share in tag.ranking) == pytest.approx(1, abs=1e-4)
    assert tag.ranking[0] == (tag.scope, tag.confidence)


@pytest.mark.parametrize("text", ["Dziękuję bardzo za odpowiedź!", "Дякую вам за вашу роботу!", "Thank you so much."])
def test_thanks_have_no_topic(classifier: Classifier, text: str) -> None:
    tag = classifier.classify("", text).tag
    assert (tag.scope, tag.secondary, tag.auto, tag.evidence) == (None, None, False, ())


@pytest.mark.parametrize("text", ["", " \n", "\0\0", "🎉", "1 + 1", "https://example.org"])
def test_a_text_without_words_has_no_topic_and_is_not_called_anything(classifier: Classifier, text: str) -> None:
    tag = classifier.classify(text, text).tag
    assert (tag.scope, tag.auto, tag.no_topic_kind, tag.evidence) == (None, False, None, ())
    assert sum(share for _, share in tag.ranking) == pytest.approx(1)


@settings(deadline=None)
@given(st.text(max_size=500), st.text(max_size=2000))
def test_any_text_has_an_answer(classifier: Classifier, subject: str, body: str) -> None:
    tag = classifier.classify(subject, body).tag
    assert 0 <= tag.confidence <= 1
    assert all(e.words in f"{subject}\n{body}" for e in tag.evidence)


def test_a_tag_does_not_depend_on_the_process_that_made_it() -> None:
    program = (
        "from skrzynka.classify import load; from skrzynka.settings import load as settings; s = settings(None);"
        f"print(load(s.scope_records, ('pl',)).classify('', {ASKS[0][2]!r}))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_fewer_scopes_than_the_model_knows_are_the_only_answers() -> None:
    kept = load(None).scope_records[:3]
    classifier = load_classifier(kept, ("pl",))
    keys = {scope.key for scope in kept}
    for _, _, text in ASKS:
        assert classifier.classify("", text).tag.scope in {None, *keys}


def test_the_version_names_the_examples(classifier: Classifier, cycling: Classifier) -> None:
    assert classifier.version.startswith("linear-")
    assert cycling.version != classifier.version


@pytest.mark.parametrize(
    ("scope", "text"),
    [
        ("parkingi", "Przy dworcu brakuje stojaków i wiat, a parking rowerowy jest za mały."),
        ("parkingi", "My bicycle was stolen twice. We need a locked shed and more parking at the station."),
        ("wypozyczalnie", "Rower miejski jest za drogi, a stacji w naszej dzielnicy nie ma wcale."),
        ("bezpieczenstwo", "Cars speed at the crossing by the school, there was an accident last week."),
    ],
)
def test_another_consultation_is_tagged_by_its_own_words(cycling: Classifier, scope: str, text: str) -> None:
    tag = cycling.classify("", text).tag
    assert tag.scope == scope
    assert tag.evidence


def test_what_was_never_measured_is_never_sure(cycling: Classifier) -> None:
    for text in ("Stojaki, stojaki, stojaki rowerowe!", "Bicycle parking"):
        tag = cycling.classify("", text).tag
        assert not tag.auto
        assert tag.confidence <= 0.6


def test_a_text_of_something_else_has_no_topic_of_the_other_consultation(cycling: Classifier) -> None:
    assert cycling.classify("", "Dzień dobry, kiedy będzie faktura za wodę?").tag.scope is None


def test_one_scope_alone_is_enough() -> None:
    classifier = load_classifier((Scope(1, "park", {"pl": "Park"}),), ("pl",))
    assert classifier.classify("", "Nowy park").tag.scope in {None, "park"}
