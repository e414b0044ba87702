"""What staff's corrections teach the classifier, and what it makes of stored mails after them."""

from collections.abc import Iterator

from skrzynka.classify.records import Classifier, Correction
from skrzynka.intake.entry import tag_note
from skrzynka.intake.letter import Words, classified
from skrzynka.store.ledger import Ledger
from skrzynka.store.questions import MailFilter
from skrzynka.store.records import MACHINE, State, StoredMail, TagNote


def corrections(ledger: Ledger) -> list[Correction]:
    """What people say of mails, beside the words that they say it of."""
    return [_correction(mail) for mail in ledger.corrected()]


def changed(ledger: Ledger, classifier: Classifier) -> Iterator[tuple[StoredMail, TagNote]]:
    """Opinions that no person has tagged, of which the classifier now says something else; and what."""
    for mail in ledger.mails(MailFilter(state=State.OPINION)):
        if mail.row.tagged_by != MACHINE or mail.row.erased:
            continue
        reading, _ = classified(_words(mail), classifier)
        # What no program could read is no clearer than before.
        hidden = mail.row.needs_review and (mail.partial or any(note.unread for note in mail.attachments))
        tag = tag_note(reading.tag, hidden=hidden)
        before = (mail.row.scope, mail.row.secondary, mail.row.needs_review)
        if (tag.scope, tag.secondary, tag.needs_review) != before:
            yield mail, tag


def _correction(mail: StoredMail) -> Correction:
    words = _words(mail)
    return Correction(words.own_subject, words.opinion, mail.row.scope, mail.row.secondary)


def _words(mail: StoredMail) -> Words:
    return Words(mail.row.subject, mail.text, mail.quoted, mail.attachment_text)
