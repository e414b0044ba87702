"""How long the mailbox server's certificate lasts, asked without a login."""

import ssl
from contextlib import suppress
from datetime import UTC, datetime

from asn1crypto.x509 import Certificate
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from skrzynka.intake.connection import drop, reported
from skrzynka.settings import ImapSettings, Security


def certificate_ends(settings: ImapSettings) -> datetime | None:
    """When the certificate ends; None where none is used. One that is not trusted tells too. Raises MailboxError."""
    if settings.security is Security.PLAIN:
        return None
    # Only looked at: no password is sent over this connection, so that an expired certificate can tell its date.
    trusting = ssl.create_default_context()
    trusting.check_hostname = False
    trusting.verify_mode = ssl.CERT_NONE
    at_once = settings.security is Security.TLS
    with reported(settings):
        client = IMAPClient(
            settings.host, settings.port, ssl=at_once, ssl_context=trusting, timeout=settings.timeout_seconds
        )
        try:
            if not at_once:
                client.starttls(trusting)
            return end_of(client.socket())
        finally:
            with suppress(OSError, IMAPClientError):
                client.logout()
            drop(client)


def end_of(connection: object) -> datetime | None:
    """When the certificate of the other side ends; None where the connection is not encrypted."""
    der = connection.getpeercert(binary_form=True) if isinstance(connection, ssl.SSLSocket) else None
    return end_in(der) if der else None


def end_in(der: bytes) -> datetime:
    """When a certificate ends."""
    ends: datetime = Certificate.load(der).not_valid_after
    return ends.astimezone(UTC)
