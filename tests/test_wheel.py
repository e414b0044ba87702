"""The wheel works from another folder in an environment that holds nothing else of the project."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def skrzynka(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, installed from a wheel into a new environment that borrows only the dependencies."""
    made = tmp_path_factory.mktemp("wheel")
    # Built from a copy, so that nothing of an earlier build gets in and nothing is left behind.
    source = shutil.copytree(ROOT, made / "source", ignore=shutil.ignore_patterns(".*", "build", "dist", "demo"))
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(made), str(source)]
    subprocess.run(build, check=True, capture_output=True)
    venv.create(made / "env", with_pip=True)
    bin_dir = made / "env" / ("Scripts" if os.name == "nt" else "bin")
    (wheel,) = made.glob("*.whl")
    subprocess.run([bin_dir / "pip", "install", "-q", "--no-deps", wheel], check=True, capture_output=True)
    (site,) = (made / "env").glob("lib/python*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    return bin_dir / "skrzynka"


def run(command: Path, *args: str, cwd: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    # -P and an empty PYTHONPATH: nothing of the checkout may help.
    env = {"PATH": os.environ["PATH"], "HOME": str(cwd)}
    return subprocess.run([command, *args], cwd=cwd, env=env, input=stdin, capture_output=True, text=True, check=False)


def test_the_installed_command_reads_and_tags(skrzynka: Path, tmp_path: Path, samples: Path) -> None:
    mail = tmp_path / "mail.eml"
    mail.write_bytes((samples / "0003.eml").read_bytes())
    done = run(skrzynka, "inspect", "--json", str(mail), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["from_email"] == "d.cebula@example.net"


def test_the_package_comes_from_the_wheel_and_holds_its_data(skrzynka: Path, tmp_path: Path) -> None:
    program = (
        "import skrzynka, importlib.resources as r; root = r.files('skrzynka'); print(skrzynka.__file__);"
        "print(root.joinpath('config.toml').is_file(), root.joinpath('templates').is_dir(),"
        " len(list(root.joinpath('samples/mails').iterdir())))"
    )
    done = run(skrzynka.parent / "python", "-P", "-c", program, cwd=tmp_path)
    file, data = done.stdout.splitlines()
    assert str(skrzynka.parent.parent) in file
    assert data == "True True 160"


def test_init_list_and_stats_work_elsewhere(skrzynka: Path, tmp_path: Path) -> None:
    assert run(skrzynka, "init", "--yes", cwd=tmp_path).returncode == 0
    assert (tmp_path / "config.toml").is_file()
    assert run(skrzynka, "list", "--json", cwd=tmp_path).stdout == ""
    stats = run(skrzynka, "stats", "--json", cwd=tmp_path)
    assert stats.returncode == 0, stats.stderr
    assert json.loads(stats.stdout.splitlines()[-1])["in_mailbox"] == 0
