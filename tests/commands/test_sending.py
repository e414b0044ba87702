from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from skrzynka.embedded import EmbeddedSmtp
from skrzynka.tests.commands.conftest import Run


@pytest.fixture
def sent(played: Path) -> Iterator[list[bytes]]:
    """What a real SMTP server receives; the configuration names it."""
    received: list[bytes] = []
    with EmbeddedSmtp(lambda _sender, _recipients, content: received.append(content)) as smtp:
        _use_smtp(played / "config.toml", smtp.port)
        yield received


def _use_smtp(config: Path, port: int) -> None:
    before, section, after = config.read_text("utf-8").partition("[smtp]")
    lines = [f"port = {port}" if line.startswith("port = ") else line for line in after.splitlines()]
    config.write_text(before + section + "\n".join(lines), "utf-8")


def test_a_digest_is_shown_in_the_terminal(played: Path, run: Run) -> None:
    done = run("digest", "--day", "2022-06-01")
    assert done.code == 0
    assert "w skrzynce =" in done.out
    assert "niewyjaśnionych" in done.out


@pytest.mark.parametrize("command", [("digest", "--day", "2022-06-01"), ("close",)])
def test_a_digest_is_written_to_a_file(played: Path, run: Run, command: tuple[str, ...]) -> None:
    for name in ("out.html", "out.txt"):
        assert run(*command, "--out", name).code == 0
        assert (played / name).read_text("utf-8")


def test_a_file_of_another_kind_is_refused(played: Path, run: Run) -> None:
    done = run("close", "--out", "out.pdf")
    assert done.code == 1
    assert "write .html or .txt" in done.err


def test_a_digest_is_sent_once(played: Path, run: Run, sent: list[bytes]) -> None:
    first, second = run("digest", "--send"), run("digest", "--send")
    assert (first.code, second.code) == (0, 0)
    assert "nothing was sent" in second.out
    (mail,) = (message_from_bytes(content, policy=policy.default) for content in sent)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert str(mail["Message-ID"]) in first.out


def test_a_digest_that_cannot_be_sent_waits_and_goes_out_as_it_was(
    played: Path, run: Run, request: pytest.FixtureRequest
) -> None:
    refused = run("digest", "--send")
    assert refused.code == 1
    assert "cannot be reached" in refused.err
    sent: list[bytes] = request.getfixturevalue("sent")
    assert run("digest", "--send").code == 0
    assert len(sent) == 1


def test_the_closing_summary_waits_for_the_close(here: Path, run: Run) -> None:
    run("init", "--yes")
    config = here / "config.toml"
    config.write_text(config.read_text("utf-8").replace("2022-06-19", "2099-06-19"), "utf-8")
    done = run("close", "--send")
    assert done.code == 1
    assert "is open until 2099-06-19" in done.err
    assert run("close").code == 0


def test_a_missing_password_is_one_clear_line(here: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SKRZYNKA_SMTP_PASSWORD", raising=False)
    monkeypatch.delenv("SKRZYNKA_IMAP_PASSWORD", raising=False)
    run("init", "--yes")
    for command, variable in ((("digest", "--send"), "SKRZYNKA_SMTP_PASSWORD"), (("poll",), "SKRZYNKA_IMAP_PASSWORD")):
        done = run(*command)
        assert done.code == 1
        assert f"no password: set {variable}" in done.err
        assert len(done.err.splitlines()) == 1


def test_a_digest_of_a_day_that_has_not_come_is_refused(played: Path, run: Run) -> None:
    done = run("digest", "--day", "2099-01-01", "--send")
    assert done.code == 1
    assert "has not come" in done.err
