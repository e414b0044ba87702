"""Collects sentences of many languages, as translators wrote them, from the message catalogues of Debian packages.

Nothing of them becomes a part of this project: they have licences of their own. In an empty folder:

    apt-get download wesnoth-1.16-data widelands-data supertuxkart-data freeciv-data hedgewars-data tuxpaint-data \
        aisleriot gnome-{chess,control-center-data,disk-utility,initial-setup,mahjongg,maps,mines,robots,sudoku} \
        gimp-data inkscape gramps gnucash-common gnumeric-common pidgin-data evolution-common epiphany-browser-data \
        rhythmbox-data shotwell-common totem-common simple-scan file-roller bleachbit deja-dup aptitude-common
    for language in be pl uk ru de fr es-es vi tr cs sk it pt-pt bg ro hu lt nl sv-se hr sl en-gb; do
        apt-get download firefox-esr-l10n-$language thunderbird-l10n-$language
    done
    for package in *.deb; do dpkg-deb --extract $package unpacked/${package%%_*}; done
    python benchmarks/catalogues.py unpacked sentences

That writes `sentences/pl.txt` and so on, one sentence a line: at most 3,000 of 2 to 4 words, of 5 to 9, and of 10 and
more, in turn from each package. Left out are menus and templates (digits, brackets, colons), names, words taken over
from the English, and sentences that two languages share.
"""

import random
import re
import struct
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain, zip_longest
from pathlib import Path

from babel.messages.mofile import read_mo

LANGUAGES = (
    "pl", "uk", "en", "ru", "be", "de", "fr", "es", "vi", "tr", "cs", "sk", "it", "pt", "bg", "ro", "hu", "lt", "nl",
    "sv", "hr", "sl",
)  # fmt: skip
CYRILLIC = {"uk", "ru", "be", "bg"}
SAME = {"pt_BR": "pt", "es_419": "es", "es-es": "es", "pt-pt": "pt", "sv-se": "sv", "en-gb": "en"}
MOST = 3_000
SPLIT = re.compile(r"(?<=[.!?…])\s+|\n+")
NO_SENTENCE = re.compile(r"[%{}<>|\\_&=/@#$\[\]()0-9*~^+`\"“”„«»•→–—:;]|--|\.\.\.|\.\w")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
CYRILLIC_LETTER, LATIN_LETTER = re.compile("[а-яёіїєґў]", re.IGNORECASE), re.compile("[a-z]", re.IGNORECASE)

Found = defaultdict[tuple[str, str], defaultdict[str, set[str]]]
"""Sentences by language, length and package."""


def main(unpacked: Path, out: Path) -> None:
    found: Found = defaultdict(lambda: defaultdict(set))
    for package, language, english, text in chain(messages(unpacked), fluent(unpacked)):
        for sentence, length in sentences(language, english, text):
            found[language, length][package].add(sentence)
    owners = defaultdict(set)
    for (language, _), packages in found.items():
        for sentence in chain.from_iterable(packages.values()):
            owners[key(sentence)].add(language)
    out.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        kept: list[str] = []
        for length in ("2-4", "5-9", "10+"):
            pools = [
                shuffled(sentence for sentence in pool if len(owners[key(sentence)]) == 1)
                for _, pool in sorted(found[language, length].items())
            ]
            mixed = [sentence for row in zip_longest(*pools) for sentence in row if sentence]
            kept += list({key(sentence): sentence for sentence in mixed}.values())[:MOST]
        (out / f"{language}.txt").write_text("\n".join(kept) + "\n", "utf-8")
        print(language, len(kept))


def messages(unpacked: Path) -> Iterator[tuple[str, str, str, str]]:
    """Package, language, English and translation of each message; and the English ones, once."""
    for file in sorted(unpacked.rglob("*.mo")):
        package = file.relative_to(unpacked).parts[0]
        language = file.parts[-3] if file.parts[-2] == "LC_MESSAGES" else file.stem
        language = SAME.get(language, language)
        if language not in LANGUAGES:
            continue
        try:
            with file.open("rb") as opened:
                catalogue = list(read_mo(opened))
        except (OSError, ValueError, struct.error):  # some are broken
            continue
        for message in catalogue:
            english, text = (
                said[0] if isinstance(said, tuple | list) else said or "" for said in (message.id, message.string)
            )
            if english and text and text != english:
                yield package, language, english, text
                if language == "de":
                    yield package, "en", "", english


def fluent(unpacked: Path) -> Iterator[tuple[str, str, str, str]]:
    """The same from Firefox's and Thunderbird's packages, which carry no English."""
    for file in sorted(unpacked.rglob("*.xpi")):
        program, _, language = file.relative_to(unpacked).parts[0].partition("-l10n-")
        language = SAME.get(language, language)
        if language not in LANGUAGES:
            continue
        with zipfile.ZipFile(file) as packed:
            for name in packed.namelist():
                if name.endswith(".ftl"):
                    for line in packed.read(name).decode("utf-8", "replace").splitlines():
                        if not line.startswith("#"):
                            yield program, language, "", re.sub(r"^\s*\.?[\w-]+\s*=\s*", "", line)


def sentences(language: str, english: str, text: str) -> Iterator[tuple[str, str]]:
    taken_over = {word.lower() for word in WORD.findall(english)}
    for piece in SPLIT.split(text):
        sentence = piece.strip(" '’\u00a0\t")
        words = WORD.findall(sentence)
        if NO_SENTENCE.search(sentence) or not 2 <= len(words) <= 45 or len(sentence) > 300:
            continue
        if sum(map(len, words)) < 2.5 * len(words) or any(sum(map(str.isupper, word)) > 1 for word in words):
            continue
        if language != "de" and sum(word[0].isupper() for word in words) > 1 + (len(words) > 8):
            continue
        if (LATIN_LETTER if language in CYRILLIC else CYRILLIC_LETTER).search(sentence):
            continue
        if not any(word.lower() in taken_over for word in words if len(word) > 3):
            yield sentence, "2-4" if len(words) < 5 else "5-9" if len(words) < 10 else "10+"


def key(sentence: str) -> str:
    return sentence.lower().strip(".!?… ")


def shuffled(pool: Iterator[str]) -> list[str]:
    ordered = sorted(pool)
    random.Random(7).shuffle(ordered)
    return ordered


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
