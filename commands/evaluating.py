"""The command that shows how well opinions are tagged: on mails of a file, or on those that staff decided on."""

import json
from dataclasses import asdict, replace
from importlib.resources import as_file, files
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skrzynka import SkrzynkaError
from skrzynka.commands import context, output
from skrzynka.neutral import one_line
from skrzynka.settings import Settings
from skrzynka.store.records import MACHINE, StoredMail

if TYPE_CHECKING:
    from skrzynka.classify.examples import Example
    from skrzynka.classify.measure import Figures

_FEWEST = 10
_TAGGED = ("question", "thanks", "spam", "newsletter", "opinion")
"""Kinds that a tagger is asked about; others are told by their headers."""


def evaluate(
    ctx: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE.jsonl]", help="Mails and their scopes; else the shipped samples.")
    ] = None,
    staff: Annotated[
        bool, typer.Option("--staff", help="On what staff tagged, by cross-validation; with how far people agree.")
    ] = False,
    as_json: context.Json = False,
    config: context.Config = None,
) -> None:
    """Show how well opinions are tagged that the tagger was not taught by, by scope and language.

    A line of FILE holds lang, subject, body, scope (null: no topic), and may hold secondary and kind.

    Example: skrzynka evaluate ours.jsonl
    """
    if staff and file:
        raise typer.BadParameter("name a file, or --staff", param_hint="FILE")
    if staff:
        _staff(ctx, config, as_json=as_json)
        return
    from skrzynka.classify.evaluate import by
    from skrzynka.classify.measure import measure

    chosen = context.settings(ctx, config)
    known = _read(file, chosen)
    classifier = context.classifier(chosen)
    _print("texts", measure(by(classifier, known), classifier.version), as_json=as_json)


def _staff(ctx: typer.Context, config: Path | None, *, as_json: bool) -> None:
    from skrzynka.classify.evaluate import by, cross_taught
    from skrzynka.classify.measure import measure

    with context.ledger(ctx, config) as (chosen, ledger):
        known, blind = [_example(mail) for mail in ledger.corrected()], ledger.blind_tags()
        machine = ledger.machine_tags([event.number for event in blind])
    if len(known) < _FEWEST:
        raise SkrzynkaError(f"--staff: staff tagged {len(known)} opinions; {_FEWEST} are the least that tell anything")
    scopes, languages = chosen.scope_records, chosen.consultation.languages
    untaught = context.classifier(chosen)
    _print("untaught", measure(by(untaught, known), untaught.version), as_json=as_json)
    _print(
        "taught",
        replace(measure(cross_taught(scopes, languages, known)), model="taught by the others"),
        as_json=as_json,
    )
    said: dict[str, dict[int, str]] = {f"({MACHINE})": {number: scope or "none" for number, scope in machine.items()}}
    for event in blind:
        said.setdefault(event.by, {})[event.number] = event.scope or "none"
    for one, other in combinations(sorted(said), 2):
        _agreement(one, other, said[one], said[other], as_json=as_json)


def _agreement(one: str, other: str, first: dict[int, str], second: dict[int, str], *, as_json: bool) -> None:
    from skrzynka.classify.measure import kappa

    both = sorted(first.keys() & second.keys())
    if not both:
        return
    value = kappa([(first[number], second[number]) for number in both])
    if as_json:
        output.json_line({"of": "agreement", "one": one, "other": other, "texts": len(both), "kappa": value})
    else:
        shown = "has no value, for both said the same of all" if value is None else f"{value:.3f}"
        output.text(f"{one_line(one)} and {one_line(other)}, {len(both)} opinions: Cohen's kappa {shown}")


def _print(title: str, figures: "Figures", *, as_json: bool) -> None:
    from skrzynka.classify.evaluate import report

    if as_json:
        output.json_line({"of": title, **_plain(figures)})
        return
    if title != "texts":
        output.text(f"── {title}")
    for line in report(figures):
        output.text(line)
    output.text("")


def _plain(figures: "Figures") -> dict[str, Any]:
    found = asdict(figures)
    found["accuracy"] = figures.all.share
    found["confusion"] = [
        {"person": true, "machine": said, "texts": texts} for (true, said), texts in sorted(figures.confusion.items())
    ]
    return found


def _example(mail: StoredMail) -> "Example":
    from skrzynka.classify.examples import Example
    from skrzynka.intake.letter import Words

    row = mail.row
    words = Words(row.subject, mail.text, mail.quoted, mail.attachment_text)
    return Example(row.language, words.own_subject, words.opinion, row.scope, row.secondary, "opinion")


def _read(file: Path | None, chosen: Settings) -> list["Example"]:
    if file is None:
        with as_file(files("skrzynka").joinpath("samples", "expected.jsonl")) as samples:
            return _read(samples, chosen)
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is no UTF-8"
        raise SkrzynkaError(f"{one_line(str(file))}: cannot be read ({why}); check the path") from error
    read = (
        _line(f"{one_line(str(file))}, line {number}", line, chosen)
        for number, line in enumerate(lines, 1)
        if line.strip()
    )
    if not (found := [each for each in read if each]):
        raise SkrzynkaError(f"{one_line(str(file))}: holds no mail that is tagged; name another file")
    return found


def _line(where: str, line: str, chosen: Settings) -> "Example | None":
    from skrzynka.classify.examples import Example

    try:
        record = json.loads(line)
        language, scope = record.get("lang") or "und", record["scope"]
        body = record.get("body", record.get("text")) or record.get("attachment_text") or ""
        subject, second = record.get("subject") or "", record.get("secondary")
        kind = record.get("kind") or ("opinion" if scope else "other")
        if not all(isinstance(value, str) for value in (language, subject, body, kind, scope or "", second or "")):
            raise TypeError  # noqa: TRY301  # told as any other
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SkrzynkaError(f"{where}: is no mail as JSON with lang, subject, body, scope; see --help") from error
    if kind not in (*_TAGGED, "other"):
        return None
    return Example(language, subject, body, _key(where, scope, chosen), _key(where, second, chosen), kind)


def _key(where: str, scope: str | None, chosen: Settings) -> str | None:
    try:
        found = context.scope_of(chosen, scope or "none")
    except SkrzynkaError as error:
        raise SkrzynkaError(f"{where}: {error}") from error
    return found.key if found else None
