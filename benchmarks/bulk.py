"""How long it takes to change many opinions at once, and to take that back.

    python benchmarks/bulk.py [OPINIONS [CHANGED]]

Needs Debian's PostgreSQL, which is started on a private port. Fills a store of each kind as benchmarks/search.py does.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator

from skrzynka.benchmarks.search import NOW, fill, settled
from skrzynka.store.decisions import Decision, Tag
from skrzynka.store.ledger import Ledger
from skrzynka.store.questions import MailFilter
from skrzynka.tests.postgresql import postgresql

WANTED = MailFilter(scope="edukacja", text="w")
DECISION = Decision("partly", "There is money for two of the three playgrounds in the budget. " * 5, "Zarząd Zieleni")


def main(count: int, changed: int) -> None:
    with tempfile.TemporaryDirectory(prefix="bulk-", dir="/var/tmp") as folder, postgresql() as server:
        urls = {"SQLite": f"sqlite:///{folder}/skrzynka.db", "PostgreSQL": server.new_database()}
        measured = []
        for url in urls.values():
            with Ledger.open(url) as ledger:
                fill(ledger, count)
                if url == urls["PostgreSQL"]:
                    settled(url)
                measured.append(dict(rounds(ledger, range(1, changed + 1))))
    print(f"| seconds, {changed} of {count} | {' | '.join(urls)} |\n|---|---|---|")
    for name in measured[0]:
        print(f"| {name} | {' | '.join(f'{each[name]:.2f}' for each in measured)} |")


def rounds(ledger: Ledger, numbers: range) -> Iterator[tuple[str, float]]:
    yield "find what is meant", seconds(lambda: ledger.rows(WANTED))
    yield "retag", seconds(lambda: ledger.retag_all(numbers, Tag("konflikty"), "anna", NOW, ledger.last_event()))
    yield "undo", seconds(lambda: ledger.undo_batch(1, "anna", NOW))
    decided = [(number, DECISION) for number in numbers]
    yield "decide", seconds(lambda: ledger.decide(decided, "anna", NOW, ledger.last_event()))
    yield "undo that", seconds(lambda: ledger.undo_batch(3, "anna", NOW))


def seconds(do: Callable[[], object]) -> float:
    begun = time.perf_counter()
    do()
    return time.perf_counter() - begun


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    main(*given, *(100_000, 5_000)[len(given) :])
