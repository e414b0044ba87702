"""The table of rooms in docs/architecture.md, kept true."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

ROOMS: dict[str, set[str]] = {
    "__init__": set(),
    "neutral": set(),
    "tokens": set(),
    "tongue": set(),
    "stopping": set(),
    "classify": {"__init__", "classify"},
    "settings": {"__init__", "settings", "classify.records"},
    "store": {"__init__", "store", "classify.records", "classify.campaigns"},
    "oauth": {"__init__", "neutral", "settings", "oauth"},
    "models": {"__init__", "neutral", "settings", "classify", "models"},
    "intake": {"__init__", "neutral", "tokens", "settings", "intake", "classify", "models", "store"},
    "digest": {
        "__init__", "neutral", "tokens", "settings", "digest", "store", "classify.records", "classify.additions",
        "classify.evidence",
    },
    "orders": {"__init__", "neutral", "settings", "store", "classify.records", "digest", "orders"},
    "sheets": {"__init__", "neutral", "settings", "store", "classify.records", "digest", "sheets"},
    "redact": {"__init__", "redact"},
    "review": {
        "__init__", "neutral", "tongue", "store", "classify.records", "classify.evidence", "redact", "review",
    },
    "report": {
        "__init__", "neutral", "settings", "store", "classify.records", "classify.evidence", "classify.vectors",
        "classify.words", "classify.model", "classify.confirmed", "digest", "report",
    },
    "acks": {
        "__init__", "neutral", "settings", "store", "classify.records", "digest", "intake.authentication", "acks",
    },
    "embedded": {"__init__"},
    "worker": {"__init__", "stopping", "settings", "classify", "store", "intake", "digest", "orders", "acks"},
    "demo": {"__init__", "settings", "classify", "store", "intake", "digest", "report", "worker", "embedded"},
    "commands": {
        "__init__", "neutral", "settings", "oauth", "classify", "models", "store", "intake", "digest", "sheets",
        "report", "redact", "review", "acks", "tongue", "worker", "demo", "commands",
    },
    "cli": {"__init__", "tongue", "commands"},
    "manual": {"tongue", "commands", "cli"},
}  # fmt: skip
"""Each room, and what it may import: a room, or one module of it."""

CLOCK = ("now", "today", "utcnow", "time")
CLOCK_READERS = {"demo", "commands", "worker"}
STORE_ONLY = {"sqlmodel", "sqlalchemy", "alembic"}


def modules() -> list[Path]:
    rooms = [path for name in ROOMS for path in (ROOT / name).rglob("*.py")]
    return sorted(rooms) + [ROOT / f"{name}.py" for name in ROOMS if (ROOT / f"{name}.py").is_file()]


def room(path: Path) -> str:
    first = path.relative_to(ROOT).parts[0]
    return first.removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            # `from skrzynka.classify import records` imports a module as much as `from skrzynka.classify.records ...`.
            base = node.module or ""
            yield from (f"{base}.{alias.name}" if (ROOT / _path(base, alias.name)).exists() else base
                        for alias in node.names)  # fmt: skip


def _path(base: str, name: str) -> str:
    return "/".join([*base.split(".")[1:], f"{name}.py"])


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_imports_only_what_the_table_allows(path: Path) -> None:
    allowed = ROOMS[room(path)]
    for name in imported(path):
        if name == "skrzynka" or name.startswith("skrzynka."):
            inner = name.removeprefix("skrzynka").lstrip(".") or "__init__"
            assert any(inner == ok or inner.startswith(f"{ok}.") for ok in allowed), f"{name} is not for {room(path)}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_database_stays_in_the_store(path: Path) -> None:
    if room(path) != "store":
        assert not {name.partition(".")[0] for name in imported(path)} & STORE_ONLY


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_edge_reads_the_clock(path: Path) -> None:
    if room(path) in CLOCK_READERS:
        return
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCK:
            owner = node.func.value
            assert not (isinstance(owner, ast.Name) and owner.id in ("datetime", "date", "time")), (
                f"line {node.lineno} reads the clock"
            )


def test_every_room_of_the_tree_is_in_the_table() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    files = {path.stem for path in ROOT.glob("*.py")}
    assert packages | files == set(ROOMS)


def test_no_module_outgrows_a_screenful_of_screens() -> None:
    long = {str(p.relative_to(ROOT)): n for p in modules() if (n := len(p.read_text("utf-8").splitlines())) > 260}
    assert not long
