"""How fast letters are put to those that they are like, and how many rightly.

    python benchmarks/campaigns.py [LETTERS] [URL]

Fills a store with invented letters, of which a quarter belong to campaigns of 3 to 10,000, in an order of chance, and
groups them as a poll does, in one process. A letter of a campaign is the form letter as it is (half), signed and
greeted in another way, with one word in twelve changed, or with a paragraph of its sender's at its start, in its
middle or at its end, which may be as long as itself. Words follow each other as they do in the examples that the model
learned from, so that phrases of three and four words are common to very many; a tenth of the other letters are short.

Measured against what is known of each letter: precision is the share of the grouped letters that are in the group in
which most of their campaign's letters are; recall the share of the campaigns' letters that are.
"""

import json
import random
import re
import resource
import sys
import tempfile
import time
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path

from skrzynka.classify.campaigns import Likeness, compare, letter, may_be_alike
from skrzynka.store.ledger import Ledger
from skrzynka.store.records import Entry, Kind, Period, RawMail, State

NOW = datetime(2022, 6, 1, 6, 0, tzinfo=UTC)
EXAMPLES = Path(__file__).parents[1] / "classify" / "examples"
LANGUAGES = {"pl": 60, "uk": 25, "en": 10, "ru": 5}
SIZES = {10_000: 1, 2_000: 3, 200: 20, 20: 150, 3: 800}
"""Of 100,000 letters: so many campaigns of each size."""
WORDS = (20, 40, 100, 250)
TOGETHER = 1000


class Speaker:
    """Says what people say, word by word: each word is one that followed the word before."""

    def __init__(self, language: str, chance: random.Random) -> None:
        self._chance = chance
        self._after: dict[str, list[str]] = defaultdict(list)
        for path in sorted(EXAMPLES.glob(f"*.{language}.jsonl")):
            for line in path.open(encoding="utf-8"):
                words = ["", *json.loads(line)["body"].split()]
                for one, other in zip(words, [*words[1:], ""], strict=True):
                    self._after[one].append(other)

    def words(self, count: int) -> list[str]:
        """About so many words."""
        said = [""]
        while len(said) <= count:
            said.append(self._chance.choice(self._after[said[-1]]))
        return list(filter(None, said))


def main(count: int, url: str) -> None:
    texts, truth = letters(count)
    with (
        tempfile.TemporaryDirectory(prefix="campaigns-") as folder,
        Ledger.open(url or f"sqlite:///{folder}/a.db") as ledger,
    ):
        fill(ledger, texts)
        before = size(folder)
        begun, cpu = time.perf_counter(), time.process_time()
        grouped = ledger.group()
        seconds, used = time.perf_counter() - begun, time.process_time() - cpu
        begun = time.perf_counter()
        groups = {campaign.number: campaign.numbers for campaign in ledger.campaigns()}
        asked = time.perf_counter() - begun
        begun = time.perf_counter()
        ledger.group()
        idle = time.perf_counter() - begun
        grown = size(folder) - before
    words = sum(len(re.findall(r"\w+", text)) for text in texts) / count
    print(
        f"{grouped} letters of {words:.0f} words on average, {len(truth)} campaigns with {sum(map(len, truth))} letters"
    )
    print(f"grouped in {seconds:.1f} s ({used:.1f} s of one core), {seconds / grouped * 1000:.2f} ms a letter")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"store: {grown / grouped:.0f} bytes a letter; memory: {memory:.0f} MB")
    print(f"all campaigns asked for in {asked:.2f} s; a poll without news: {idle * 1000:.0f} ms")
    print(judged(groups, truth))


def changed() -> None:
    """How much of a form letter may be changed, or added, until it is not known any more."""
    chance = random.Random(4)
    speakers = {language: Speaker(language, chance) for language in LANGUAGES}
    print("| found of 200, by words of the form letter | 20 | 40 | 100 | 250 |\n|---|---|---|---|---|")
    for share in (5, 10, 15, 20, 30):
        print(f"| {share} % of its words changed | {' | '.join(found(speakers, chance, n, share, 0) for n in WORDS)} |")
    for times in (0.2, 0.5, 1, 2, 3):
        print(f"| {times} times its words added | {' | '.join(found(speakers, chance, n, 0, times) for n in WORDS)} |")


