"""The configured accounts: how their mailboxes are opened, and when their servers' certificates end."""

from datetime import datetime
from functools import partial

from imapclient import IMAPClient

from skrzynka.intake.certificate import certificate_ends
from skrzynka.intake.connection import connect
from skrzynka.intake.mailbox import ImapMailbox
from skrzynka.settings import IMAP_PASSWORD, ImapSettings, Settings, numbered, secret


def opened(chosen: Settings, imap: ImapSettings) -> ImapMailbox:
    """One folder of an account."""
    return ImapMailbox(partial(logged_in, chosen, imap), imap)


def logged_in(chosen: Settings, imap: ImapSettings) -> IMAPClient:
    """A connection to an account. The password is asked for each time: it may have been mended."""
    password = secret(imap.password_file, numbered(IMAP_PASSWORD, imap.number), chosen.folder)
    return connect(imap, password, chosen.folder)


def certificates_end(chosen: Settings) -> datetime | None:
    """When the first of the servers' certificates ends; None where none is used. Raises MailboxError."""
    return min((ends for account in chosen.accounts if (ends := certificate_ends(account))), default=None)
