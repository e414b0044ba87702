"""What every test may ask for."""

import json
from pathlib import Path
from typing import Any

import pytest

from skrzynka.tests.servers import make_certificate

SAMPLES = Path(__file__).parent.parent / "samples"


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of the sample mails."""
    return SAMPLES / "mails"


@pytest.fixture(scope="session")
def expected() -> list[dict[str, Any]]:
    """How a careful person reads each sample mail, in their order; ``file`` is below samples/."""
    return [json.loads(line) for line in (SAMPLES / "expected.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="session")
def played_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the demo was played once; read it or copy it, do not change it."""
    from skrzynka.demo import play, stage

    folder = tmp_path_factory.mktemp("played") / "demo"
    with stage(folder, None) as running:
        play(running, lambda _now, _share: None)
    return folder


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a certificate for localhost and its key."""
    folder = tmp_path_factory.mktemp("tls")
    make_certificate(folder)
    return folder
