"""The figures of an evaluation, on answers that are known."""

from collections.abc import Sequence

import pytest

from skrzynka.classify.answer import Answer
from skrzynka.classify.confirmed import Confirmed, agreed, cross_taught, staff_figures
from skrzynka.classify.evidence import deciding
from skrzynka.classify.examples import Example
from skrzynka.classify.measure import Tried, kappa, measure
from skrzynka.classify.records import Classifier, Correction, Evidence, Language, Reading, Tag


def tried(true: str | None, said: str | None, confidence: float = 0.9, *, auto: bool = False) -> Tried:
    ranking = ((said, confidence), ("other", 1 - confidence))
    example = Example("pl", "", "", true, None, "opinion")
    return Tried(example, Answer(said, None, confidence, auto, ranking, None))


def test_each_figure_counts_what_it_says() -> None:
    figures = measure([
        tried("a", "a", auto=True), tried("a", "b", auto=True), tried("b", "b"), tried(None, None),
        tried(None, "a", 0.4), tried("other", "a", 0.6),
    ])  # fmt: skip
    assert (figures.all.texts, figures.all.right) == (6, 3)
    assert (figures.scopes.texts, figures.scopes.right) == (4, 2)
    assert figures.in_two.right == 3
    assert (figures.none.texts, figures.none.right, figures.taken_for_none.right) == (2, 1, 0)
    assert (figures.auto.right, figures.alone.right, figures.alone.texts) == (2, 1, 2)
    assert figures.confusion["a", "b"] == 1
    scopes = {each.name: each for each in figures.by_scope}
    assert (scopes["a"].precision, scopes["a"].recall) == pytest.approx((1 / 3, 1 / 2))
    assert figures.macro_f1 == pytest.approx((2 / 5 + 2 / 3 + 2 / 3 + 0) / 4)


def test_coverage_counts_tags_from_a_confidence_on() -> None:
    figures = measure([tried("a", "a", 0.95), tried("a", "b", 0.85), tried("a", "a", 0.3)])
    coverage = {step.mark: step for step in figures.coverage}
    assert (coverage[0.8].coverage, coverage[0.8].precision) == pytest.approx((2 / 3, 1 / 2))
    assert coverage[0.95].precision == 1.0
    assert measure([tried("a", "a", 0.1)]).coverage[0].precision is None


def test_a_tagger_that_says_what_it_knows_has_no_calibration_error() -> None:
    honest = [tried("a", "a" if n < 9 else "b", 0.9) for n in range(10)]
    assert measure(honest).calibration_error == pytest.approx(0)
    assert measure([tried("a", "b", 0.9)]).calibration_error == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("pairs", "value"),
    [
        ([("a", "a"), ("b", "b")], 1.0),
        ([("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")], 0.0),
        ([("a", "b"), ("b", "a")], -1.0),
        # Cohen's own example's marginals give (0.7 - 0.5) / 0.5.
        ([("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15, 0.4),
    ],
)
def test_kappa_is_agreement_beyond_chance(pairs: list[tuple[str, str]], value: float) -> None:
    assert kappa(pairs) == pytest.approx(value)


def test_macro_f1_and_kappa_are_those_of_scikit_learn() -> None:
    pairs = [("a", "a"), ("a", "b"), ("b", "b"), ("a", "c"), ("b", "b"), ("b", "a")]
    figures = measure([tried(one, other) for one, other in pairs])
    # f1_score(average="macro", zero_division=0) and cohen_kappa_score of scikit-learn 1.9, which is no dependency here.
    assert figures.macro_f1 == pytest.approx(0.3555555555555556)
    assert kappa(pairs) == pytest.approx(0.1428571428571429)


def test_the_language_counts_where_a_person_named_one() -> None:
    mails = [Example(code, "", "", None, None, "other") for code in ("pl", "uk", "und")]
    answer = tried(None, None).answer
    figures = measure([Tried(mail, answer, "pl") for mail in mails] + [Tried(mails[0], answer)])
    assert (figures.language.texts, figures.language.right) == (2, 1)


class Parrot:
    """Says of a text what it was taught of it, and nothing of others."""

    version = "parrot"

    def __init__(self, said: Sequence[Correction]) -> None:
        self._known = {one.body: one.scope for one in said}

    def classify(self, subject: str, body: str) -> Reading:  # noqa: ARG002  # the Protocol's face
        scope = self._known.get(body)
        return Reading(Language("pl", 1.0), Tag(scope, None, 1.0, True, ((scope, 1.0),), (), None, self.version))


def parrot(said: Sequence[Correction]) -> Classifier:
    return Parrot(said)


def confirmed(group: int) -> Confirmed:
    return Confirmed(Example("pl", "", f"text {group}", "a", None, "opinion"), group)


def test_no_opinion_is_judged_by_a_tagger_that_was_taught_by_it_or_by_its_campaign() -> None:
    many = [confirmed(at % 6) for at in range(30)]
    assert len(cross_taught(parrot, many)) == 30
    assert not any(one.right for one in cross_taught(parrot, many))


def test_what_is_taught_by_others_shows() -> None:
    same = [Confirmed(Example("pl", "", "text", "a", None, "opinion"), at) for at in range(10)]
    figures = staff_figures(parrot, same, {})
    assert figures.untaught is not None
    assert figures.taught is not None
    assert (figures.untaught.all.right, figures.taught.all.right) == (0, 10)


def test_few_opinions_give_no_figures_but_people_may_agree() -> None:
    said: dict[str, dict[int, str | None]] = {
        "ola": {1: "a", 2: None},
        "jan": {1: "a", 2: None, 3: "b"},
        "ewa": {9: "a"},
    }
    figures = staff_figures(parrot, [confirmed(1)], said)
    assert figures.untaught is None
    (pair,) = figures.agreements
    assert (pair.one, pair.other, pair.texts, pair.kappa) == ("jan", "ola", 2, 1.0)
    assert agreed({}) == []


def test_kappa_has_no_value_where_there_is_nothing_to_agree_on() -> None:
    assert kappa([]) is None
    assert kappa([("a", "a"), ("a", "a")]) is None


def test_the_sentences_that_decided_stand_in_the_text_in_its_order() -> None:
    text = "Dzień dobry. Potrzebny jest plac zabaw! Mam psa.\nProszę o mediacje i plac zabaw w szkole."
    evidence = [Evidence("plac zabaw", "x", 0.4), Evidence("mediacje", "x", 0.3)]
    assert deciding(text, evidence) == ("Potrzebny jest plac zabaw!", "Proszę o mediacje i plac zabaw w szkole.")
    assert deciding(text, evidence, most=1) == ("Proszę o mediacje i plac zabaw w szkole.",)
    assert deciding(text, ()) == ()
    assert deciding("", evidence) == ()


def test_a_sentence_that_a_mail_program_broke_is_whole_and_a_word_is_no_part_of_another() -> None:
    text = "Szanowni Państwo,\nnasz dom kultury jest\nza mały.\nmamy domek.\n\nz poważaniem\nJan"
    assert deciding(text, [Evidence("dom", "x", 0.4)]) == ("Szanowni Państwo,\nnasz dom kultury jest\nza mały.",)
    assert deciding(text, [Evidence("Domek", "x", 0.4)]) == ("mamy domek.",)
    assert deciding(text, [Evidence("kult", "x", 0.4), Evidence("Jan", "x", 0.1)]) == ("Jan",)
