"""What every test may ask for."""

import json
from pathlib import Path
from typing import Any

import pytest

SAMPLES = Path(__file__).parent.parent / "samples"


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of the sample mails."""
    return SAMPLES / "mails"


@pytest.fixture(scope="session")
def expected() -> list[dict[str, Any]]:
    """How a careful person reads each sample mail, in their order; ``file`` is below samples/."""
    return [json.loads(line) for line in (SAMPLES / "expected.jsonl").read_text("utf-8").splitlines()]
