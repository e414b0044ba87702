from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from skrzynka.digest.alarm import QUIET, Notices, alarm_due, recovery_due
from skrzynka.settings import INTERFACE_LANGUAGES, Settings
from skrzynka.store.health import Activity, Failure, Health
from skrzynka.store.outgoing import Outgoing

NOW = datetime(2022, 6, 1, 6, 0, tzinfo=UTC)
WELL = Health(Activity.POLL).succeeded(NOW)


def failed(times: int, failure: Failure = Failure.NETWORK) -> Health:
    health = WELL
    for number in range(times):
        health = health.failed(failure, NOW + number * timedelta(minutes=5))
    return health


def read(outgoing: Outgoing) -> EmailMessage:
    return message_from_bytes(outgoing.content, policy=default)


def test_an_alarm_waits_for_the_configured_number_of_failures() -> None:
    assert [alarm_due(failed(times), 3, NOW) for times in range(6)] == [False, False, False, True, True, True]


@pytest.mark.parametrize("failure", [Failure.LOGIN, Failure.TOKEN, Failure.CONFIGURATION, Failure.REFUSED])
def test_what_no_waiting_mends_is_told_at_once(failure: Failure) -> None:
    assert alarm_due(failed(1, failure), 3, NOW)


def test_a_trouble_that_was_told_is_not_told_again_however_long_it_lasts() -> None:
    told = replace(failed(3), alarmed_at=NOW, alarm_open=True)
    assert not any(alarm_due(told, 3, NOW + timedelta(days=days)) for days in range(30))


def test_a_server_that_comes_and_goes_makes_no_storm() -> None:
    again = replace(failed(3), alarmed_at=NOW)
    assert not alarm_due(again, 3, NOW + QUIET - timedelta(seconds=1))
    assert alarm_due(again, 3, NOW + QUIET)


def test_a_clock_that_was_set_back_mutes_no_alarm() -> None:
    assert alarm_due(replace(failed(3), alarmed_at=NOW + timedelta(days=300)), 3, NOW)


def test_the_end_is_told_to_whoever_was_told_of_the_trouble() -> None:
    assert recovery_due(replace(WELL, alarm_open=True))
    assert not recovery_due(WELL)
    assert not recovery_due(replace(failed(3), alarm_open=True))


def test_an_alarm_is_a_mail_that_no_machine_answers(settings: Settings) -> None:
    mail = read(Notices(settings).alarm(failed(3), "imap a:993: does not answer; check imap.host", NOW))
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert "skrzynka." in mail["List-Id"]
    assert mail["X-Skrzynka-Mail"] == "notice"
    assert mail["Date"].datetime == NOW


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
@pytest.mark.parametrize("activity", Activity)
@pytest.mark.parametrize("failure", Failure)
def test_every_failure_has_its_words_in_every_language(
    settings: Settings, language: str, activity: Activity, failure: Failure
) -> None:
    chosen = settings.model_copy(update={"digest": settings.digest.model_copy(update={"language": language})})
    health = Health(activity).failed(failure, NOW)
    mail = read(Notices(chosen).alarm(health, "a: b", NOW))
    assert "skrzynka doctor" in mail.get_content()
    assert "{" not in mail.get_content() + mail["Subject"]
    assert "{" not in read(Notices(chosen).recovery(health, NOW)).get_content()


def test_a_line_from_a_server_cannot_break_the_mail(settings: Settings) -> None:
    mail = read(Notices(settings).alarm(failed(3), "says\r\nBcc: x@evil.example\r\n\r\n\x1b[2J" + "ż" * 500, NOW))
    assert mail["Bcc"] is None
    assert "\x1b" not in mail.get_content()


def test_the_mail_goes_to_the_administrator_or_to_those_who_get_digests(settings: Settings) -> None:
    assert Notices(settings).alarm(failed(3), "", NOW).recipients == settings.digest.recipients
    alarm = settings.alarm.model_copy(update={"recipients": ("admin@um.example",)})
    notices = Notices(settings.model_copy(update={"alarm": alarm}))
    assert notices.alarm(failed(3), "", NOW).recipients == ("admin@um.example",)
    assert read(notices.recovery(WELL, NOW))["To"] == "admin@um.example"
    assert notices.test(NOW).recipients == settings.digest.recipients


def test_the_mail_that_it_works_again_follows_the_alarm(settings: Settings) -> None:
    alarm = Notices(settings).alarm(failed(3), "", NOW)
    later = replace(WELL, alarmed_at=NOW, alarm_open=True)
    mail = read(Notices(settings).recovery(later, NOW + timedelta(hours=1)))
    assert mail["In-Reply-To"] == alarm.message_id
    assert mail["Message-ID"] != alarm.message_id
