"""What staff's corrections teach the classifier, and what it makes of stored mails after them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor

from skrzynka.classify.confirmed import MACHINE_NAME, Confirmed
from skrzynka.classify.examples import Example
from skrzynka.classify.records import Classifier, Correction, Reading
from skrzynka.intake.entry import tag_note
from skrzynka.intake.letter import Words, classified
from skrzynka.intake.readers import classified_apart
from skrzynka.store.ledger import Ledger
from skrzynka.store.questions import MailFilter
from skrzynka.store.records import MACHINE, Kind, State, StoredMail, TagNote

Classify = Callable[[Sequence[Words]], Iterable[Reading]]
"""Says what some mails' words are about, in their order."""


def corrections(ledger: Ledger) -> list[Correction]:
    """What people say of mails, beside the words that they say it of."""
    return [_correction(mail) for mail in ledger.corrected()]


def confirmed(ledger: Ledger) -> list[Confirmed]:
    """What people say of mails, as what a tagger is measured by."""
    campaigns = ledger.campaign_numbers()
    return [Confirmed(_example(mail), campaigns.get(mail.row.number, mail.row.number)) for mail in ledger.corrected()]


def blind(ledger: Ledger) -> dict[str, dict[int, str | None]]:
    """What each person said of mails without seeing their tags, and what the machine says of these, by name."""
    said: dict[str, dict[int, str | None]] = {}
    for event in ledger.blind_tags():
        said.setdefault(event.by, {})[event.number] = event.scope
    judged = {number for numbers in said.values() for number in numbers}
    return {**said, MACHINE_NAME: ledger.machine_tags(judged)}


def changed(ledger: Ledger, classify: Classify) -> Iterator[tuple[StoredMail, TagNote]]:
    """Opinions that no person has tagged, of which a classifier now says something else; and what. By number."""
    for page in ledger.pages(MailFilter(state=State.OPINION)):
        mails = [mail for mail in page if mail.row.tagged_by == MACHINE and not mail.row.erased]
        for mail, reading in zip(mails, classify([_words(mail) for mail in mails]), strict=True):
            # What no program could read is no clearer than before.
            hidden = mail.row.needs_review and (mail.partial or any(note.unread for note in mail.attachments))
            tag = tag_note(reading.tag, hidden=hidden)
            before = (mail.row.scope, mail.row.secondary, mail.row.needs_review)
            if (tag.scope, tag.secondary, tag.needs_review) != before:
                yield mail, tag


def classify_here(classifier: Classifier) -> Classify:
    """Classifies in this process."""
    return lambda texts: (classified(words, classifier)[0] for words in texts)


def classify_by(executor: Executor) -> Classify:
    """Classifies by an executor whose processes are ready to read."""
    return lambda texts: executor.map(classified_apart, texts, chunksize=10)


def _correction(mail: StoredMail) -> Correction:
    words = _words(mail)
    return Correction(words.own_subject, words.opinion, mail.row.scope, mail.row.secondary)


def _example(mail: StoredMail) -> Example:
    said = _correction(mail)
    return Example(mail.row.language, said.subject, said.body, said.scope, said.secondary, Kind.OPINION)


def _words(mail: StoredMail) -> Words:
    return Words(mail.row.subject, mail.text, mail.quoted, mail.attachment_text)
