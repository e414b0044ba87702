"""Documents: every link leads somewhere, and each command's page is what the command says of itself."""

import re
import unicodedata
from pathlib import Path

import pytest

from skrzynka.cli import COMMANDS, app
from skrzynka.manual import pages

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"(?<!\!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_link_is_broken(path: Path) -> None:
    broken = [link for link in links(path.read_text("utf-8")) if not leads_somewhere(path, link)]
    assert broken == []


@pytest.mark.parametrize("path", sorted((ROOT / "docs").glob("*.md")), ids=lambda path: path.name)
def test_every_document_is_reached_from_the_first_page(path: Path) -> None:
    linked = {(ROOT / link.partition("#")[0]).resolve() for link in links((ROOT / "README.md").read_text("utf-8"))}
    index = ROOT / "docs" / "README.md"
    linked |= {(index.parent / link.partition("#")[0]).resolve() for link in links(index.read_text("utf-8"))}
    assert path.resolve() in linked | {index.resolve()}


def test_each_commands_page_is_current() -> None:
    folder = ROOT / "docs" / "commands"
    made = pages(app, COMMANDS)
    assert {path.name for path in folder.iterdir()} == set(made)
    stale = [name for name, text in made.items() if (folder / name).read_text("utf-8") != text]
    assert stale == [], "run: python -m skrzynka.manual"


def links(text: str) -> list[str]:
    return [one or other for one, other in LINK.findall(CODE.sub("", text))]


def leads_somewhere(path: Path, link: str) -> bool:
    if re.match(r"[a-z]+:", link):
        return True  # another site: not ours to keep
    name, _, anchor = link.partition("#")
    target = (path.parent / name).resolve() if name else path
    return target.exists() and (not anchor or anchor in anchors(target))


def anchors(path: Path) -> set[str]:
    """The headings as GitHub and MkDocs name them."""
    headings = re.findall(r"^#+ (.+)$", CODE.sub("", path.read_text("utf-8")), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", unicodedata.normalize("NFC", each)).strip().lower().replace(" ", "-")
        for each in headings
    }
