"""How a command starts: what it does not need, it does not wait for."""

import subprocess
import sys

from skrzynka.cli import COMMANDS

HEAVY = {"sqlalchemy", "pydantic", "numpy", "jinja2", "babel", "imapclient", "apscheduler", "langdetect"}
SHOW = "import sys; from skrzynka.cli import app; {}; print(sorted({} & set(sys.modules)))"


def loaded(work: str) -> str:
    program = SHOW.format(work, HEAVY)
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout


def test_the_list_of_commands_waits_for_no_library() -> None:
    shown = loaded('app(["--help"], standalone_mode=False)')
    assert shown.splitlines()[-1] == "[]"
    assert all(f"  {name} " in shown for name in COMMANDS)


def test_no_line_of_the_list_is_cut() -> None:
    shown = loaded('app(["--help"], standalone_mode=False)')
    assert all(lazy.help in shown for lazy in COMMANDS.values())
