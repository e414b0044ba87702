"""The classifier: language and tag of one text."""

from collections.abc import Sequence

from skrzynka.classify.language import detect
from skrzynka.classify.records import Reading
from skrzynka.classify.tagger import Tagger


class Reader:
    """Reads a text with one tagger; ``languages`` are those that the consultation expects."""

    def __init__(self, tagger: Tagger, languages: Sequence[str]) -> None:
        self._tagger = tagger
        self._languages = tuple(languages)

    @property
    def version(self) -> str:
        """Names what tags were made by."""
        return self._tagger.version

    def classify(self, subject: str, body: str) -> Reading:
        """Read one text; an empty one gives ``und`` and no scope."""
        # Subjects are often written in another language than the mail, so they count only where there is no more.
        language = detect(body, self._languages)
        if language.code == "und":
            language = detect(subject, self._languages)
        return Reading(language, self._tagger.tag(subject, body))
