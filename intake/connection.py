"""A logged-in connection to an IMAP server: verified, never downgraded, and its failures told in one line."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from imapclient import IMAPClient
from imapclient.exceptions import (
    CapabilityError,
    IMAPClientAbortError,
    IMAPClientError,
    IMAPClientReadOnlyError,
    LoginError,
)

from skrzynka import SkrzynkaError
from skrzynka.neutral import one_line
from skrzynka.settings import IMAP_PASSWORD, ImapSettings, Security, numbered


class MailboxError(SkrzynkaError):
    """The mailbox cannot be used; the next poll tries again."""


class TokenRefused(MailboxError):  # noqa: N818  # what happened, as the log says it
    """The server does not take a token; another one may be taken."""


def connect(settings: ImapSettings, password: str, folder: Path = Path()) -> IMAPClient:
    """Connect and log in; ``folder`` is where a relative ``ca_file`` starts. Raises MailboxError.

    Where ``settings.oauth`` says so, ``password`` is a token.
    """
    with reported(settings):
        client = greeted(settings, folder)
        try:
            _log_in(client, settings, password)
        except LoginError as error:
            drop(client)
            # QUIRK: IMAPClient calls every end of a login a refusal, a lost connection too.
            if isinstance(error.__context__, IMAPClientAbortError):
                raise error.__context__ from None
            raise _refused(settings, error) from error
        except BaseException:
            drop(client)
            raise
    return client


def drop(client: IMAPClient) -> None:
    """Close a connection that may be broken already."""
    with suppress(OSError, IMAPClientError):
        client.shutdown()


@contextmanager
def reported(settings: ImapSettings) -> Iterator[None]:
    """Failures of the server or the network inside become one clear line."""
    where = f"imap {settings.host}:{settings.port}"
    try:
        yield
    except (OSError, IMAPClientError, UnicodeError) as error:
        for kinds, says, mend in _FAILURES:
            if isinstance(error, kinds):
                raise MailboxError(f"{where}: {says} ({detail(error)}); {mend}") from error
        raise MailboxError(f"{where}: refuses ({detail(error)}); check imap.folder and its rights") from error


def greeted(settings: ImapSettings, folder: Path = Path()) -> IMAPClient:
    """A connection without a login yet; its failures are for ``reported``."""
    tls = None if settings.security is Security.PLAIN else _tls(settings, folder)
    client = IMAPClient(
        settings.host,
        settings.port,
        ssl=settings.security is Security.TLS,
        ssl_context=tls,
        timeout=settings.timeout_seconds,
    )
    # QUIRK: IMAPClient makes imaplib format every answer for a debug log that nobody reads: a third of the speed, and
    # mail text in a log.
    client._imap.debug = 0  # noqa: SLF001  # there is no public switch
    client.normalise_times = False  # INTERNALDATE with its zone, not in the local one without
    try:
        if settings.security is Security.STARTTLS:
            client.starttls(tls)  # raises where the server does not offer it: no downgrade
    except BaseException:
        drop(client)
        raise
    return client


def _log_in(client: IMAPClient, settings: ImapSettings, password: str) -> None:
    if settings.oauth:
        _log_in_by_token(client, settings, password)
    elif client.has_capability("LOGINDISABLED"):
        raise MailboxError(f"imap {settings.host}:{settings.port}: takes no password here; check imap.security")
    elif settings.user.isascii() and password.isascii():
        client.login(settings.user, password)
    else:
        client.plain_login(settings.user, password)  # LOGIN is ASCII; PLAIN is UTF-8 (RFC 4616, 2)


def _log_in_by_token(client: IMAPClient, settings: ImapSettings, token: str) -> None:
    if client.has_capability("AUTH=OAUTHBEARER"):
        client.oauthbearer_login(settings.user, token)  # RFC 7628
    elif client.has_capability("AUTH=XOAUTH2"):
        client.oauth2_login(settings.user, token)  # Google's and Microsoft's own, before there was a standard
    else:
        raise MailboxError(f"imap {settings.host}:{settings.port}: takes no token here; remove imap.oauth")


def _refused(settings: ImapSettings, error: LoginError) -> MailboxError:
    where = f"imap {settings.host}:{settings.port}"
    if "[UNAVAILABLE]" in str(error):  # RFC 5530, 3
        return MailboxError(f"{where}: can let nobody in now ({detail(error)}); it is tried again")
    if settings.oauth:
        return TokenRefused(
            f"{where}: refuses the token ({detail(error)}); run `skrzynka login`, as somebody who may use the mailbox"
            f" of {settings.user}"
        )
    variable = numbered(IMAP_PASSWORD, settings.number)
    return MailboxError(
        f"{where}: refuses the login ({detail(error)}); check imap.user and the password in {variable}"
        " or imap.password_file"
    )


def _tls(settings: ImapSettings, folder: Path) -> ssl.SSLContext:
    file = settings.ca_file
    try:
        return ssl.create_default_context(cafile=folder / file if file else None)
    except (OSError, ssl.SSLError) as error:
        raise MailboxError(
            f"imap.ca_file {file}: cannot be used ({detail(error)}); name a file of PEM certificates"
        ) from error


_FAILURES: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str, str], ...] = (
    (
        ssl.SSLCertVerificationError,
        "its certificate is not trusted",
        "correct imap.host, or name your authority's certificate in imap.ca_file",
    ),
    (ssl.SSLError, "no TLS connection", "check imap.port and imap.security"),
    (CapabilityError, "does not offer what is configured", "check imap.port and imap.security"),
    (socket.gaierror, "has no address", "check imap.host and the network"),
    (
        IMAPClientReadOnlyError,
        "the folder may only be read",
        'give this user more rights to it, or set imap.handled to "leave"',
    ),
    (TimeoutError, "does not answer", "check imap.host, imap.port and the network"),
    (ConnectionRefusedError, "cannot be reached", "check imap.host and imap.port, and whether the server runs"),
    ((IMAPClientAbortError, ConnectionError), "broke off", "check imap.port and imap.security"),
    (UnicodeError, "an address or name has letters that it cannot take", "check imap.host and imap.user"),
    (OSError, "cannot be reached", "check imap.host, imap.port and the network"),
)
"""What can go wrong, the narrowest first, and how to mend it. imaplib's own errors are no OSErrors."""


def detail(error: Exception) -> str:
    """What the server or the system said, on one line; never what was sent to it."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    if isinstance(error, UnicodeError):
        return type(error).__name__
    said = getattr(error, "strerror", None) or (error.args[0] if error.args else "") or type(error).__name__
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return one_line(text.removeprefix("b'").removesuffix("'"))[:200]  # QUIRK: imapclient prints some answers as bytes
