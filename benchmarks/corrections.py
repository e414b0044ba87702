"""A consultation without examples, and staff's corrections: ``python -m skrzynka.benchmarks.corrections``.

The consultation and its 260 mails are invented (tests/classify): a cycling plan, five scopes, two languages. Of each of
five shuffles, up to 150 mails are corrections, and the other 110 are tagged.
"""

import json
import random
import statistics
import time
from pathlib import Path

from skrzynka.classify import load, teach
from skrzynka.classify.records import Correction, Tag
from skrzynka.tests.classify.conftest import CYCLING

MAILS = Path(__file__).parent.parent / "tests" / "classify" / "cycling.jsonl"
STEPS, KEPT, SHUFFLES = (0, 20, 50, 100, 150), 110, 5


def main() -> None:
    mails = [json.loads(line) for line in MAILS.read_text("utf-8").splitlines()]
    print("| corrections | right scope or none | among the first two | s to learn |\n|---|---|---|---|")
    for step in STEPS:
        rounds = [tried(mails, step, seed) for seed in range(SHUFFLES)]
        first, two, seconds = (statistics.mean(column) for column in zip(*rounds, strict=True))
        print(f"| {step} | {first:.1%} | {two:.1%} | {seconds:.2f} |")


def tried(mails: list[dict[str, str]], step: int, seed: int) -> tuple[float, float, float]:
    """Shares that are right, and the time of learning, after so many corrections."""
    order = random.Random(seed).sample(mails, len(mails))
    said = [Correction(m["subject"], m["body"], m["scope"], m["secondary"]) for m in order[KEPT:][:step]]
    begun = time.perf_counter()
    taught = teach(CYCLING, said)
    seconds = time.perf_counter() - begun
    classifier = load(CYCLING, ("pl", "en"), taught)
    tags = [(classifier.classify(m["subject"], m["body"]).tag, m["scope"]) for m in order[:KEPT]]
    first = sum(tag.scope == scope for tag, scope in tags) / KEPT
    return first, sum(scope in two(tag) for tag, scope in tags) / KEPT, seconds


def two(tag: Tag) -> set[str | None]:
    return {scope for scope, _ in tag.ranking[:2]}


if __name__ == "__main__":
    main()
