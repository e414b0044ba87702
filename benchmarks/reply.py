"""Compare ways to find the writer's own words, on the sample mails and the cases of tests/intake/replies.

    python benchmarks/reply.py            # the table
    python benchmarks/reply.py --misses   # and the names of the mails that ours gets wrong

Libraries that are not installed are named with the command that installs them. Each gets what it is made for:
plain text, or HTML where it reads HTML; text-only ones get HTML as html2text turns it into text.

A mail is right where the text found is at least 0.95 alike (difflib, white space folded) to the words a person would
mark; `lost` and `left` count the mails where more than 5 % of the writer's letters are gone or are added by others.
"""

import argparse
import contextlib
import email
import email.policy
import importlib
import io
import json
import logging
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from skrzynka.intake.html import to_text
from skrzynka.intake.parse import parse
from skrzynka.intake.reply import cut
from skrzynka.intake.rules import Rules
from skrzynka.tests.intake.replies.corpus import cases, score

SAMPLES = Path(__file__).parent.parent / "samples"
LANGUAGES = ["en", "de", "cs", "da", "es", "fr", "it", "ja", "ko", "nl", "pl", "sv", "zh"]


@dataclass(frozen=True)
class Sample:
    """A mail in the forms that the libraries want, and the words to be found."""

    name: str
    expected: str
    text: str = ""
    html: str = ""
    raw: bytes = b""


Way = Callable[[Sample], str]


def samples() -> list[Sample]:
    """The opinions among the mails that ship; those in an office's files or forwarded by staff are another matter."""
    found = []
    for line in (SAMPLES / "expected.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        raw = (SAMPLES / row["file"]).read_bytes()
        found.append(Sample(row["file"], row["text"], *_bodies(raw), raw=raw))
    return found


def corpus() -> list[Sample]:
    """Invented mails in the shapes of many programs and languages."""
    return [Sample(case.name, case.expected, case.text, case.html) for case in cases()]


def _bodies(raw: bytes) -> tuple[str, str]:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    found = []
    for kind in ("plain", "html"):
        try:
            part = message.get_body(preferencelist=(kind,))
            found.append(part.get_content() if part is not None else "")
        except Exception:  # noqa: BLE001  # broken mails are part of the samples
            found.append("")
    return found[0], found[1]


def ours(sample: Sample) -> str:
    """This reader."""
    if sample.raw:
        return parse(sample.raw, Rules(staff=("@um.example",))).text
    return cut(sample.text or to_text(sample.html)).text


def _plain(sample: Sample) -> str:
    if sample.text:
        return sample.text.replace("\r\n", "\n")
    with contextlib.suppress(ImportError):
        return str(importlib.import_module("html2text").html2text(sample.html))
    return to_text(sample.html)


def _mail_parser_reply() -> Way:
    parser = importlib.import_module("mailparser_reply").EmailReplyParser(languages=LANGUAGES)
    return lambda sample: parser.parse_reply(_plain(sample)) or ""


def _mail_parser_reply_body() -> Way:
    parser = importlib.import_module("mailparser_reply").EmailReplyParser(languages=LANGUAGES)
    return lambda sample: next((one.body or "" for one in parser.read(_plain(sample)).replies), "")


def _email_reply_parser() -> Way:
    parser = importlib.import_module("email_reply_parser").EmailReplyParser
    return lambda sample: str(parser.parse_reply(_plain(sample)))


def _talon() -> Way:
    quotations = importlib.import_module("talon.quotations")
    signature = importlib.import_module("talon.signature.bruteforce")

    def way(sample: Sample) -> str:
        if sample.text:
            return str(signature.extract_signature(quotations.extract_from_plain(_plain(sample)))[0])
        return to_text(quotations.extract_from_html(sample.html))

    return way


def _quotequail() -> Way:
    library = importlib.import_module("quotequail")

    def way(sample: Sample) -> str:
        if sample.text:
            return "\n".join(part for shown, part in library.quote(_plain(sample)) if shown)
        return to_text("".join(part for shown, part in library.quote_html(sample.html) if shown))

    return way


def _unquotemail() -> Way:
    library = importlib.import_module("unquotemail")
    return lambda sample: library.Unquote(None if sample.text else sample.html, sample.text or None).get_text() or ""


def _email_reply_extractor() -> Way:
    library = importlib.import_module("email_reply_extractor")
    return lambda sample: str(library.extract_new_text(_plain(sample)).text)


WAYS: dict[str, tuple[str, Callable[[], Way]]] = {
    "skrzynka": ("", lambda: ours),
    "mail-parser-reply": ("mail-parser-reply", _mail_parser_reply),
    "mail-parser-reply, body": ("mail-parser-reply", _mail_parser_reply_body),
    "email-reply-parser": ("email-reply-parser", _email_reply_parser),
    "talon": ("talon", _talon),
    "quotequail": ("quotequail", _quotequail),
    "unquotemail": ("unquotemail", _unquotemail),
    "email-reply-extractor": ("email-reply-extractor", _email_reply_extractor),
    "nothing cut": ("", lambda: lambda sample: sample.text or to_text(sample.html)),
}


def measure(way: Way, mails: list[Sample]) -> tuple[str, list[str]]:
    """A line of the table, and the mails that were read wrong."""
    scores, wrong, spent = [], [], 0.0
    for mail in mails:
        begin = time.perf_counter()
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                found = way(mail)
        except Exception:  # noqa: BLE001  # a library that fails has found nothing
            found = ""
        spent += time.perf_counter() - begin
        result = score(found, mail.expected)
        scores.append(result)
        if not result.right:
            wrong.append(f"{mail.name} (lost {result.lost:.0%}, left {result.left:.0%})")
    right = sum(one.right for one in scores)
    lost = sum(one.lost > 0.05 for one in scores)
    left = sum(one.left > 0.05 for one in scores)
    size = len(mails)
    return f"{right / size:8.1%} {lost:6d} {left:6d} {1000 * spent / size:8.2f}", wrong


def _ways() -> Iterator[tuple[str, Way]]:
    missing: list[str] = []
    for name, (package, make) in WAYS.items():
        try:
            yield name, make()
        except Exception:  # noqa: BLE001  # not installed, or broken where it is
            missing.append(package)
    if missing:
        print(f"\nnot measured; to add them: pip install {' '.join(dict.fromkeys(missing))}")


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    options.add_argument("--misses", action="store_true", help="name the mails that ours gets wrong")
    chosen = options.parse_args()
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    sets = {"samples": samples(), "cases": corpus()}
    misses: list[str] = []
    heads = "".join(f" | {f'{name} ({len(mails)})':>31}" for name, mails in sets.items())
    print(f"{'':24}{heads}\n{'':24}{' |    right   lost   left  ms/mail' * len(sets)}")
    for name, way in _ways():
        lines = []
        for mails in sets.values():
            line, wrong = measure(way, mails)
            lines.append(line)
            misses += wrong if way is ours else []
        print(f"{name:24} | {' | '.join(lines)}", flush=True)
    if chosen.misses:
        print("\nread wrong by ours:", *misses, sep="\n  ")


if __name__ == "__main__":
    main()
