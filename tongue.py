"""The language that staff's commands speak: English, or another that there is a catalogue for in ``templates/``.

What programs read (JSON, logs, names of commands, exit codes) is the same in all.
"""

import os
import re
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

VARIABLES = ("SKRZYNKA_LANGUAGE", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""Where the language stands, the first that is set; all but ours are those of POSIX and GNU gettext."""


def say(sentence: str, **values: object) -> str:
    """An English sentence in the language of whoever is at the terminal, with ``values`` in their places."""
    said = catalogue(language()).gettext(sentence)
    return said.format(**values) if values else said


def count(number: int, one: str, many: str) -> str:
    """A number with its noun, in the form that goes with it: both are given in English."""
    return f"{number} {catalogue(language()).ngettext(one, many, number)}"


def failure(line: str) -> str:
    """A line that tells of a failure, in the language of whoever is at the terminal; as it is where it has no other.

    Rooms raise their errors in English, whoever reads them: logs and other programs do too.
    """
    for pattern, said in failures(language()):
        if found := pattern.fullmatch(line):
            return said.format(*found.groups())
    return line


def language() -> str:
    """ISO 639-1; ``en`` where nothing is set, or nothing that we speak."""
    said = next((os.environ[name] for name in VARIABLES if os.environ.get(name)), "en")
    # LANGUAGE holds several, the best first: pl:uk:en.
    for each in said.split(":"):
        code = each.replace("-", "_").partition("_")[0].partition(".")[0].lower()
        if code == "en" or files("skrzynka").joinpath(f"templates/cli.{code}.po").is_file():
            return code
    return "en"


@cache
def catalogue(code: str) -> NullTranslations:
    """The catalogue of a language; English is its own."""
    if code == "en":
        return NullTranslations()
    from babel.messages.mofile import write_mo

    compiled = BytesIO()
    write_mo(compiled, messages(code))
    compiled.seek(0)
    return GNUTranslations(compiled)


@cache
def failures(code: str) -> list[tuple[re.Pattern[str], str]]:
    """What failures say in English, as patterns, and in another language, with places for what stands in them."""
    if code == "en":
        return []
    told = [(str(each.id), str(each.string)) for each in messages(code) if each.context == "error"]
    return [(re.compile(re.sub(r"\\{\d\\}", "(.+?)", re.escape(english))), said) for english, said in told]


@cache
def messages(code: str) -> "Catalog":
    """A language's file, read."""
    from babel.messages.pofile import read_po

    with files("skrzynka").joinpath(f"templates/cli.{code}.po").open("rb") as file:
        return read_po(file, locale=code)
