"""The tables of words that stand beside the code: how programs announce quotes, and what they put below a text."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> Mapping[str, Any]:
    """The table ``name``.toml of this folder."""
    return tomllib.loads(files("skrzynka.intake").joinpath(f"{name}.toml").read_text("utf-8"))


@cache
def pattern(name: str, section: str, shape: str) -> re.Pattern[str]:
    """All rows of a section as one pattern; ``shape`` holds ``{}`` where one of them stands."""
    rows = [row for rows in table(name)[section].values() for row in rows]
    return compiled(rows, shape)


def compiled(rows: Iterable[str], shape: str) -> re.Pattern[str]:
    """Rows as one pattern, no matter the case of letters."""
    return re.compile(shape.replace("{}", f"(?:{'|'.join(rows)})"), re.IGNORECASE | re.DOTALL)
