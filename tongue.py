"""The language that staff's commands speak: English, or another that there is a catalogue for in ``templates/``.

What programs read (JSON, logs, names of commands, exit codes) is the same in all.
"""

import os
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO

VARIABLES = ("SKRZYNKA_LANGUAGE", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""Where the language stands, the first that is set; all but ours are those of POSIX and GNU gettext."""


def say(sentence: str, **values: object) -> str:
    """An English sentence in the language of whoever is at the terminal, with ``values`` in their places."""
    said = catalogue(language()).gettext(sentence)
    return said.format(**values) if values else said


def count(number: int, one: str, many: str) -> str:
    """A number with its noun, in the form that goes with it: both are given in English."""
    return f"{number} {catalogue(language()).ngettext(one, many, number)}"


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
    from babel.messages.pofile import read_po

    with files("skrzynka").joinpath(f"templates/cli.{code}.po").open("rb") as file:
        compiled = BytesIO()
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return GNUTranslations(compiled)
