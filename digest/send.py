"""Sending over SMTP: always verified, never downgraded, and a failure told in one line."""

import logging
import os
import smtplib
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

from skrzynka import SkrzynkaError
from skrzynka.neutral import one_line
from skrzynka.settings import SMTP_PASSWORD, Security, Settings, SmtpSettings, secret
from skrzynka.store.outgoing import Outgoing

log = logging.getLogger("skrzynka.digest.send")


class SendError(SkrzynkaError):
    """A mail of our own could not be sent; it stays in the outbox."""


class MailRefused(SendError):  # noqa: N818  # what happened, as the log says it
    """The server does not take this mail, or none of its recipients; it may take others."""


class TokenRefused(SendError):  # noqa: N818  # what happened, as the log says it
    """The server does not take a token."""


@dataclass(frozen=True, slots=True)
class Greeting:
    """What a server said of itself, and its certificate (DER), if it has one."""

    text: str
    certificate: bytes | None


class Sender(Protocol):
    """Hands a mail over to be delivered."""

    def send(self, outgoing: Outgoing) -> Mapping[str, int]:
        """Return once a server has taken the mail over, with the recipients that it refused and its codes for them.

        Raises SendError where it took it over for nobody.
        """


class SmtpSender:
    """Sends by the configured server, one connection a mail."""

    def __init__(
        self,
        settings: SmtpSettings,
        password: str | None,
        folder: Path = Path(),
        token: Callable[[], str] | None = None,
    ) -> None:
        self._settings = settings
        self._password = password
        self._folder = folder
        self._token = token

    @classmethod
    def of(
        cls, settings: Settings, env: Mapping[str, str] = os.environ, token: Callable[[], str] | None = None
    ) -> Self:
        """The sender that ``settings`` describe; ``token`` is asked for each time where they want one.

        Raises ConfigError where a password is missing.
        """
        smtp, folder = settings.smtp, settings.folder
        if smtp.oauth:
            return cls(smtp, None, folder, token)
        return cls(smtp, secret(smtp.password_file, SMTP_PASSWORD, folder, env) if smtp.user else None, folder)

    def send(self, outgoing: Outgoing) -> Mapping[str, int]:
        """Send one mail; returns once the server has taken it over for at least one recipient."""
        with self._reported(), self._connected() as server:
            self._log_in(server)
            refused = server.sendmail(self._settings.sender, outgoing.recipients, outgoing.content)
        if refused:
            log.warning(
                "smtp: %d of %d recipients refused; check their addresses", len(refused), len(outgoing.recipients)
            )
        return {address: code for address, (code, _) in refused.items()}

    def probe(self, *, login: bool) -> "Greeting":
        """Connect, and log in if wanted, without sending anything. Raises SendError."""
        with self._reported(), self._connected() as server:
            if login:
                self._log_in(server)
            der = server.sock.getpeercert(binary_form=True) if isinstance(server.sock, ssl.SSLSocket) else None
            return Greeting(one_line(server.greeting.decode("utf-8", "replace"))[:200], der)

    def _log_in(self, server: smtplib.SMTP) -> None:
        user = self._settings.user
        if not user:
            return
        if self._token is None:
            server.login(user, self._password or "")
        else:
            self._log_in_by_token(server, user, self._token)

    def _log_in_by_token(self, server: smtplib.SMTP, user: str, token: Callable[[], str]) -> None:
        try:
            said = f"user={user}\1auth=Bearer {token()}\1\1"
        except SkrzynkaError as error:
            raise SendError(str(error)) from error
        server.ehlo_or_helo_if_needed()
        try:
            # Nothing is said to a server's reason for a refusal, as it wants it (Google's "XOAUTH2 Mechanism").
            server.auth("XOAUTH2", lambda challenge=None: said if challenge is None else "")
        except smtplib.SMTPAuthenticationError as error:
            if error.smtp_code < 500:
                raise  # for now only: RFC 5321, 4.2.1
            raise TokenRefused(
                f"smtp {self._settings.host}:{self._settings.port}: refuses the token ({_detail(error)}); run"
                f" `skrzynka login`, as somebody who may send as {self._settings.sender}"
            ) from error

    @contextmanager
    def _connected(self) -> "Iterator[_Smtp | _SmtpTls]":
        chosen = self._settings
        # Our name in EHLO is the sender's domain: asking the resolver for it may hang for long.
        own_name = chosen.sender.rpartition("@")[2].encode("idna").decode()
        if chosen.security is Security.TLS:
            server: _Smtp | _SmtpTls = _SmtpTls(
                chosen.host, chosen.port, own_name, timeout=chosen.timeout_seconds, context=self._tls()
            )
        else:
            server = _Smtp(chosen.host, chosen.port, own_name, timeout=chosen.timeout_seconds)
        try:
            if chosen.security is Security.STARTTLS:
                server.starttls(context=self._tls())  # raises where the server does not offer it: no downgrade
            yield server
            _leave(server)
        finally:
            server.close()

    def _tls(self) -> ssl.SSLContext:
        file = self._settings.ca_file
        try:
            return ssl.create_default_context(cafile=self._folder / file if file else None)
        except (OSError, ssl.SSLError) as error:
            raise SendError(
                f"smtp.ca_file {file}: cannot be used ({error}); name a file of PEM certificates"
            ) from error

    @contextmanager
    def _reported(self) -> Iterator[None]:
        where = f"smtp {self._settings.host}:{self._settings.port}"
        try:
            yield
        except (OSError, UnicodeError) as error:  # smtplib's own errors are OSErrors too
            for kinds, says, mend in _FAILURES:
                if isinstance(error, kinds):
                    failed = MailRefused if isinstance(error, _OF_THE_MAIL) else SendError
                    raise failed(f"{where}: {says} ({_detail(error)}); {mend}") from error
            raise SendError(f"{where}: failed ({_detail(error)}); it is tried again") from error


