"""When an administrator is told that the service fails, or works again, and in which words."""

import textwrap
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from skrzynka.digest.message import notice, notice_id
from skrzynka.digest.words import Words, words
from skrzynka.neutral import one_line
from skrzynka.settings import Settings
from skrzynka.store.health import Failure, Health
from skrzynka.store.outgoing import Outgoing, OutgoingKind

QUIET = timedelta(hours=6)
"""After an alarm no other about the same activity for so long: a server that comes and goes makes no storm."""

AT_ONCE = {Failure.LOGIN, Failure.TOKEN, Failure.CONFIGURATION, Failure.REFUSED, Failure.GONE}
"""What no waiting mends: told at the first failure."""

_WIDTH = 72


def alarm_due(health: Health, after: int, now: datetime) -> bool:
    """Whether a person must be told that an activity fails, and was not yet; ``after`` so many failures in a row."""
    if not health.failures or health.alarm_open:
        return False
    # An alarm in the future was told before the clock was set back.
    if health.alarmed_at and timedelta(0) <= now - health.alarmed_at < QUIET:
        return False
    return health.failure in AT_ONCE or health.failures >= after


def recovery_due(health: Health) -> bool:
    """Whether whoever was told of the trouble must be told of its end."""
    return health.alarm_open and not health.failures


@dataclass(frozen=True, slots=True)
class Notices:
    """Writes the mails to the administrator."""

    settings: Settings

    def alarm(self, health: Health, line: str, now: datetime) -> Outgoing:
        """An activity fails; ``line`` is what the log says, if it is known."""
        w, activity = self._words, health.activity.value
        about = "gone" if health.failure is Failure.GONE else activity
        since = w.notice("since", moment=self._moment(health.failing_since or now), times=health.failures)
        last = self._last(health)
        said = w.notice("said", line=line) if line else ""
        paragraphs = (
            f"{w.failure(health.failure or Failure.PROGRAM)} {since} {last}", said,
            w.notice(f"{about}_harm"), w.notice("mend"), w.notice("once"),
        )  # fmt: skip
        own = notice_id(self.settings, f"{activity}-fails", now)
        return self._mail(w.notice(f"{about}_fails"), paragraphs, (own,), now)

    def recovery(self, health: Health, now: datetime) -> Outgoing:
        """An activity works again; the mail follows the one that told of the trouble."""
        w, activity = self._words, health.activity.value
        paragraphs = (w.notice("again", moment=self._moment(health.succeeded_at or now)),)
        told = health.alarmed_at or now
        ids = (
            notice_id(self.settings, f"{activity}-works", told),
            notice_id(self.settings, f"{activity}-fails", told),
        )
        return self._mail(w.notice(f"{activity}_works"), paragraphs, ids, now)

    def test(self, now: datetime) -> Outgoing:
        """A mail that only has to arrive, at those who get the digests."""
        w, ids = self._words, (notice_id(self.settings, "test", now),)
        return self._mail(w.notice("test"), (w.notice("test_text"),), ids, now, self.settings.digest.recipients)

    def given_up(self, mail: Outgoing, now: datetime) -> Outgoing:
        """No server took over a mail of ours for a day. The same mail for all that are given up on a day."""
        w, day = self._words, now.astimezone(self.settings.consultation.zone).date()
        about = w.notice("given_up_mail", what=w.notice(f"kind_{mail.kind}"), day=w.day(mail.day))
        paragraphs = (about, w.notice("said", line=mail.failure), w.notice("given_up_mend"))
        own = notice_id(self.settings, "given-up", datetime.combine(day, time(), UTC))
        return self._mail(w.notice("given_up"), paragraphs, (own,), now)

    def _mail(
        self, subject: str, paragraphs: tuple[str, ...], ids: tuple[str, ...], now: datetime, to: tuple[str, ...] = ()
    ) -> Outgoing:
        to = to or self.settings.alarm.recipients or self.settings.digest.recipients
        shown = (one_line(text) for text in (self.settings.consultation.name, *paragraphs) if text)
        text = "\n\n".join(textwrap.fill(one, _WIDTH, break_long_words=False, break_on_hyphens=False) for one in shown)
        content = notice(self.settings, to, subject, text + "\n", ids, now)
        day = now.astimezone(self.settings.consultation.zone).date()
        return Outgoing(OutgoingKind.NOTICE, day, ids[0], to, content, now, covers_from=None, covers_to=now)

    def _last(self, health: Health) -> str:
        if health.succeeded_at is None:
            return self._words.notice("never")
        return self._words.notice("succeeded", moment=self._moment(health.succeeded_at))

    def _moment(self, instant: datetime) -> str:
        return self._words.moment(instant.astimezone(self.settings.consultation.zone))

    @property
    def _words(self) -> Words:
        return words(self.settings.digest.language)
