"""From the store to what the report says."""

from collections.abc import Mapping
from datetime import datetime

from skrzynka.classify import model, vectors
from skrzynka.classify.confirmed import StaffFigures
from skrzynka.digest.words import Words
from skrzynka.report.compose import Source, compose
from skrzynka.report.figures import agreed, tested
from skrzynka.report.records import Report
from skrzynka.settings import Settings
from skrzynka.store.ledger import Ledger
from skrzynka.store.questions import MailFilter


def gathered(
    settings: Settings,
    ledger: Ledger,
    words: Words,
    now: datetime,
    figures: StaffFigures | None = None,
    public: Mapping[int, str] | None = None,
) -> Report:
    """The report on what a ledger holds now.

    Args:
        settings: the consultation.
        ledger: the opinions and what was decided.
        words: the report's language.
        now: when it is made.
        figures: how well opinions were tagged, if that is known.
        public: the texts that may be published, by number; None for an internal report.
    """
    source = Source(
        ledger.mails(MailFilter()),
        ledger.campaigns(),
        ledger.sum(),
        public,
        tested(figures) if figures else None,
        agreed(figures) if figures else (),
    )
    meaning = vectors.load()
    return compose(settings, source, words, (meaning, model.read(meaning).word_rarity), now)
