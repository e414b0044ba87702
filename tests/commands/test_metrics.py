"""Figures for a monitor, scraped over HTTP as Prometheus does, and read by its own parser."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
import tomlkit
from prometheus_client.metrics_core import Metric
from prometheus_client.parser import text_string_to_metric_families

from skrzynka import __version__
from skrzynka.commands.metrics import served
from skrzynka.settings import ConfigError, load, parse, shipped
from skrzynka.store.ledger import Ledger
from skrzynka.tests.commands.test_service import Office, fill, office, wait_for
from skrzynka.tests.servers import PASSWORD, free_port

__all__ = ["office"]  # the fixture


def configured(office: Office, port: int) -> Path:
    path = office.configure()
    document = tomlkit.parse(path.read_text("utf-8"))
    document["metrics"] = {"port": port}
    path.write_text(tomlkit.dumps(document), "utf-8")
    return path


def scrape(port: int) -> str:
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        assert answer.headers["Content-Type"].startswith("text/plain")
        return str(answer.read().decode("utf-8"))


def refusal(port: int) -> int:
    """The status with which a scrape is refused."""
    with pytest.raises(HTTPError) as caught, urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10):
        pass
    return caught.value.code


def families(text: str) -> dict[str, Metric]:
    return {family.name: family for family in text_string_to_metric_families(text)}


def values(text: str) -> dict[str, float]:
    """Each sample by its name and labels."""
    return {
        sample.name + "".join(f" {value}" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@contextmanager
def running(office: Office, config: Path, sign: str) -> Iterator[None]:
    """The service, from ``sign`` in its log until it stops cleanly."""
    process = office.start(config, "run")
    try:
        wait_for(process, sign)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=20)[1]
    assert (process.returncode, "Traceback" in said) == (0, False), said


def test_a_running_service_tells_a_monitor_how_it_stands(office: Office, samples: Path) -> None:
    fill(office, samples, 20)
    port = free_port()
    config = configured(office, port)
    before = time.time()
    with running(office, config, "poll: new=20"):
        text = scrape(port)
    found = values(text)
    with Ledger.open(load(config).store_url) as ledger:
        total = ledger.sum()
    assert found[f"skrzynka_build_info {__version__}"] == 1
    assert found["skrzynka_well"] == 1
    assert found["skrzynka_mails opinion"] == total.opinions > 0
    assert sum(value for name, value in found.items() if name.startswith("skrzynka_mails ")) == 20
    assert (found["skrzynka_mails pending"], found["skrzynka_mails_unexplained"]) == (0, 0)
    assert before <= found["skrzynka_last_poll_timestamp_seconds"] <= time.time()
    assert "skrzynka_last_digest_timestamp_seconds" not in found, "what is not known is not told"
    assert (found["skrzynka_failures_in_a_row poll"], found["skrzynka_failures_in_a_row send"]) == (0, 0)
    assert "@" not in text, "no addresses"


def test_names_and_helps_follow_the_conventions(office: Office) -> None:
    port = free_port()
    with running(office, configured(office, port), "poll: new=0"):
        found = families(scrape(port))
    assert found
    for name, family in found.items():
        assert re.fullmatch(r"skrzynka_[a-z_]+", name)
        assert family.documentation.endswith(".")
        assert family.type in {"gauge", "info"}
        assert not name.endswith(("_total", "_count", "_sum", "_bucket"))


def test_failures_are_counted(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKRZYNKA_IMAP_PASSWORD", "geheim")
    port = free_port()
    with running(office, configured(office, port), "told by mail"):
        found = values(scrape(port))
    assert found["skrzynka_failures_in_a_row poll"] == 1
    assert found["skrzynka_well"] == 0


def test_scrapes_without_pause_do_not_disturb_the_worker(office: Office, samples: Path) -> None:
    fill(office, samples, 60)
    port = free_port()
    process = office.start(configured(office, port), "run")
    try:
        wait_for(process, "metrics: port")
        seen, end = 0.0, time.monotonic() + 60
        while seen < 60:
            assert time.monotonic() < end
            found = values(scrape(port))
            assert found["skrzynka_mails_unexplained"] == 0
            seen = sum(found[f"skrzynka_mails {state}"] for state in ("opinion", "other", "duplicate"))
        wait_for(process, "poll: new=60")
    finally:
        process.terminate()
        assert process.wait(20) == 0


def test_a_port_that_is_taken_is_one_clear_line(office: Office) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = office.run(configured(office, other.getsockname()[1]), "run")
    assert done.returncode == 1
    assert "cannot be listened on (Address already in use); choose another metrics.port" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_missing_extra_is_one_clear_line(office: Office) -> None:
    without = "import sys; sys.modules['prometheus_client'] = None; from skrzynka.cli import main; main()"
    command = [sys.executable, "-c", without, "--config", str(configured(office, free_port())), "run"]
    env = {**os.environ, "SKRZYNKA_IMAP_PASSWORD": PASSWORD}
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=env)
    assert done.returncode == 1
    assert "pip install 'skrzynka[metrics]'" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_locked_or_missing_store_is_an_error_and_no_hang(office: Office) -> None:
    port = free_port()
    settings = load(configured(office, port))
    path = Path(settings.store_url.removeprefix("sqlite:///"))
    with served(settings):
        assert refusal(port) == 503
        assert not path.exists(), "a scrape makes nothing"
        Ledger.open(settings.store_url).close()
        assert values(scrape(port))["skrzynka_well"] == 0, "never polled"
        with closing(sqlite3.connect(path, isolation_level=None)) as holder:
            holder.execute("PRAGMA journal_mode = DELETE")  # in a write-ahead log nobody can lock readers out
            holder.execute("BEGIN EXCLUSIVE")
            began = time.monotonic()
            assert refusal(port) == 503
            assert time.monotonic() - began < 8
        assert values(scrape(port))["skrzynka_mails_unexplained"] == 0
    with pytest.raises(OSError, match="refused"):
        scrape(port)


def test_without_the_section_nothing_listens() -> None:
    settings = load(None)
    assert settings.metrics is None
    with served(settings):
        pass


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ('port = 9464\nhost = "0.0.0.0"', "can be reached from other machines"),
        ('port = 9464\nhost = "metrics.example"', "not a valid IPv4 or IPv6 address"),
        ('host = "127.0.0.1"', "metrics.port = "),
    ],
)
def test_a_wrong_section_is_told(lines: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        parse(f"{shipped()}\n[metrics]\n{lines}\n", "config.toml", Path())


def test_other_machines_may_ask_where_that_is_said_in_so_many_words() -> None:
    lines = 'port = 9464\nhost = "0.0.0.0"\nopen_to_the_network = true'
    settings = parse(f"{shipped()}\n[metrics]\n{lines}\n", "config.toml", Path())
    assert settings.metrics
    assert str(settings.metrics.host) == "0.0.0.0"
