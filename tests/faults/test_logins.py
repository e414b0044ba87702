"""The mailbox refuses the login for a while."""

from skrzynka.tests.faults.office import Consultation, Office
from skrzynka.tests.faults.post import SEND, Post
from skrzynka.tests.servers import PASSWORD


def reporting(office: Office, post: Post) -> Consultation:
    """A consultation whose digests and alarms go to that post, in English."""
    consultation = office.consultation()
    consultation.change("smtp", port=post.proxy.port)
    consultation.change("digest", language="en")
    post.received.clear()
    return consultation


def alarms(post: Post) -> list[str]:
    return [str(mail["Subject"]) for mail in post.mails if mail["X-Skrzynka-Mail"] == "notice"]


def test_a_refused_login_is_told_once_and_its_end_once_and_no_mail_is_missed(office: Office, post: Post) -> None:
    consultation = reporting(office, post)
    for password, code in [("changed", 1)] * 5 + [(PASSWORD, 0)] * 3:
        done = consultation.run(*SEND, SKRZYNKA_IMAP_PASSWORD=password)
        assert done.code == code
        assert "changed" not in done.err
        assert done.err.count("refuses the login") == code
    assert alarms(post) == ["Skrzynka cannot read the mailbox", "Skrzynka reads the mailbox again"]
    assert consultation.stored()["mail"] == office.undisturbed("leave").stored["mail"]


def test_a_login_that_is_refused_for_now_is_told_only_where_it_lasts(office: Office, post: Post) -> None:
    consultation = reporting(office, post)
    office.proxy.rewrite = lambda line: line.replace(b"[AUTHENTICATIONFAILED]", b"[UNAVAILABLE]")
    try:
        for failures, told in enumerate([0, 0, 1, 1], start=1):
            assert consultation.run(*SEND, SKRZYNKA_IMAP_PASSWORD="changed").code == 1
            assert len(alarms(post)) == told, failures
    finally:
        office.proxy.rewrite = bytes
    assert consultation.run(*SEND).code == 0
    assert alarms(post) == ["Skrzynka cannot read the mailbox", "Skrzynka reads the mailbox again"]


def test_a_mailbox_that_is_away_is_told_of_after_a_while_and_when_it_is_back(office: Office, post: Post) -> None:
    consultation = reporting(office, post)
    consultation.change("imap", port=1)
    assert [consultation.run(*SEND).code for _ in range(5)] == [1] * 5
    assert alarms(post) == ["Skrzynka cannot read the mailbox"]
    consultation.change("imap", port=office.proxy.port)
    assert [consultation.run(*SEND).code for _ in range(2)] == [0] * 2
    assert alarms(post) == ["Skrzynka cannot read the mailbox", "Skrzynka reads the mailbox again"]
