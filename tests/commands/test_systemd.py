import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from skrzynka.tests.commands.conftest import Run


@pytest.fixture
def analyze() -> str:
    found = shutil.which("systemd-analyze")
    if found is None:
        pytest.skip("systemd-analyze is not installed: apt-get install systemd")
    return found


@pytest.fixture
def unit(here: Path, run: Run) -> Path:
    """A unit for a consultation."""
    run("init", "--yes")
    path = here / "skrzynka.service"
    done = run("service", "install", "--user", "daemon", "--out", str(path))
    assert done.code == 0, done.err
    assert "systemctl enable --now skrzynka" in done.out
    return path


def test_the_unit_names_the_program_the_configuration_and_the_user(unit: Path, here: Path) -> None:
    text = unit.read_text("utf-8")
    program = Path(sys.executable).with_name("skrzynka")
    assert f"ExecStart={program} --config {here.resolve()}/config.toml run --log-format json" in text
    assert f"ReadWritePaths={here.resolve()}\n" in text
    assert "User=daemon\n" in text
    assert "{" not in text


def test_the_unit_gives_few_rights(unit: Path, analyze: str) -> None:
    command = [analyze, "security", "--offline=true", "--threshold=20", "--no-pager", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-300:] + done.stderr


def test_systemd_understands_the_unit(unit: Path, analyze: str) -> None:
    done = subprocess.run([analyze, "verify", str(unit)], capture_output=True, text=True, check=False)
    assert [line for line in done.stderr.splitlines() if "skrzynka.service" in line] == []


def test_it_is_written_anew_but_never_over_somebody_elses(unit: Path, run: Run) -> None:
    again = ("service", "install", "--user", "daemon", "--out", str(unit))
    assert run(*again).code == 0
    unit.write_text("[Service]\n", "utf-8")
    done = run(*again)
    assert done.code == 1
    assert "was written by somebody else and stays" in done.err
    assert unit.read_text("utf-8") == "[Service]\n"


def test_the_service_does_not_run_as_root(here: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("init", "--yes")
    monkeypatch.setattr(Path, "owner", lambda _path: "root")
    done = run("service", "install", "--out", "skrzynka.service")
    assert done.code == 1
    assert "useradd --system skrzynka" in done.err


def test_a_folder_with_signs_that_mean_something_to_systemd_is_refused(
    here: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("init", "100% ours", "--yes")
    done = run("--config", "100% ours/config.toml", "service", "install", "--user", "daemon", "--out", "x.service")
    assert done.code == 1
    assert "choose another folder or name" in done.err


def test_a_service_that_systemd_does_not_know_is_one_clear_line(run: Run) -> None:
    done = run("service", "status", "--name", "skrzynka-that-nobody-installed")
    assert done.code == 1
    assert len(done.err.splitlines()) == 1
