"""The figures of the annex on how well opinions were tagged: no names, for the report may be public. Pure."""

from skrzynka.classify.confirmed import MACHINE_NAME, StaffFigures
from skrzynka.report.records import Agreed, Tested


def tested(figures: StaffFigures) -> Tested | None:
    """How often the machine says what people said; None where they tagged too few."""
    untaught, taught = figures.untaught, figures.taught
    if untaught is None or taught is None or untaught.all.share is None or taught.all.share is None:
        return None
    return Tested(untaught.all.texts, figures.opinions, untaught.all.share, taught.all.share)


def agreed(figures: StaffFigures) -> tuple[Agreed, ...]:
    """Each pair of judges whose agreement has a value, two people first."""
    found = [
        Agreed(1 if MACHINE_NAME in (each.one, each.other) else 2, each.texts, each.kappa)
        for each in figures.agreements
        if each.kappa is not None
    ]
    return tuple(sorted(found, key=lambda each: -each.people))
