"""How well a tagger did: figures of texts that it had not seen. Pure."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from skrzynka.classify.answer import Answer
from skrzynka.classify.examples import Example
from skrzynka.classify.records import Tag

NONE = "none"
"""How no topic is called beside the scopes' keys."""

_UNKNOWN = "und"
_STEPS = 10
_MARKS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)


@dataclass(frozen=True, slots=True)
class Tried:
    """One text that the tagger had not seen, what a person makes of it, and what the tagger answered.

    ``language`` is what was told, None where that is not measured.
    """

    example: Example
    answer: Answer | Tag
    language: str | None = None

    @property
    def true(self) -> str:
        """The person's scope, or ``none``."""
        return self.example.scope or NONE

    @property
    def said(self) -> str:
        """The tagger's scope, or ``none``."""
        return self.answer.scope or NONE

    @property
    def right(self) -> bool:
        """Whether the first scope (or none) is the person's."""
        return self.answer.scope == self.example.scope

    @property
    def in_two(self) -> bool:
        """Whether it is among the two likeliest."""
        return self.example.scope in [key for key, _ in self.answer.ranking[:2]]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: so many texts of ``name``, so many of them right."""

    name: str
    texts: int
    right: int

    @property
    def share(self) -> float | None:
        """Those that are right, of all; None where there are none."""
        return self.right / self.texts if self.texts else None


@dataclass(frozen=True, slots=True)
class ScopeFigures:
    """How one scope (or ``none``) is found: of those it was said of, and of those it is true of."""

    name: str
    texts: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Confidence:
    """Texts of about the same confidence: what was said on average, and what was right."""

    said: float
    texts: int
    right: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What stands from a confidence on: so much of all texts, so much of it right (None: nothing stands)."""

    mark: float
    coverage: float
    precision: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures; ``confusion`` counts by (person's, tagger's) scope, ``none`` for no topic.

    ``macro_f1`` is the mean over all scopes that either of them named, each of the same weight, as scikit-learn has it.
    """

    model: str
    all: Row
    scopes: Row
    in_two: Row
    none: Row
    taken_for_none: Row
    auto: Row
    alone: Row
    second: Row
    language: Row
    macro_f1: float
    by_scope: tuple[ScopeFigures, ...]
    by_language: tuple[Row, ...]
    coverage: tuple[Coverage, ...]
    calibration: tuple[Confidence, ...]
    calibration_error: float
    confusion: dict[tuple[str, str], int]


def measure(tried: Sequence[Tried], model: str = "") -> Figures:
    """The figures of one text or more; the calibration error weighs each step by its texts (Guo et al. 2017)."""
    on_scope = [one for one in tried if one.example.scope]
    without = [one for one in tried if not one.example.scope]
    alone = [one for one in tried if one.answer.auto]
    second = [one for one in on_scope if one.answer.secondary]
    names = {one.true for one in tried} | {one.said for one in tried}
    by_scope = tuple(_scope(name, tried) for name in sorted(names, key=lambda name: (name == NONE, name)))
    told = [one for one in tried if one.language and one.example.language not in ("", _UNKNOWN)]
    calibration = tuple(_calibration(tried))
    return Figures(
        model=model,
        all=_row("all", tried, _right),
        scopes=_row("scope", on_scope, _right),
        in_two=_row("among the first two", on_scope, lambda one: one.in_two),
        none=_row("no topic", without, _right),
        taken_for_none=_row("taken for no topic", on_scope, lambda one: one.said == NONE),
        auto=_row("stand without a person", tried, lambda one: one.answer.auto),
        alone=_row("of these right", alone, _right),
        second=_row("second scope", second, lambda one: one.answer.secondary == one.example.secondary),
        language=_row("language", told, lambda one: one.language == one.example.language),
        macro_f1=sum(each.f1 for each in by_scope) / len(by_scope),
        by_scope=by_scope,
        by_language=tuple(
            _row(code, [one for one in on_scope if one.example.language == code], _right)
            for code in sorted({one.example.language for one in on_scope})
        ),
        coverage=tuple(_coverage(mark, tried) for mark in _MARKS),
        calibration=calibration,
        calibration_error=sum(abs(step.right / step.texts - step.said) * step.texts for step in calibration)
        / len(tried),
        confusion=dict(Counter((one.true, one.said) for one in tried)),
    )


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa of two judges' labels for the same things: 1 is agreement, 0 is chance. None where it has no value.

    Cohen, A coefficient of agreement for nominal scales, 1960.
    """
    if not pairs:
        return None
    agreed = sum(one == other for one, other in pairs) / len(pairs)
    first, second = (Counter(judge) for judge in zip(*pairs, strict=True))
    by_chance = sum(first[label] * second[label] for label in first) / len(pairs) ** 2
    return None if by_chance == 1 else (agreed - by_chance) / (1 - by_chance)


def _right(one: Tried) -> bool:
    return one.right


def _row(name: str, tried: Sequence[Tried], fits: Callable[[Tried], bool]) -> Row:
    return Row(name, len(tried), sum(fits(one) for one in tried))


def _scope(name: str, tried: Sequence[Tried]) -> ScopeFigures:
    hits = sum(one.true == one.said == name for one in tried)
    said, true = sum(one.said == name for one in tried), sum(one.true == name for one in tried)
    precision, recall = hits / said if said else 0.0, hits / true if true else 0.0
    return ScopeFigures(name, true, precision, recall, 2 * hits / (said + true) if said + true else 0.0)


def _coverage(mark: float, tried: Sequence[Tried]) -> Coverage:
    kept = [one for one in tried if one.answer.scope and one.answer.confidence >= mark]
    return Coverage(mark, len(kept) / len(tried), sum(map(_right, kept)) / len(kept) if kept else None)


def _calibration(tried: Sequence[Tried]) -> list[Confidence]:
    steps: dict[int, list[Tried]] = {}
    for one in tried:
        steps.setdefault(min(int(one.answer.confidence * _STEPS), _STEPS - 1), []).append(one)
    return [
        Confidence(sum(one.answer.confidence for one in within) / len(within), len(within), sum(map(_right, within)))
        for _, within in sorted(steps.items())
    ]
