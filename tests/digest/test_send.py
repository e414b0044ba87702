import ssl
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from skrzynka.digest.send import SendError, SmtpSender
from skrzynka.settings import ConfigError, Security, Settings, SmtpSettings
from skrzynka.store.outgoing import Outgoing, OutgoingKind

NOW = datetime(2022, 6, 1, 6, 0, tzinfo=UTC)
CONTENT = b"Subject: test\r\nMessage-ID: <1@um.example>\r\n\r\n.\r\n..two dots\r\nend\r\n"

Configured = Callable[..., SmtpSettings]


def mail(*recipients: str) -> Outgoing:
    return Outgoing(
        kind=OutgoingKind.DAILY,
        day=date(2022, 6, 1),
        message_id="<1@um.example>",
        recipients=recipients or ("koordynatorka@um.example",),
        content=CONTENT,
        created_at=NOW,
        covers_from=None,
        covers_to=NOW,
    )


def failure(settings: SmtpSettings, password: str | None = None, *recipients: str) -> str:
    with pytest.raises(SendError) as raised:
        SmtpSender(settings, password).send(mail(*recipients))
    said = str(raised.value)
    assert "\n" not in said
    assert said.isprintable()
    return said


def test_a_mail_arrives_byte_for_byte(smtp: Any, configured: Configured) -> None:
    SmtpSender(configured(smtp.port), None).send(mail("a@um.example", "b@um.example"))
    assert smtp.envelopes[0].original_content == CONTENT
    assert smtp.envelopes[0].rcpt_tos == ["a@um.example", "b@um.example"]
    assert smtp.envelopes[0].mail_from == "skrzynka@um.example"


def test_a_login_is_made_with_the_password(guarded: Any, configured: Configured) -> None:
    SmtpSender(configured(guarded.port, user="skrzynka"), "right").send(mail())
    assert len(guarded.envelopes) == 1


def test_a_refused_login_is_told_without_the_password(guarded: Any, configured: Configured) -> None:
    said = failure(configured(guarded.port, user="skrzynka"), "hunter2")
    assert f"127.0.0.1:{guarded.port}: refuses the login (535" in said
    assert "SKRZYNKA_SMTP_PASSWORD" in said
    assert "hunter2" not in said


def test_a_server_that_wants_a_login_is_told_of(guarded: Any, configured: Configured) -> None:
    assert "smtp.user" in failure(configured(guarded.port))


def test_a_closed_port_is_told_with_its_address(closed_port: int, configured: Configured) -> None:
    assert f"smtp 127.0.0.1:{closed_port}: cannot be reached (Connection refused)" in failure(configured(closed_port))


def test_an_unknown_host_is_told_with_its_name(configured: Configured) -> None:
    said = failure(configured(25, host="mail.invalid"))
    assert "smtp mail.invalid:25: cannot be reached" in said
    assert "check smtp.host" in said


def test_refused_recipients_are_told(smtp: Any, configured: Configured) -> None:
    smtp.refused = {"koordynatorka@um.example"}
    assert "refuses every recipient (550 5.1.1 no such user[2J here); check digest.recipients" in failure(
        configured(smtp.port)
    )


def test_one_refused_recipient_does_not_keep_the_others_waiting(
    smtp: Any, configured: Configured, caplog: pytest.LogCaptureFixture
) -> None:
    smtp.refused = {"gone@um.example"}
    SmtpSender(configured(smtp.port), None).send(mail("gone@um.example", "here@um.example"))
    assert smtp.envelopes[0].rcpt_tos == ["here@um.example"]
    assert "1 of 2 recipients refused" in caplog.text


def test_starttls_is_verified_against_the_configured_authority(
    serve: Callable[..., Any], tls: ssl.SSLContext, authority: Path, configured: Configured
) -> None:
    server = serve(tls_context=tls, require_starttls=True)
    secure = configured(server.port, host="localhost", security=Security.STARTTLS, ca_file=Path("cert.pem"))
    SmtpSender(secure, None, authority).send(mail())
    assert len(server.envelopes) == 1


def test_tls_from_the_first_byte_is_verified_too(
    serve: Callable[..., Any], tls: ssl.SSLContext, authority: Path, configured: Configured
) -> None:
    server = serve(ssl_context=tls)
    secure = configured(server.port, host="localhost", security=Security.TLS)
    SmtpSender(secure.model_copy(update={"ca_file": authority / "cert.pem"}), None).send(mail())
    assert len(server.envelopes) == 1
    assert "its certificate is not trusted" in failure(secure)


def test_a_certificate_that_nobody_vouches_for_is_refused(
    serve: Callable[..., Any], tls: ssl.SSLContext, configured: Configured
) -> None:
    server = serve(tls_context=tls, require_starttls=True)
    said = failure(configured(server.port, host="localhost", security=Security.STARTTLS))
    assert "its certificate is not trusted (self-signed certificate)" in said
    assert "smtp.ca_file" in said
    assert not server.envelopes


def test_a_certificate_for_another_name_is_refused(
    serve: Callable[..., Any], tls: ssl.SSLContext, authority: Path, configured: Configured
) -> None:
    server = serve(tls_context=tls, require_starttls=True)
    secure = configured(server.port, security=Security.STARTTLS, ca_file=authority / "cert.pem")
    assert "its certificate is not trusted" in failure(secure)


def test_a_server_without_starttls_gets_no_mail_in_the_open(smtp: Any, configured: Configured) -> None:
    assert "does not offer what is configured (STARTTLS" in failure(configured(smtp.port, security=Security.STARTTLS))
    assert not smtp.envelopes


def test_tls_on_a_plain_port_is_told(smtp: Any, configured: Configured) -> None:
    assert "no TLS connection" in failure(configured(smtp.port, host="localhost", security=Security.TLS))


def test_a_file_that_holds_no_authority_is_told(smtp: Any, configured: Configured, tmp_path: Path) -> None:
    said = failure(configured(smtp.port, security=Security.TLS, ca_file=tmp_path / "none.pem"))
    assert "none.pem" in said


def test_a_missing_password_is_told_before_anything_is_tried(settings: Settings) -> None:
    with pytest.raises(ConfigError, match="SKRZYNKA_SMTP_PASSWORD"):
        SmtpSender.of(settings, {})


def test_no_user_means_no_password(settings: Settings) -> None:
    SmtpSender.of(settings.model_copy(update={"smtp": settings.smtp.model_copy(update={"user": None})}), {})
