"""A mail with all that is understood of it: read, sorted, classified."""

import re
from dataclasses import dataclass

from skrzynka.classify.records import Classifier, Reading
from skrzynka.intake.kind import decide, may_be_to_many
from skrzynka.intake.parse import parse
from skrzynka.intake.records import Defect, KindDecision, Letter, Mail, Unread
from skrzynka.intake.rules import Rules
from skrzynka.store.records import Kind

_REPLY = re.compile(
    # How programs begin the subject of a reply, from English over Polish to Chinese
    r"^\s*(?:\[[^\]]{1,40}\]\s*)?(?:re|odp|aw|antw|rép|rif|res|sv|vs|vá|відп|ha|отв|на|回复|回覆|答复)\s*(?:\[\d+\]|\(\d+\)|\d+)?\s*[:：]",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w{2,}")
_FEW_WORDS = 40
_HARDLY_ANY = 15
_OFTEN_BESIDE = (Unread.PICTURE, Unread.UNKNOWN_TYPE)
_OF_PEOPLE = (Kind.OPINION, Kind.THANKS)
_SURE = 0.75
_TO_MANY = (Kind.SPAM, Kind.NEWSLETTER)
_PLAIN = Rules()


@dataclass(frozen=True, slots=True)
class Words:
    """What of a mail may carry the opinion; fields as in ``Mail``."""

    subject: str
    text: str
    quoted: str
    attachment_text: str

    @property
    def own_subject(self) -> str:
        """The subject as far as it is the writer's: that of a reply is the wording of whom they answer."""
        return "" if _REPLY.match(self.subject) else self.subject

    @property
    def opinion(self) -> str:
        """The text; with what is attached where it says little itself."""
        few = len(_WORD.findall(self.text)) < _FEW_WORDS
        return f"{self.text}\n\n{self.attachment_text}".strip() if few else self.text


def read(content: bytes, classifier: Classifier, rules: Rules = _PLAIN) -> Letter:
    """Read, sort and classify one mail. Pure and total, as its parts are."""
    mail = parse(content, rules)
    decision = decide(mail)
    words = Words(mail.subject, mail.text, mail.quoted, mail.attachment_text)
    reading, from_attachment = classified(words, classifier)
    if decision.kind is Kind.OPINION and (kind := _no_opinion(reading, mail)):
        decision = KindDecision(kind, "the words")
    return Letter(mail, decision, reading, from_attachment)


def hides_words(letter: Letter) -> bool:
    """Whether the opinion may stand where no program has read it, so that a person has to look.

    That is in a file, in the other pieces of a mail, or elsewhere, where a mail only says where its file lies. A photo
    beside an opinion is only listed; a scan, a locked or a broken document more likely is the letter itself.
    """
    mail = letter.mail
    unread = [attachment.unread for attachment in mail.attachments if attachment.unread]
    whole = Defect.INCOMPLETE not in mail.defects
    if letter.decision.kind not in _OF_PEOPLE or (whole and not unread):
        return False
    if not whole:
        return True
    enough = _HARDLY_ANY if all(why in _OFTEN_BESIDE for why in unread) else _FEW_WORDS
    return len(_WORD.findall(f"{mail.text} {mail.attachment_text}")) < enough


def classified(words: Words, classifier: Classifier) -> tuple[Reading, bool]:
    """The reading of the text, or of what is attached where the text carries no opinion; whether it is the latter."""
    subject, attached = words.own_subject, words.attachment_text
    reading = classifier.classify(subject, words.text)
    # Where nothing but quoted mail is there, the text is not the writer's.
    unsure = bool(words.quoted) and words.text in words.quoted
    few = len(_WORD.findall(words.text)) < _FEW_WORDS and reading.tag.scope is None
    if not attached or not (few or unsure):
        return reading, False
    other = classifier.classify(subject, attached)
    # A question about what is attached stays a question, unless what is attached is an opinion.
    asks = reading.tag.no_topic_kind == Kind.QUESTION and not unsure
    return (reading, False) if asks and other.tag.scope is None else (other, True)


def _no_opinion(reading: Reading, mail: Mail) -> Kind | None:
    """What the words look like. More must speak for an offer, or a person's mail that looks like one would be lost."""
    kind = Kind(reading.tag.no_topic_kind) if reading.tag.no_topic_kind else None
    if kind not in _TO_MANY:
        return kind
    sure = reading.tag.confidence >= _SURE
    return kind if sure and may_be_to_many(mail) and not _REPLY.match(mail.subject) else None
