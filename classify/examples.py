"""The examples that the model is trained on."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from skrzynka.classify.words import Word, split

_EXAMPLES, _ORDINARY = "examples", "ordinary"


@dataclass(frozen=True, slots=True)
class Example:
    """One mail and what a careful person makes of it; ``scope`` is None, and ``kind`` told, where it has no topic."""

    language: str
    subject: str
    body: str
    scope: str | None
    secondary: str | None
    kind: str

    @property
    def label(self) -> str:
        """The class that the model learns it as."""
        return self.scope or f"none:{self.kind}"

    @property
    def text(self) -> str:
        """Its subject and body, as a tagger reads them."""
        return f"{self.subject}\n{self.body}"

    @property
    def words(self) -> list[Word]:
        """Its words, those of the subject first."""
        return list(split(self.text))


def load() -> tuple[Example, ...]:
    """All shipped examples, in the order of their files' names."""
    return tuple(example for name, content in _files(_EXAMPLES) for example in _parsed(name, content))


def ordinary() -> tuple[Example, ...]:
    """Mails as residents mostly write them, which no model learns from: marks are chosen on them too."""
    return tuple(example for name, content in _files(_ORDINARY) for example in _parsed(name, content))


def fingerprint() -> str:
    """Twelve hexadecimal digits that change with every change of the examples and of the ordinary mails."""
    digest = hashlib.sha256()
    for folder in (_EXAMPLES, _ORDINARY):
        for name, content in _files(folder):
            digest.update(f"{name}\n{content}\n".encode())
    return digest.hexdigest()[:12]


def _files(folder: str) -> Iterator[tuple[str, str]]:
    found = files("skrzynka.classify").joinpath(folder).iterdir()
    for file in sorted(found, key=lambda file: file.name):
        if file.name.endswith(".jsonl"):
            yield file.name, file.read_text("utf-8")


def _parsed(name: str, content: str) -> Iterator[Example]:
    language = name.split(".")[1]
    for line in content.splitlines():
        record = json.loads(line)
        yield Example(
            language,
            record["subject"],
            record["body"],
            record["scope"],
            record.get("secondary"),
            "opinion" if record["scope"] else record["kind"],
        )
