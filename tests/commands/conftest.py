"""Commands, run as a person runs them."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from skrzynka import cli


@dataclass(frozen=True, slots=True)
class Done:
    """What a command left on the terminal."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The JSON lines it printed."""
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Done]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run ``skrzynka ARGS`` through its entry point."""

    def command(*args: str) -> Done:
        monkeypatch.setattr("sys.argv", ["skrzynka", *args])
        try:
            cli.main()
            code = 0
        except SystemExit as left:
            code = int(left.code or 0)
        out, err = capsys.readouterr()
        return Done(code, out, err)

    return command


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, in which the commands run."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SKRZYNKA_CONFIG", raising=False)
    return tmp_path


@pytest.fixture
def played(played_demo: Path, here: Path) -> Path:
    """A folder with the whole sample consultation, in which the commands run."""
    shutil.copytree(played_demo, here, dirs_exist_ok=True)
    return here
