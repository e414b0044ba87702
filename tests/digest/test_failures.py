import smtplib
import socket
import ssl

import pytest
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from skrzynka.digest.failures import failure_of
from skrzynka.digest.send import SendError
from skrzynka.intake.connection import MailboxError
from skrzynka.settings import ConfigError
from skrzynka.store import StoreError
from skrzynka.store.health import Failure


def caused(kind: type[Exception], cause: Exception) -> Exception:
    error = kind("imap localhost:993: fails")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("cause", "failure"),
    [
        (LoginError("[AUTHENTICATIONFAILED] Authentication failed."), Failure.LOGIN),
        (LoginError("[UNAVAILABLE] Temporary authentication failure."), Failure.SERVER),
        (ssl.SSLCertVerificationError("certificate has expired"), Failure.CERTIFICATE),
        (ssl.SSLError("wrong version number"), Failure.TLS),
        (socket.gaierror("Name or service not known"), Failure.ADDRESS),
        (TimeoutError("timed out"), Failure.TIMEOUT),
        (ConnectionRefusedError("Connection refused"), Failure.NETWORK),
        (IMAPClientAbortError("socket error: EOF"), Failure.NETWORK),
        (IMAPClientError("select failed: no such folder"), Failure.SERVER),
    ],
)
def test_a_mailboxes_failure_is_told_by_its_cause(cause: Exception, failure: Failure) -> None:
    assert failure_of(caused(MailboxError, cause)) is failure


@pytest.mark.parametrize(
    ("cause", "failure"),
    [
        (smtplib.SMTPAuthenticationError(535, b"5.7.8 wrong"), Failure.LOGIN),
        (smtplib.SMTPAuthenticationError(454, b"4.7.0 try later"), Failure.SERVER),
        (smtplib.SMTPRecipientsRefused({"a@um.example": (550, b"no")}), Failure.REFUSED),
        (smtplib.SMTPRecipientsRefused({"a@um.example": (451, b"greylisted")}), Failure.SERVER),
        (smtplib.SMTPSenderRefused(550, b"no", "a@um.example"), Failure.REFUSED),
        (smtplib.SMTPDataError(554, b"no"), Failure.REFUSED),
        (smtplib.SMTPServerDisconnected("closed"), Failure.NETWORK),
        (ssl.SSLCertVerificationError("hostname mismatch"), Failure.CERTIFICATE),
    ],
)
def test_a_sendings_failure_is_told_by_its_cause(cause: Exception, failure: Failure) -> None:
    assert failure_of(caused(SendError, cause)) is failure


def test_our_own_errors_and_a_fault_of_the_program_are_told_apart() -> None:
    assert failure_of(ConfigError("no password")) is Failure.CONFIGURATION
    assert failure_of(StoreError("the disk is full")) is Failure.STORE
    assert failure_of(MailboxError("takes no password here")) is Failure.SERVER
    assert failure_of(KeyError("x")) is Failure.PROGRAM
