"""The configured accounts: how their mailboxes are opened, and when their servers' certificates end."""

from datetime import datetime
from functools import partial

from imapclient import IMAPClient

from skrzynka.commands import context
from skrzynka.digest.send import SmtpSender
from skrzynka.intake.certificate import certificate_ends
from skrzynka.intake.connection import TokenRefused, connect
from skrzynka.intake.mailbox import ImapMailbox
from skrzynka.oauth import Tokens
from skrzynka.settings import IMAP_PASSWORD, ImapSettings, Settings, numbered, secret


def opened(chosen: Settings, imap: ImapSettings) -> ImapMailbox:
    """One folder of an account."""
    return ImapMailbox(partial(logged_in, chosen, imap), imap)


def logged_in(chosen: Settings, imap: ImapSettings) -> IMAPClient:
    """A connection to an account. The password or token is asked for each time: it may have ended, or been mended."""
    if imap.oauth:
        return _by_token(chosen, imap)
    password = secret(imap.password_file, numbered(IMAP_PASSWORD, imap.number), chosen.folder)
    return connect(imap, password, chosen.folder)


def _by_token(chosen: Settings, imap: ImapSettings) -> IMAPClient:
    tokens = Tokens.of(chosen, imap)
    token = tokens.current(context.now()).access
    try:
        return connect(imap, token, chosen.folder)
    except TokenRefused:
        # It may have been withdrawn before its end, or our clock is wrong: another one tells whether that was all.
        return connect(imap, tokens.current(context.now(), refused=token).access, chosen.folder)


def sender(chosen: Settings) -> SmtpSender:
    """What sends mails; by the first account's token where that is configured. Raises ConfigError."""
    return SmtpSender.of(chosen, token=lambda: Tokens.of(chosen, chosen.accounts[0]).current(context.now()).access)


def certificates_end(chosen: Settings) -> datetime | None:
    """When the first of the servers' certificates ends; None where none is used. Raises MailboxError."""
    return min((ends for account in chosen.accounts if (ends := certificate_ends(account))), default=None)
