"""How the service runs under a supervisor: once, in JSON lines, and heard by systemd."""

import json
import logging
import os
import signal
import socket
import sys
from pathlib import Path
from threading import Thread

import pytest

from skrzynka.commands.logs import JsonLines
from skrzynka.commands.notify import notify
from skrzynka.tests.commands.test_service import Office, fill, office, wait_for

__all__ = ["office"]  # the fixture


def test_once_polls_and_sends_and_ends(office: Office, samples: Path) -> None:
    fill(office, samples, 5)
    done = office.run(office.configure(), "run", "--once", "--log-format", "json")
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert any(line["message"].startswith("poll: new=5") for line in lines)
    assert all(set(line) == {"at", "level", "from", "message"} for line in lines)


def test_once_ends_with_one_where_anything_failed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKRZYNKA_IMAP_PASSWORD", "geheim")
    assert office.run(office.configure(), "run", "--once").returncode == 1


def test_a_fault_in_the_log_says_where_and_not_what() -> None:
    try:
        dict[str, str]()["Dear Sir"]
    except KeyError:
        record = logging.LogRecord("a", logging.ERROR, "", 0, "job %s\nfailed", ("x",), sys.exc_info())
    text = JsonLines().format(record)
    assert "\n" not in text
    line = json.loads(text)
    assert (line["fault"], line["message"], line["level"]) == ("KeyError", "job x\nfailed", "error")
    assert "test_running.py:" in line["where"]
    assert "Dear Sir" not in text


def test_systemd_hears_that_the_service_is_ready_alive_and_stopping(
    office: Office, samples: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fill(office, samples, 3)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(str(tmp_path / "notify"))
        line.settimeout(30)
        said: list[bytes] = []
        listener = Thread(target=lambda: said.extend(iter(lambda: line.recv(100), b"STOPPING=1")))
        listener.start()
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        process = office.start(office.configure(), "run")
        wait_for(process, "poll: new=3")
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        listener.join(20)
        assert not listener.is_alive(), "it said that it stops"
    assert set(said) == {b"READY=1", b"WATCHDOG=1"}
    assert said.count(b"WATCHDOG=1") >= 3, "once a mail, and more"


def test_without_systemd_nobody_is_told(tmp_path: Path) -> None:
    notify("READY=1", {})
    notify("READY=1", {"NOTIFY_SOCKET": str(tmp_path / "nobody")})
    name = f"@skrzynka-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(f"\0{name[1:]}")
        notify("READY=1", {"NOTIFY_SOCKET": name})
        assert heard.recv(100) == b"READY=1"
