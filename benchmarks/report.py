"""How long the report takes: ``python -m skrzynka.benchmarks.report [OPINIONS]`` (needs the extra ``report``).

Invented opinions of the sentences of the shipped examples, each form in a process of its own: seconds, and the peak
memory of the largest process.
"""

import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from random import Random

from skrzynka.classify import examples, model, vectors
from skrzynka.digest.words import words
from skrzynka.report import page, pdf, tables, word
from skrzynka.report.compose import Source, compose
from skrzynka.report.records import Report
from skrzynka.settings import load
from skrzynka.tests.acks.test_acknowledge import NOW
from skrzynka.tests.digest.invented import mail, total

FORMS: dict[str, Callable[[Report], bytes]] = {
    "html": lambda report: page.html(report, words("pl")),
    "pdf": lambda report: b"".join(pdf.pdfs(report, words("pl"))),
    "docx": lambda report: word.docx(report, words("pl"), None),
    "xlsx": lambda report: tables.xlsx(report, words("pl")),
    "csv": lambda report: tables.csv_(report, words("pl")),
}


def made(count: int) -> Report:
    known, chance = [each for each in examples.load() if each.scope], Random(7)
    mails = []
    for number in range(1, count + 1):
        one, other = chance.sample(known, 2)
        text = f"{one.body} {other.body.partition('.')[0]}."
        mails.append(replace(mail(number, text, language=one.language, scope=one.scope), model="linear-1"))
    table = vectors.load()
    source = Source(mails, (), total(mails), None)
    return compose(load(None), source, words("pl"), (table, model.read(table).word_rarity), NOW)


def one(form: str, count: int) -> str:
    begun = time.perf_counter()
    report = made(count)
    composed = time.perf_counter()
    size = len(FORMS[form](report))
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1000
    written = time.perf_counter() - composed
    return f"| {form} | {composed - begun:.1f} | {written:.1f} | {size / 1e6:.1f} | {peak:.0f} |"


def main(count: int) -> None:
    print(f"{count} opinions\n\n| form | s to invent and compose | s to write | MB | peak MB |\n|---|---|---|---|---|")
    for form in FORMS:
        with ProcessPoolExecutor(1, get_context("spawn")) as pool:
            print(pool.submit(one, form, count).result(), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
