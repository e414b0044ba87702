"""What the tests of classification share."""

import pytest

from skrzynka.classify import load as load_classifier
from skrzynka.classify.records import Classifier, Scope
from skrzynka.settings import load

CYCLING = (
    Scope(
        1, "drogi", {"en": "Cycle paths", "pl": "Drogi rowerowe"}, "New paths, surfaces, gaps in the network.",
        ("ścieżka rowerowa", "nawierzchnia", "krawężnik", "pas rowerowy", "cycle lane", "surface", "kerb"),
    ),
    Scope(
        2, "parkingi", {"en": "Bicycle parking", "pl": "Parkingi rowerowe"}, "Stands, sheds, theft.",
        ("stojaki", "wiata", "kradzież", "przypiąć rower", "bike rack", "shed", "stolen"),
    ),
    Scope(
        3, "bezpieczenstwo", {"en": "Road safety", "pl": "Bezpieczeństwo"}, "Crossings, speed, accidents, lights.",
        ("przejazd", "wypadek", "prędkość", "oświetlenie", "crossing", "accident", "drivers"),
    ),
    Scope(
        4, "wypozyczalnie", {"en": "Bike sharing", "pl": "Rower miejski"}, "City bikes for hire, stations, prices.",
        ("wypożyczalnia", "stacja", "wypożyczenie", "aplikacja", "rental", "docking station", "app"),
    ),
    Scope(
        5, "edukacja-rowerowa", {"en": "Cycling lessons", "pl": "Nauka jazdy"}, "Courses for children, campaigns.",
        ("kurs", "karta rowerowa", "lekcja", "kampania", "course", "training", "learn to ride"),
    ),
)  # fmt: skip
"""An invented consultation that the shipped model has never heard of."""


@pytest.fixture(scope="session")
def classifier() -> Classifier:
    settings = load(None)
    return load_classifier(settings.scope_records, settings.consultation.languages)


@pytest.fixture(scope="session")
def cycling() -> Classifier:
    return load_classifier(CYCLING, ("en", "pl"))
