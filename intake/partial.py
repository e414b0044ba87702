"""What is said of a mail that was too large to be fetched whole. Pure."""

from dataclasses import replace

from skrzynka.intake.records import Attachment, Defect, Letter, Unread


def partial(letter: Letter) -> Letter:
    """The letter with that defect; its files that were left out are for a person to open in the mailbox.

    Whether it is such a mail the ledger's line tells: what the mail says of itself, anybody can write.
    """
    attachments = tuple(_left_out(attachment) for attachment in letter.mail.attachments)
    defects = (*letter.mail.defects, Defect.TOO_LARGE)
    return replace(letter, mail=replace(letter.mail, attachments=attachments, defects=defects))


def _left_out(attachment: Attachment) -> Attachment:
    return attachment if attachment.size else replace(attachment, text=None, unread=Unread.OVER_LIMIT)
