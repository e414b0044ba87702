"""The image is not built here; what it is built by is linted, and what it must not lack is looked for."""

import json
import platform
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from skrzynka.cli import COMMANDS

ROOT = Path(__file__).parent.parent
STAGES = re.sub(r"\\\n\s*", "", (ROOT / "Containerfile").read_text("utf-8")).split("FROM ")[1:]
"""Each stage's text, a line for each instruction."""


def last(instruction: str) -> list[str]:
    """What follows an instruction in the stage that runs."""
    return re.findall(rf"^{instruction} (.*)$", STAGES[-1], re.MULTILINE)


@pytest.mark.skipif((sys.platform, platform.machine()) != ("linux", "x86_64"), reason="its lint is not installed here")
def test_hadolint_finds_nothing() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([str(hadolint), str(ROOT / "Containerfile")], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_every_stage_begins_with_an_image_that_has_a_tag() -> None:
    assert len(STAGES) == 2
    assert all(re.match(r"docker\.io/library/python:3\.\d+-slim-\w+( AS build)?\n", stage) for stage in STAGES)


def test_the_service_runs_without_rights_and_without_a_shell() -> None:
    (user,), (entry,), (command,), (stop,) = last("USER"), last("ENTRYPOINT"), last("CMD"), last("STOPSIGNAL")
    assert int(user) > 0, "a number: Kubernetes cannot tell whether a name is root's"
    assert (json.loads(entry), json.loads(command)[0], stop) == (["skrzynka"], "run", "SIGTERM")


def test_its_health_is_asked_by_a_command_that_there_is() -> None:
    (check,) = last("HEALTHCHECK")
    name, command = json.loads(check.partition("CMD ")[2])
    assert name == "skrzynka"
    assert command in COMMANDS


def test_what_must_last_lies_in_a_volume() -> None:
    assert last("VOLUME") == last("WORKDIR") == ["/data"]
    assert "SKRZYNKA_CONFIG=/data/config.toml" in last("ENV")[0]


def test_no_secret_is_built_in() -> None:
    assert not re.search("passw|secret|token", "".join(STAGES), re.IGNORECASE)


def test_all_that_is_installed_has_a_known_hash() -> None:
    installs = re.findall(r"pip (?:install|wheel) [^&\n]*", "".join(STAGES))
    assert len(installs) == 3
    assert all("--require-hashes" in one or "--no-index" in one for one in installs)


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt", "README.md", "LICENSE", "config.toml"])
def test_what_it_is_built_from_is_let_in(name: str) -> None:
    assert f"!{name}" in _ignored()


def test_the_package_is_let_in_and_nothing_else_that_lies_about() -> None:
    setuptools = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    rooms = {name.split(".")[1] for name in setuptools["packages"] if "." in name}
    data = {pattern.partition("/")[0] for pattern in setuptools["package-data"]["skrzynka"] if "/" in pattern}
    folders = {line[1:] for line in _ignored() if line.startswith("!") and "." not in line and line != "!LICENSE"}
    assert folders == rooms | data
    assert _ignored()[0] == "*"


def _ignored() -> list[str]:
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