def found(speakers: dict[str, Speaker], chance: random.Random, words: int, share: int, times: float) -> str:
    count = 0
    for _ in range(200):
        speaker = speakers[chance.choices(list(LANGUAGES), list(LANGUAGES.values()))[0]]
        form, own = speaker.words(words), speaker.words(max(1, int(times * words)))
        sent = [chance.choice(own) if chance.random() < share / 100 else word for word in form]
        at = chance.choice((0, words // 2, words))
        one, other = letter(" ".join(form)), letter(" ".join([*sent[:at], *own, *sent[at:]] if times else sent))
        shared = len({*one.sketch} & {*other.sketch})
        known = compare(one, other)[0] is not Likeness.OTHER and may_be_alike(one.words, other.words, shared)
        count += known
    return f"{count / 2:.0f} %"


def letters(count: int) -> tuple[list[str], list[set[int]]]:
    """Texts by number from 1, and which numbers each campaign has."""
    chance = random.Random(3)
    speakers = {language: Speaker(language, chance) for language in LANGUAGES}
    made: list[tuple[str, int]] = []
    campaign = 0
    for size_, campaigns in SIZES.items():
        for _ in range(max(1, campaigns * count // 100_000)):
            campaign += 1
            speaker = speakers[chance.choices(list(LANGUAGES), list(LANGUAGES.values()))[0]]
            form = speaker.words(chance.randint(40, 300))
            made += [(copy(form, speaker, chance), campaign) for _ in range(min(size_, count // 10))]
    while len(made) < count:
        speaker = speakers[chance.choices(list(LANGUAGES), list(LANGUAGES.values()))[0]]
        made.append(
            (" ".join(speaker.words(chance.randint(3, 30) if chance.random() < 0.1 else chance.randint(30, 300))), 0)
        )
    chance.shuffle(made)
    truth: dict[int, set[int]] = defaultdict(set)
    for number, (_, of) in enumerate(made, start=1):
        if of:
            truth[of].add(number)
    return [text for text, _ in made], list(truth.values())


def copy(form: list[str], speaker: Speaker, chance: random.Random) -> str:
    what = chance.choices(("as it is", "signed", "changed", "start", "middle", "end"), (50, 20, 15, 5, 5, 5))[0]
    own = speaker.words(chance.randint(10, max(11, len(form))))
    half = len(form) // 2
    match what:
        case "signed":
            return " ".join([*own[:2], *form, *own[-3:]])
        case "changed":
            return " ".join(own[at % len(own)] if chance.random() < 1 / 12 else word for at, word in enumerate(form))
        case "start":
            return " ".join(own + form)
        case "middle":
            return " ".join(form[:half] + own + form[half:])
        case "end":
            return " ".join(form + own)
    return " ".join(form)


def fill(ledger: Ledger, texts: list[str]) -> None:
    for first in range(0, len(texts), TOGETHER):
        numbers = range(first + 1, min(first + TOGETHER, len(texts)) + 1)
        ledger.archive([RawMail("INBOX", 1, number, NOW, f"{number}".encode()) for number in numbers], NOW)
        ledger.record([entry(number, texts[number - 1]) for number in numbers], NOW)


def entry(number: int, text: str) -> Entry:
    return Entry(
        number,
        State.OPINION,
        "words of a resident",
        Kind.OPINION,
        Period.OPEN,
        from_email=f"m{number}@example.org",
        text=text,
        fingerprint=f"f{number}",
    )


def judged(found: dict[int, tuple[int, ...]], truth: list[set[int]]) -> str:
    group = {number: first for first, numbers in found.items() for number in numbers}
    right = split = 0
    largest: Counter[int] = Counter()
    for campaign in truth:
        groups = Counter(group.get(number, 0) for number in campaign)
        groups.pop(0, None)
        if groups:
            (first, most), *others = groups.most_common()
            right += most
            split += bool(others)
            largest[first] += 1
    merged = sum(count > 1 for count in largest.values())
    strangers = len(set(group) - set().union(*truth))
    return (
        f"precision {right / max(1, len(group)):.4%}, recall {right / sum(map(len, truth)):.4%};"
        f" campaigns in two groups: {split}, groups of two campaigns: {merged}, letters grouped by mistake: {strangers}"
    )


def size(folder: str) -> int:
    return sum(path.stat().st_size for path in Path(folder).iterdir())


if __name__ == "__main__":
    changed()
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, sys.argv[2] if len(sys.argv) > 2 else "")
