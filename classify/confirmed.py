"""How the tagger does on opinions that staff tagged, and how far people agree: figures for a report's annex. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from skrzynka.classify.examples import Example
from skrzynka.classify.measure import NONE, Figures, Tried, kappa, measure
from skrzynka.classify.records import Classifier, Correction

FEWEST = 10
"""Opinions without which no figure tells anything."""

MACHINE_NAME = "(machine)"
"""The machine among those who judge."""

_FOLDS = 5

Make = Callable[[Sequence[Correction]], Classifier]
"""The consultation's classifier, taught by some corrections or by none."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """An opinion as staff tagged it; letters of one campaign share a ``group``."""

    example: Example
    group: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two judges of the same opinions agree: Cohen's kappa, None where it has no value."""

    one: str
    other: str
    texts: int
    kappa: float | None


@dataclass(frozen=True, slots=True)
class StaffFigures:
    """Figures on the opinions that staff tagged, so many in all, and each pair of judges, by name.

    ``untaught`` is the tagger as it ships, ``taught`` as the other opinions taught it; None where there are too few.
    """

    opinions: int
    untaught: Figures | None
    taught: Figures | None
    agreements: tuple[Agreement, ...]


def staff_figures(
    make: Make,
    confirmed: Sequence[Confirmed],
    said: Mapping[str, Mapping[int, str | None]],
    most: int | None = None,
) -> StaffFigures:
    """Measure; ``said`` is what each judge, by name, said blind of mails, by number.

    Of more than ``most`` opinions so many are measured, evenly drawn by their order.
    """
    agreements = tuple(agreed(said))
    if len(confirmed) < FEWEST:
        return StaffFigures(len(confirmed), None, None, agreements)
    drawn = confirmed if most is None else confirmed[:: max(1, -(-len(confirmed) // most))]
    plain = make(())
    untaught = measure([_tried(plain, one) for one in drawn], plain.version)
    taught = replace(measure(cross_taught(make, drawn)), model=f"{plain.version}, taught")
    return StaffFigures(len(confirmed), untaught, taught, agreements)


def cross_taught(make: Make, confirmed: Sequence[Confirmed]) -> list[Tried]:
    """Each opinion, answered by a classifier that was taught by the others of five parts.

    Letters of one campaign are in one part: what one of them teaches says what the others are.
    """
    place = {group: at % _FOLDS for at, group in enumerate(dict.fromkeys(one.group for one in confirmed))}
    tried: list[Tried] = []
    for fold in range(_FOLDS):
        taught = make([_correction(one.example) for one in confirmed if place[one.group] != fold])
        tried += [_tried(taught, one) for one in confirmed if place[one.group] == fold]
    return tried


def agreed(said: Mapping[str, Mapping[int, str | None]]) -> list[Agreement]:
    """Each pair of judges who judged an opinion both, by name."""
    found: list[Agreement] = []
    for one, other in combinations(sorted(said), 2):
        both = sorted(said[one].keys() & said[other].keys())
        pairs = [(said[one][number] or NONE, said[other][number] or NONE) for number in both]
        if pairs:
            found.append(Agreement(one, other, len(pairs), kappa(pairs)))
    return found


def _tried(classifier: Classifier, one: Confirmed) -> Tried:
    """Its language is the machine's own: nobody confirmed it, so nothing is said of that."""
    return Tried(one.example, classifier.classify(one.example.subject, one.example.body).tag)


def _correction(example: Example) -> Correction:
    return Correction(example.subject, example.body, example.scope, example.secondary)
