"""How fast opinions are found by their words, and listed, where there are very many.

    python benchmarks/search.py [OPINIONS]

Needs Debian's PostgreSQL, which is started on a private port. Fills a store of each kind with invented opinions, made
of the sentences of the examples that the model learned from, and asks each question in a warm store: the median and the
worst of so many rounds, from the call to its records; then some as commands, into a pipe, with the program's start.
"""

import json
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from skrzynka.settings import shipped
from skrzynka.store.ledger import Ledger
from skrzynka.store.questions import MailFilter
from skrzynka.store.records import Entry, Kind, Period, RawMail, State, TagNote
from skrzynka.tests.postgresql import postgresql

ROUNDS = 11
TOGETHER = 2000
NOW = datetime(2022, 6, 1, 6, 0, tzinfo=UTC)
EXAMPLES = Path(__file__).parents[1] / "classify" / "examples"
NAMES = ("Anna", "Jan", "Олена", "Тарас", "Łucja", "Grzegorz", "Emily", "Игорь")

SEARCHES: dict[str, tuple[str, MailFilter]] = {
    "a rare word": ("rzadkie7", MailFilter()),
    "a word of some": ("przedszkole", MailFilter()),
    "a word of very many": ("i", MailFilter()),
    "a prefix": ("szkol*", MailFilter()),
    "a prefix of one letter": ("s*", MailFilter()),
    "a phrase": ('"lekcje polskiego"', MailFilter()),
    "two words of very many": ("w na", MailFilter()),
    "a phrase of words of very many": ('"w szkole"', MailFilter()),
    "in one scope": ("szkol*", MailFilter(scope="konflikty")),
    "in a scope, a language and a month": (
        "в",
        MailFilter(scope="edukacja", language="uk", received_from=NOW, received_to=NOW + timedelta(days=30)),
    ),
    "very many, until an early day": ("i", MailFilter(received_to=NOW + timedelta(days=3))),
    "very many, since a late day": ("i", MailFilter(received_from=NOW + timedelta(days=65))),
    "in a language without hits": ("przedszkole", MailFilter(language="ka")),
    "a word that nobody wrote": ("nikttegonienapisal", MailFilter()),
}
LISTS: dict[str, tuple[MailFilter, int | None]] = {
    "list": (MailFilter(), None),
    "list --limit 50": (MailFilter(), 50),
    "list --scope konflikty": (MailFilter(scope="konflikty"), None),
    "list --scope konflikty --limit 50": (MailFilter(scope="konflikty"), 50),
    "list --language ka": (MailFilter(language="ka"), None),
    "list --needs-review": (MailFilter(needs_review=True), None),
    "list --needs-review --limit 50": (MailFilter(needs_review=True), 50),
    "list --kind bounce": (MailFilter(kind=Kind.BOUNCE), None),
    "list --state quarantined": (MailFilter(state=State.QUARANTINED), None),
    "list --day": (MailFilter(received_from=NOW, received_to=NOW + timedelta(days=1)), None),
}


def main(count: int) -> None:
    with tempfile.TemporaryDirectory(prefix="search-", dir="/var/tmp") as folder, postgresql() as server:
        urls = {"SQLite": f"sqlite:///{folder}/skrzynka.db", "PostgreSQL": server.new_database()}
        for url in urls.values():
            with Ledger.open(url) as ledger:
                begun = time.perf_counter()
                fill(ledger, count)
                print(f"{url.partition(':')[0]}: {count} opinions written in {time.perf_counter() - begun:.0f} s")
        settled(urls["PostgreSQL"])
        print(f"\n| ms, median (worst) of {ROUNDS} | {' | '.join(urls)} |\n|---|---|---|")
        for name in (*SEARCHES, *LISTS):
            print(f"| {name} | {' | '.join(measured(url, name) for url in urls.values())} |", flush=True)
        print("\nSQLite, as commands:", *commands(folder), sep="\n")


def fill(ledger: Ledger, count: int) -> None:
    entries = opinions(count)
    for first in range(1, count + 1, TOGETHER):
        numbers = range(first, min(first + TOGETHER, count + 1))
        mails = [RawMail("INBOX", 1, n, NOW + timedelta(minutes=n), f"{n}".encode()) for n in numbers]
        ledger.archive(mails, NOW)
        ledger.record([next(entries) for _ in numbers], NOW)


def opinions(count: int) -> Iterator[Entry]:
    chance = random.Random(11)
    sentences = {language: spoken(language) for language in ("pl", "uk", "ru", "en")}
    scopes = sorted({path.name.partition(".")[0] for path in EXAMPLES.glob("*.jsonl")})
    for number in range(1, count + 1):
        language = chance.choices(list(sentences), (60, 25, 5, 10))[0]
        scope = chance.choice(scopes)
        text = " ".join(chance.choices(sentences[language], k=chance.randint(2, 12)))
        yield Entry(
            number=number,
            state=State.OPINION,
            reason="words of a resident",
            kind=Kind.OPINION,
            period=Period.OPEN,
            message_id=f"<{number}@example.org>",
            from_email=f"m{number}@example.org",
            from_name=f"{chance.choice(NAMES)} {number}",
            subject=" ".join(chance.choice(sentences[language]).split()[:5]),
            text=f"{text} rzadkie{number // 10}",
            attachment_text=" ".join(chance.choices(sentences[language], k=30)) if number % 20 == 0 else "",
            language=language,
            fingerprint=f"f{number}",
            tag=TagNote(None if scope == "none" else scope, None, 0.9, model="benchmark"),
            needs_review=chance.random() < 0.1,
        )


def spoken(language: str) -> list[str]:
    lines = (line for path in sorted(EXAMPLES.glob(f"*.{language}.jsonl")) for line in path.open(encoding="utf-8"))
    found = [sentence for line in lines for sentence in re.split(r"(?<=[.!?])\s+", json.loads(line)["body"])]
    return [sentence for sentence in found if len(sentence) > 20]


def settled(url: str) -> None:
    """What PostgreSQL's autovacuum does within a minute of such a flood."""
    from sqlalchemy import create_engine, text

    with create_engine(url, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("VACUUM ANALYZE"))


def measured(url: str, name: str) -> str:
    with Ledger.open(url) as ledger:
        question = asked(ledger, name)
        found = question()
        times = []
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            question()
            times.append((time.perf_counter() - begun) * 1000)
    return f"{statistics.median(times):.1f} ({max(times):.1f}), {found} found"


def asked(ledger: Ledger, name: str) -> Callable[[], int]:
    if name in SEARCHES:
        words, wanted = SEARCHES[name]
        return lambda: len(ledger.search(words, wanted, 20))
    where, limit = LISTS[name]
    return lambda: len(ledger.rows(where, limit))


def commands(folder: str) -> Iterator[str]:
    """What a person waits for, with the program's own start, into a pipe."""
    Path(folder, "config.toml").write_text(shipped(), "utf-8")
    program = [sys.executable, "-c", "from skrzynka.cli import main; main()"]
    for args in (["--version"], ["search", "szkol*"], ["list", "--limit", "50"], ["list"]):
        begun = time.perf_counter()
        subprocess.run([*program, *args], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        yield f"skrzynka {' '.join(args)}: {time.perf_counter() - begun:.1f} s"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
