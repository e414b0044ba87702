"""How the tagger grows with its examples: cross-validation with a part of them.

``python -m skrzynka.benchmarks.learning`` (needs scikit-learn). Each held-out fold is read by models that learned from
a quarter, a half, three quarters and all of the other folds' examples, evenly over scopes and languages.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from skrzynka.classify import examples, train, validation, vectors
from skrzynka.classify.answer import NONE
from skrzynka.classify.examples import Example
from skrzynka.classify.model import Model
from skrzynka.classify.scoring import score

PARTS = (0.25, 0.5, 0.75, 1.0)


def main() -> None:
    """Print the curve."""
    known, words = examples.load(), vectors.load()
    folds = validation.folds(known)
    print("| examples | right scope | no topic seen as such |\n|---|---|---|")
    for part in PARTS:
        right: dict[bool, list[bool]] = {True: [], False: []}
        size = 0
        for fold in range(validation.FOLDS):
            others = some([example for example, at in zip(known, folds, strict=True) if at != fold], part)
            model, size = train.fit(others, words), len(others)
            for place in np.flatnonzero(folds == fold):
                example = known[int(place)]
                right[example.scope is not None].append(said(model, example) == example.scope)
        print(f"| {size} | {share(right[True])} | {share(right[False])} |", flush=True)


def some(known: Sequence[Example], part: float) -> list[Example]:
    """The first ``part`` of each scope's and language's examples."""
    groups: dict[tuple[str, str], list[Example]] = defaultdict(list)
    for example in known:
        groups[example.scope or "", example.language].append(example)
    return [example for group in groups.values() for example in group[: round(part * len(group))]]


def said(model: Model, example: Example) -> str | None:
    logits = score(model, example.words).logits
    chances: dict[str | None, float] = defaultdict(float)
    for name, chance in zip(model.classes, np.exp(logits - logits.max()), strict=True):
        chances[None if name.startswith(NONE) else name] += float(chance)
    return max(chances, key=lambda key: chances[key])


def share(right: Sequence[bool]) -> str:
    return f"{sum(right) / len(right):.1%} of {len(right)}"


if __name__ == "__main__":
    main()
