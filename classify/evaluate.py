"""How well the tagger does on texts it has not seen: ``python -m skrzynka.classify.evaluate``.

Without options: cross-validation on the shipped examples (needs scikit-learn). ``--expected FILE``: the shipped model
on other mails, JSON lines with ``lang``, ``kind``, ``scope``, ``secondary``, ``subject``, ``text``.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from skrzynka.classify import examples, model, vectors
from skrzynka.classify.answer import Answer, Said, answer
from skrzynka.classify.examples import Example
from skrzynka.classify.language import UNKNOWN, detect
from skrzynka.classify.model import score
from skrzynka.classify.tagger import said_of

_LANGUAGES = ("pl", "uk", "en", "ru")
_STEPS = 10
_TAGGED = ("question", "thanks", "spam", "newsletter", "opinion")


@dataclass(frozen=True, slots=True)
class Tried:
    """One text that the model had not seen, and what it answered."""

    example: Example
    answer: Answer

    @property
    def right(self) -> bool:
        """Whether the first scope (or none) is the person's."""
        return self.answer.scope == self.example.scope

    @property
    def named(self) -> bool:
        """Whether a person named this scope, first or second."""
        return self.right or self.answer.scope in {self.example.scope, self.example.secondary} - {None}


def cross_validated() -> list[Tried]:
    """Each shipped example, answered by a model and marks that were made without its fold."""
    from skrzynka.classify import marks, train, validation

    known, words = examples.load(), vectors.load()
    classes, said = validation.unseen(known, lambda some: train.fit(some, words))
    folds, ordinary = validation.folds(known), examples.ordinary()
    shipped_score = partial(score, model.read(words))
    heard = [said_of(shipped_score, each.text) for each in ordinary]
    tried: list[Tried] = []
    for fold in range(validation.FOLDS):
        rest, held = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        chosen = marks.chosen(classes, [said[at] for at in rest], [known[at] for at in rest], heard, ordinary)
        tried += [Tried(known[at], _answered(classes, said[at], chosen)) for at in held]
    return tried


def shipped(known: Sequence[Example]) -> list[Tried]:
    """Texts that are no examples, answered by the shipped model."""
    built = model.read(vectors.load())
    said = [said_of(partial(score, built), each.text) for each in known]
    return [Tried(each, _answered(built.classes, one, built.marks)) for each, one in zip(known, said, strict=True)]


def expected(file: Path) -> list[Example]:
    """The mails of a file that a tagger is asked about: opinions, and mails without a topic that look like them."""
    records = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    return [
        Example(
            record["lang"] or UNKNOWN.code,
            record["subject"] or "",
            record["text"] or record.get("attachment_text") or "",
            record["scope"],
            record["secondary"],
            record["kind"],
        )
        for record in records
        if record["kind"] in _TAGGED
    ]


def report(tried: Sequence[Tried]) -> Iterator[str]:
    """The figures, line by line."""
    opinions = [one for one in tried if one.example.scope]
    others = [one for one in tried if not one.example.scope]
    alone = [one for one in tried if one.answer.auto]
    second = [one for one in opinions if one.answer.secondary and one.right]
    yield f"texts {len(tried)}: opinions on a scope {len(opinions)}, without a topic {len(others)}"
    yield f"right scope: {_share(opinions, lambda one: one.right)}; among the first two: {_share(opinions, _in_two)}"
    yield f"opinions taken to have no topic: {_share(opinions, lambda one: one.answer.scope is None)}"
    yield f"opinions called no opinion: {_share(opinions, lambda one: bool(one.answer.no_topic_kind))}"
    yield f"no topic, seen as such: {_share(others, lambda one: one.right)}"
    yield f"tags that stand by themselves: {_share(tried, lambda one: one.answer.auto)}"
    yield f"  of these right: {_share(alone, lambda one: one.right)}; named by a person: {_share(alone, _named)}"
    yield f"second scope named: {len(second)}; right: {_share(second, _second_right)}"
    yield from _by("language", opinions, lambda one: one.example.language)
    yield from _by("scope", opinions, lambda one: one.example.scope or "")
    yield from _kinds(tried)
    yield from _calibration(tried)
    yield from _confusion(tried)


def languages(known: Sequence[Example]) -> Iterator[str]:
    """How often the language of a text is told rightly; nothing is learned for it, so any text is unseen."""
    for title, fits in (("ten words or more", True), ("fewer", False)):
        texts = [e for e in known if (len(e.body.split()) >= 10) == fits and e.language != UNKNOWN.code]
        right = sum(detect(e.body or e.subject, _LANGUAGES).code == e.language for e in texts)
        yield f"language, {title}: {_ratio(right, len(texts))}"


def _answered(classes: Sequence[str], said: Said, marks: model.Marks) -> Answer:
    return answer(classes, said.whole, marks, lambda: said.sentences)


def _in_two(one: Tried) -> bool:
    return one.example.scope in [key for key, _ in one.answer.ranking[:2]]


def _named(one: Tried) -> bool:
    return one.named


def _second_right(one: Tried) -> bool:
    return one.answer.secondary == one.example.secondary


def _by(title: str, tried: Sequence[Tried], of: Callable[[Tried], str]) -> Iterator[str]:
    for key in sorted({of(one) for one in tried}):
        yield f"right scope by {title} {key}: {_share([one for one in tried if of(one) == key], lambda one: one.right)}"


def _kinds(tried: Sequence[Tried]) -> Iterator[str]:
    found = Counter((one.answer.no_topic_kind, one.example.kind) for one in tried if one.answer.no_topic_kind)
    for (said, true), count in sorted(found.items()):
        yield f"called {said}: {count} that are {true}"


def _calibration(tried: Sequence[Tried]) -> Iterator[str]:
    """How often tags of each confidence are right; the error weighs each step by its tags (Guo et al. 2017)."""
    error = 0.0
    for step in range(_STEPS):
        within = [one for one in tried if min(int(one.answer.confidence * _STEPS), _STEPS - 1) == step]
        if within:
            said = sum(one.answer.confidence for one in within) / len(within)
            error += abs(sum(one.right for one in within) / len(within) - said) * len(within) / len(tried)
            yield f"confidence {said:.0%} on average: right {_share(within, lambda one: one.right)}"
    yield f"expected calibration error: {error:.3f}"


def _confusion(tried: Sequence[Tried]) -> Iterator[str]:
    keys = sorted({one.example.scope or "none" for one in tried})
    counts = Counter((one.example.scope or "none", one.answer.scope or "none") for one in tried)
    yield "person \\ machine ".ljust(18) + " ".join(key[:8].rjust(8) for key in keys)
    for true in keys:
        yield true.ljust(18) + " ".join(str(counts[true, said]).rjust(8) for said in keys)


def _share(tried: Sequence[Tried], fits: Callable[[Tried], bool]) -> str:
    return _ratio(sum(fits(one) for one in tried), len(tried))


def _ratio(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / whole:.1%})" if whole else "0 of 0"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m skrzynka.classify.evaluate", description=__doc__)
    parser.add_argument("--expected", type=Path, metavar="FILE", help="mails that are no examples, as JSON lines")
    given = parser.parse_args(arguments)
    known = expected(given.expected) if given.expected else examples.load()
    tried = shipped(known) if given.expected else cross_validated()
    sys.stdout.writelines(f"{line}\n" for line in (*report(tried), *languages(known)))


if __name__ == "__main__":
    main()
