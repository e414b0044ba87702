"""How long a mail's language and scope take, stage by stage, on one core.

``python -m skrzynka.benchmarks.classifying``. Reads the words of the sample mails, again and again, and tells the best
of some rounds for each stage; before them the time to load the model.
"""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from skrzynka.classify import load
from skrzynka.classify.answer import answer
from skrzynka.classify.evidence import from_words
from skrzynka.classify.language import detect
from skrzynka.classify.model import read
from skrzynka.classify.trained import Trained
from skrzynka.classify.vectors import load as load_vectors
from skrzynka.classify.words import split
from skrzynka.settings import load as load_settings

ROUNDS = 5
SAMPLES = Path(__file__).parents[1] / "samples" / "expected.jsonl"


def main() -> None:
    """Print the table."""
    settings = load_settings(None)
    scopes, languages = settings.scope_records, settings.consultation.languages
    begun = time.perf_counter()
    classifier = load(scopes, languages)
    classifier.classify("", "Proszę o plac zabaw.")
    started = time.perf_counter() - begun
    mails = list(samples())
    trained = Trained(read(load_vectors()), [scope.key for scope in scopes])
    texts = [f"{subject}\n{body}" for subject, body in mails]
    words = [list(split(text)) for text in texts]
    scored = [trained.score(each) for each in words]
    answers = [answer(trained.classes, each.logits, trained.marks) for each in scored]
    stages: dict[str, Callable[[], object]] = {
        "language": lambda: [detect(body, languages) for _, body in mails],
        "words": lambda: [list(split(text)) for text in texts],
        "scores": lambda: [trained.score(each) for each in words],
        "answer": lambda: [answer(trained.classes, each.logits, trained.marks) for each in scored],
        "evidence": lambda: [
            from_words(text, each, [float(part) for part in one.words[:, 0]], given.scope)
            for text, each, one, given in zip(texts, words, scored, answers, strict=True)
            if given.scope
        ],
        "all of it, as mails are read": lambda: [classifier.classify(*mail) for mail in mails],
    }
    length = sum(map(len, words)) / len(mails)
    print(f"{len(mails)} mails of {length:.0f} words on average; loading the model and the first mail: {started:.2f} s")
    print("\n| stage | ms a mail |\n|---|---|")
    for name, stage in stages.items():
        print(f"| {name} | {best(stage) * 1000 / len(mails):.2f} |", flush=True)


def samples() -> Iterator[tuple[str, str]]:
    for line in SAMPLES.read_text("utf-8").splitlines():
        record = json.loads(line)
        if record["text"]:
            yield record["subject"] or "", record["text"]


def best(stage: Callable[[], object]) -> float:
    """The shortest of some rounds, in seconds: what else the machine does only adds."""
    took = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        stage()
        took.append(time.perf_counter() - begun)
    return min(took)


if __name__ == "__main__":
    main()
