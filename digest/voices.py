"""Who has been heard on what, and which voices are missing."""

from skrzynka.digest.insights import Voices
from skrzynka.settings import Settings
from skrzynka.store.questions import Counts


def voices(settings: Settings, counts: Counts) -> Voices:
    """Opinions by scope and language, for the languages that the consultation expects."""
    languages = settings.consultation.languages
    rows = (
        (scope, tuple(counts.by_both.get((scope.key, language), 0) for language in languages))
        for scope in settings.scope_records
    )
    return Voices(languages, tuple(rows))
