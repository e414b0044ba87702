"""Checks of the server that digests are sent by: name, encryption, login, and a mail if one is asked for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from skrzynka import SkrzynkaError
from skrzynka.commands.accounts import sender
from skrzynka.commands.checks import Finding, certificate_line, has_address, tried, waits
from skrzynka.digest.alarm import Notices
from skrzynka.digest.send import SmtpSender
from skrzynka.intake.certificate import end_in
from skrzynka.settings import Settings

_DATE = re.compile(r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}")
"""How Exchange, Exim and Sendmail tell their time in their first line."""


@dataclass(slots=True)
class SmtpChecks:
    """The checks in their order; ``skew`` is by how much the server's clock is ahead of ours, if it tells its time."""

    settings: Settings
    send_test: bool
    now: datetime
    skew: float | None = field(default=None, init=False)

    def findings(self) -> Iterator[Finding]:
        """Each check's line; what depends on one that failed is named as not checked."""
        steps = [("smtp dns", self._dns), ("smtp tls", self._tls), ("smtp login", self._login)]
        steps += [("smtp mail", self._mail)] if self.send_test else []
        for place, (name, work) in enumerate(steps):
            found = tried(name, work)
            yield found
            if not found.ok:
                yield from (waits(later, name) for later, _ in steps[place + 1 :])
                return

    def _dns(self) -> str:
        return has_address(self.settings.smtp.host, "smtp.host")

    def _tls(self) -> str:
        greeting = SmtpSender(self.settings.smtp, None, self.settings.folder).probe(login=False)
        self.skew = skew(greeting.text, datetime.now(UTC))
        ends = end_in(greeting.certificate) if greeting.certificate else None
        return certificate_line(ends, self.now, "smtp.security")

    def _login(self) -> str:
        sender(self.settings).probe(login=True)
        user = self.settings.smtp.user
        return f"{user} is let in" if user else "no login: smtp.user is not set"

    def _mail(self) -> str:
        test = Notices(self.settings).test(datetime.now(UTC))
        sender(self.settings).send(test)
        return f"a test mail was taken over for {', '.join(test.recipients)}"


def skew(greeting: str, now: datetime) -> float | None:
    """By how many seconds the server's clock is ahead of ours; None where it does not tell."""
    found = _DATE.search(greeting)
    try:
        return (parsedate_to_datetime(found[0]) - now).total_seconds() if found else None
    except ValueError:
        return None


def clock(seconds: float | None, newest: datetime | None, last_poll: datetime | None, now: datetime) -> str:
    """Whether our clock is right, as far as others tell. Raises SkrzynkaError.

    Args:
        seconds: by how much the SMTP server's clock is ahead, if it tells its time.
        newest: when the mailbox's newest mail was taken in, by that server's clock.
        last_poll: when our own last poll was, by our clock.
        now: our clock.
    """
    mend = "let the system set its clock: timedatectl set-ntp true"
    if seconds is not None and abs(seconds) > _TOLERATED:
        raise SkrzynkaError(f"the SMTP server's clock differs by {seconds:+.0f} s; {mend}")
    for what, instant in (("the newest mail came", newest), ("our own last poll was", last_poll)):
        if instant and (instant - now).total_seconds() > _TOLERATED:
            raise SkrzynkaError(f"{what} at {instant:%Y-%m-%d %H:%M:%S} UTC, after the present; {mend}")
    if seconds is not None:
        return f"within {abs(seconds):.0f} s of the SMTP server's"
    if newest or last_poll:
        return f"{now:%Y-%m-%d %H:%M:%S} UTC; nothing lies in its future, but no server tells its time to compare"
    return f"{now:%Y-%m-%d %H:%M:%S} UTC; there is nothing to compare it with"


_TOLERATED = 120
"""Seconds; more would put mails of the last minute on the wrong side of the close."""
