"""The examples and the model that was made of them."""

from collections import Counter

import pytest

from skrzynka.classify import examples, model, vectors
from skrzynka.classify.examples import Example
from skrzynka.settings import load

SCOPES = [scope.key for scope in load(None).scope_records]


@pytest.fixture(scope="module")
def known() -> tuple[Example, ...]:
    return examples.load()


def test_the_shipped_model_was_built_from_the_shipped_examples() -> None:
    assert model.read(vectors.load()).examples == examples.fingerprint()


@pytest.mark.parametrize("language", ["pl", "uk", "en", "ru"])
def test_each_scope_has_enough_examples_in_each_language(known: tuple[Example, ...], language: str) -> None:
    counts = Counter(example.scope for example in known if example.language == language)
    assert all(counts[scope] >= 60 for scope in SCOPES)
    assert counts[None] >= 50


def test_every_example_names_scopes_and_kinds_that_there_are(known: tuple[Example, ...]) -> None:
    kinds = {"opinion", "question", "thanks", "spam", "newsletter", "other"}
    assert {example.scope for example in known} == {None, *SCOPES}
    assert {example.secondary for example in known} <= {None, *SCOPES}
    assert {example.kind for example in known} <= kinds
    assert all(example.secondary != example.scope or example.scope is None for example in known)


def test_no_example_stands_twice(known: tuple[Example, ...]) -> None:
    bodies = Counter((example.language, " ".join(example.body.split()).casefold()) for example in known)
    assert [body for body, count in bodies.items() if count > 1] == []


def test_no_example_is_a_sample_mail(known: tuple[Example, ...], expected: list[dict[str, str]]) -> None:
    mails = {" ".join((row["text"] or "").split()).casefold() for row in expected} - {""}
    assert [e.body for e in known if " ".join(e.body.split()).casefold() in mails] == []


def test_ordinary_mails_are_no_examples(known: tuple[Example, ...], expected: list[dict[str, str]]) -> None:
    seen = {
        " ".join(text.split()).casefold() for text in (*(e.body for e in known), *(r["text"] or "" for r in expected))
    }
    ordinary = examples.ordinary()
    assert len(ordinary) >= 180
    assert [e.body for e in ordinary if " ".join(e.body.split()).casefold() in seen] == []
    assert {e.scope for e in ordinary} == {None, *SCOPES}
