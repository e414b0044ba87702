"""What docs/operations.md tells an administrator to type."""

import re
import tomllib
from pathlib import Path

from prometheus_client import generate_latest

from skrzynka.cli import COMMANDS
from skrzynka.commands.figures import answers
from skrzynka.settings import load, parse, shipped
from skrzynka.store.ledger import Ledger

TEXT = (Path(__file__).parent.parent / "docs" / "operations.md").read_text("utf-8")


def test_every_command_and_option_is_one_that_there_is() -> None:
    named = re.findall(r"(?:^|`|skrzynka )skrzynka ([a-z]+)((?: -{0,2}[a-z-]+)*)", TEXT, re.MULTILINE)
    assert {name for name, _ in named} >= {"doctor", "status", "reconcile", "backup", "restore", "service", "login"}
    for name, rest in named:
        options = {option for parameter in COMMANDS[name].load(name).params for option in parameter.opts}
        assert {word for word in rest.split() if word.startswith("--")} <= options, name


def test_its_settings_are_settings() -> None:
    (block,) = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    assert parse(f"{shipped()}\n{block}", "docs/operations.md", Path()).metrics
    assert tomllib.loads(block) == {"metrics": {"port": 9464}}


def test_the_figures_that_it_names_are_served(tmp_path: Path) -> None:
    settings = load(None).model_copy(update={"folder": tmp_path})
    Ledger.open(settings.store_url).close()
    served = generate_latest(answers(settings).registry).decode()
    unknown_yet = {"skrzynka_certificate_end_timestamp_seconds", "skrzynka_server_mails_unexplained"}
    for name in set(re.findall(r"skrzynka_[a-z_]+", TEXT)) - unknown_yet:
        assert f"# HELP {name} " in served
