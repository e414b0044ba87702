"""Mails in the shapes of many programs and languages, and the words in them that a person would mark as own."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Case:
    """A mail's text or HTML, the writer's own words in it, and what must not be among them."""

    name: str
    expected: str
    text: str = ""
    html: str = ""


@cache
def cases() -> tuple[Case, ...]:
    """All cases, each with a name of its own."""
    return (*_attributions(), *_blocks(), *_phones(), *_html(), *_whole())


def rows(name: str) -> Iterator[list[str]]:
    """The rows of a table of this folder whose cells stand between ``|``."""
    for line in (HERE / name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield [cell.strip(" ").replace("\\n", "\n").replace("\\u00a0", "\u00a0") for cell in line.split(" | ")]


def marked(text: str, by: str = "> ") -> str:
    """``text`` as programs quote it."""
    return "\n".join(f"{by}{line}".rstrip() for line in text.split("\n"))


@cache
def _words() -> dict[str, list[str]]:
    return tomllib.loads((HERE / "words.toml").read_text("utf-8"))


def _attributions() -> Iterator[Case]:
    for number, (lang, client, how, line) in enumerate(rows("attributions.txt")):
        own, other = _words()[lang]
        name = f"{lang} {client} {number}"
        quote = marked(other) if how == "m" else other
        gap = "\n\n" if number % 2 else "\n"
        yield Case(f"{name}: above", own, f"{own}\n\n{line}{gap}{quote}\n")
        nested = marked(f"{other}\n\n{line}\n{marked('1. Ja')}") if how == "m" else f"{other}\n\n{line}\n\n1. Ja"
        if number % 3 == 0:
            yield Case(f"{name}: nested", own, f"{own}\n\n{line}{gap}{nested}\n")
        if how == "m" and number % 3 == 1:
            yield Case(f"{name}: below", own, f"{line}{gap}{quote}\n\n{own}\n")
        if how == "m" and number % 3 == 2:
            first, *rest = other.split("\n")
            mail = f"{line}{gap}{marked(first)}\n\n{own}\n\n{marked(chr(10).join(rest))}\n"
            yield Case(f"{name}: between", own, mail)


def _blocks() -> Iterator[Case]:
    table = tomllib.loads((HERE / "blocks.toml").read_text("utf-8"))
    for number, (lang, *labels, date) in enumerate(table["labels"]):
        own, other = _words()[lang]
        for turn in range(2):
            shape = table["shapes"][(number + 5 * turn) % len(table["shapes"])]
            line = table["lines"][(number * 2 + turn) % len(table["lines"])]
            values = ("Office <office@city.example>", date, "one@example.org", "two@example.org", "Konsultacje 2022")
            block = shape.format(*(line.format(*pair) for pair in zip(labels, values, strict=True)))
            yield Case(f"{lang} Outlook {number}.{turn}", own, f"{own}\n\n{block}\n{other}\n")


def _phones() -> Iterator[Case]:
    for number, (lang, line) in enumerate(rows("phones.txt")):
        own, other = _words()[lang]
        quote = (
            f"\n\nOn 6 Jun 2022, at 10:00, Office <office@city.example> wrote:\n\n{marked(other)}" if number % 2 else ""
        )
        yield Case(f"{lang} phone {number} {line[:30]}", own, f"{own}\n\n{line}{quote}\n")


def _html() -> Iterator[Case]:
    for row in tomllib.loads((HERE / "html.toml").read_text("utf-8"))["case"]:
        own, other = (text.replace("\n", "<br>") for text in _words()[row.get("lang", "en")])
        html = row["html"].replace("{own}", own).replace("{other}", other)
        expected = row.get("expected", "{own}").replace("{own}", _words()[row.get("lang", "en")][0])
        yield Case(f"html {row['client']}", expected, html=html)


def _whole() -> Iterator[Case]:
    for name in ("whole.toml", "own.toml"):
        for row in tomllib.loads((HERE / name).read_text("utf-8"))["case"]:
            text = row["text"]
            yield Case(f"{name.removesuffix('.toml')} {row['name']}", row.get("expected", text), text)


@dataclass(frozen=True)
class Score:
    """How near a text comes to the words that a person would mark."""

    ratio: float
    lost: float
    """Share of the writer's letters that are gone."""
    left: float
    """Letters that are not the writer's, as a share of hers."""

    @property
    def right(self) -> bool:
        return self.ratio >= 0.95


def score(found: str, expected: str) -> Score:
    """Letters compared in their order; white space as clients wrap it does not count."""
    one, other = " ".join(found.split()), " ".join(expected.split())
    if one == other:
        return Score(1.0, 0.0, 0.0)
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    same = sum(block.size for block in matcher.get_matching_blocks())
    size = max(len(other), 1)
    return Score(matcher.ratio(), (len(other) - same) / size, (len(one) - same) / size)