class _Greeted:
    """Keeps what the server says first, which smtplib throws away: many tell their time there."""

    greeting = b""

    def getreply(self) -> tuple[int, bytes]:
        """The server's next answer."""
        code, said = super().getreply()  # type: ignore[misc]  # smtplib's
        self.greeting = self.greeting or said
        return code, said


class _Smtp(_Greeted, smtplib.SMTP):
    pass


class _SmtpTls(_Greeted, smtplib.SMTP_SSL):
    pass


_FAILURES: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str, str], ...] = (
    (
        ssl.SSLCertVerificationError,
        "its certificate is not trusted",
        "correct smtp.host, or name your authority's certificate in smtp.ca_file",
    ),
    (ssl.SSLError, "no TLS connection", "check smtp.port and smtp.security"),
    (
        smtplib.SMTPAuthenticationError,
        "refuses the login",
        f"check smtp.user and the password in {SMTP_PASSWORD} or smtp.password_file",
    ),
    (
        smtplib.SMTPNotSupportedError,
        "does not offer what is configured",
        "check smtp.port, smtp.security and smtp.user",
    ),
    (smtplib.SMTPRecipientsRefused, "refuses every recipient", "check digest.recipients"),
    (smtplib.SMTPSenderRefused, "refuses the sender", "check smtp.sender and whether it wants a login (smtp.user)"),
    (smtplib.SMTPDataError, "refuses the mail", "ask the server's administrator"),
    ((smtplib.SMTPException, ConnectionResetError, BrokenPipeError), "broke off", "check smtp.port and smtp.security"),
    (TimeoutError, "does not answer", "check smtp.host, smtp.port and the network"),
    (UnicodeError, "an address has letters that it cannot send", "write smtp.sender and digest.recipients in ASCII"),
    (OSError, "cannot be reached", "check smtp.host, smtp.port and the network"),
)
"""What can go wrong, the narrowest first, and how to mend it."""

_OF_THE_MAIL = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, UnicodeError)
"""What says nothing of other mails."""


def _leave(server: smtplib.SMTP) -> None:
    """Say goodbye; the mail is taken over by now, so a rude answer is no failure."""
    try:
        server.quit()
    except OSError:
        return


def _detail(error: Exception) -> str:
    """What the server or the system said, on one line; never what was sent to it."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = {_answer(code, text) for code, text in error.recipients.values()}
        return "; ".join(sorted(answers))
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    if isinstance(error, UnicodeError):
        return type(error).__name__
    return one_line(getattr(error, "strerror", None) or str(error) or type(error).__name__)


def _answer(code: int, text: bytes | str) -> str:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return one_line(f"{code} {said}")[:200]
