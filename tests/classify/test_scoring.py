"""Texts that are scored together are scored as each would be by itself."""

import numpy as np
import pytest

from skrzynka.classify import model, vectors
from skrzynka.classify.learn import learn
from skrzynka.classify.records import Correction
from skrzynka.classify.similar import Similar
from skrzynka.classify.tagger import Scorer
from skrzynka.classify.taught import Knowledge, Learned
from skrzynka.classify.trained import Trained
from skrzynka.classify.words import split
from skrzynka.settings import load

SCOPES = load(None).scope_records
TEXTS = (
    "Prosimy o lekcje polskiego, lekcje polskiego dla dorosłych i o mediatora w szkole.",
    "Потрібні курси мови для батьків.",
    "Qqqq zzzz",  # of which no word is known
    "gamelan",
    "Volunteers are tired. Volunteers need a coordinator, and rooms.",
)


def trained() -> Trained:
    return Trained(model.read(vectors.load()), [scope.key for scope in SCOPES])


def learned() -> Scorer:
    base, shipped = trained(), model.read(vectors.load())
    known = Knowledge(shipped.rows, shipped.rarity, shipped.vectors, shipped.word_rarity, shipped.centre)
    taught = learn(base, known, [Correction("", "Chcemy gamelanu w szkole.", "spolecznosci")])
    assert taught
    return Learned(base, taught, known)


def similar() -> Scorer:
    shipped = model.read(vectors.load())
    return Similar(SCOPES, shipped.vectors, shipped.word_rarity)


@pytest.mark.parametrize("scorer", [trained(), learned(), similar()], ids=lambda each: type(each).__name__)
def test_texts_together_are_scored_as_each_alone(scorer: Scorer) -> None:
    words = [list(split(text)) for text in TEXTS]
    alone = np.stack([scorer.score(each).logits for each in words])
    np.testing.assert_allclose(scorer.logits(words), alone, atol=1e-4)
    np.testing.assert_allclose(scorer.logits(words[2:3]), alone[2:3], atol=1e-4)
