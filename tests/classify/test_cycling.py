"""A consultation that ships no examples: the configuration's words at first, then what staff correct."""

import json
from pathlib import Path

from skrzynka.classify import load, teach
from skrzynka.classify.records import Correction
from skrzynka.tests.classify.conftest import CYCLING


def test_corrections_make_a_consultation_without_examples_better() -> None:
    lines = (Path(__file__).parent / "cycling.jsonl").read_text("utf-8").splitlines()
    mails = [json.loads(line) for line in lines]
    learned, kept = mails[:100], mails[100:]
    corrections = [Correction(m["subject"], m["body"], m["scope"], m["secondary"]) for m in learned]

    def right(many: int) -> int:
        classifier = load(CYCLING, ("pl", "en"), teach(CYCLING, corrections[:many]))
        tags = [classifier.classify(mail["subject"], mail["body"]).tag.scope for mail in kept]
        return sum(tag == mail["scope"] for tag, mail in zip(tags, kept, strict=True))

    assert right(0) < right(100)
