"""What sort of failure an error is."""

import re
import smtplib
from collections.abc import Iterator

from skrzynka.store.health import Failure

_KINDS: dict[str, Failure] = {
    "ConfigError": Failure.CONFIGURATION,
    "GoneError": Failure.GONE,
    "StoreError": Failure.STORE,
    "SSLCertVerificationError": Failure.CERTIFICATE,
    "SSLError": Failure.TLS,
    "gaierror": Failure.ADDRESS,
    "LoginError": Failure.LOGIN,  # IMAPClient's
    "SMTPAuthenticationError": Failure.LOGIN,
    "TokenError": Failure.TOKEN,
    "TokenRefused": Failure.TOKEN,  # a mailbox's server's
    "SMTPRecipientsRefused": Failure.REFUSED,
    "SMTPSenderRefused": Failure.REFUSED,
    "SMTPDataError": Failure.REFUSED,
    "SMTPNotSupportedError": Failure.SERVER,
    "SMTPResponseException": Failure.SERVER,
    "TimeoutError": Failure.TIMEOUT,
    "SMTPServerDisconnected": Failure.NETWORK,
    "SMTPException": Failure.SERVER,
    "IMAP4.readonly": Failure.SERVER,
    "IMAP4.abort": Failure.NETWORK,
    "IMAP4.error": Failure.SERVER,
    "HTTPError": Failure.SERVER,  # requests'
    "Timeout": Failure.TIMEOUT,
    "OSError": Failure.NETWORK,
}
"""Classes of errors by name, so that no room must know all of them; the nearest of an error's own classes decides."""

_FOR_NOW = re.compile(r"\[(?:UNAVAILABLE|INUSE|LIMIT|SERVERBUG|CONTACTADMIN)\b", re.IGNORECASE)
"""A login refused with one of these was not wrong: RFC 5530, 3."""


def failure_of(error: BaseException) -> Failure:
    """The sort of failure: of the error itself, or of what caused it."""
    for link in _chain(error):
        for kind in type(link).__mro__:
            if found := _KINDS.get(kind.__qualname__):
                return Failure.SERVER if _passes(link) else found
    return Failure.SERVER if type(error).__module__.startswith("skrzynka.") else Failure.PROGRAM


def _chain(error: BaseException) -> Iterator[BaseException]:
    link: BaseException | None = error
    while link is not None:
        yield link
        link = link.__cause__


def _passes(error: BaseException) -> bool:
    """Whether the server said that it refuses for now only: RFC 5321, 4.2.1, for SMTP."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(400 <= code < 500 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return 400 <= error.smtp_code < 500
    return bool(_FOR_NOW.search(str(error)))
