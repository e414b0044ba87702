"""The examples that the model is trained on."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from skrzynka.classify.words import Word, split


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
    def words(self) -> list[Word]:
        """Its words, those of the subject first."""
        return list(split(f"{self.subject}\n{self.body}"))


def load() -> tuple[Example, ...]:
    """All shipped examples, in the order of their files' names."""
    return tuple(example for name, content in _files() for example in _parsed(name, content))


def fingerprint() -> str:
    """Twelve hexadecimal digits that change with every change of the examples."""
    digest = hashlib.sha256()
    for name, content in _files():
        digest.update(f"{name}\n{content}\n".encode())
    return digest.hexdigest()[:12]


def _files() -> Iterator[tuple[str, str]]:
    found = files("skrzynka.classify").joinpath("examples").iterdir()
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
