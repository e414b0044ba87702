"""Commands that read mails or texts without a store or network."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from skrzynka import SkrzynkaError
from skrzynka.classify.evidence import deciding
from skrzynka.classify.records import Classifier, Evidence
from skrzynka.commands import context, output
from skrzynka.intake.duplicates import Seen
from skrzynka.intake.letter import read
from skrzynka.intake.records import Letter
from skrzynka.intake.rules import Rules, rules_of
from skrzynka.neutral import one_line
from skrzynka.store.records import Authentication, Kind


def inspect(
    ctx: typer.Context,
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE...", readable=False, help="Raw mails (.eml).")
    ] = None,
    files_from: Annotated[
        str | None, typer.Option("--files-from", metavar="FILE", help="Take paths from a file, one a line; - is stdin.")
    ] = None,
    as_json: context.Json = False,
    config: context.Config = None,
) -> None:
    """Read raw mails and show what is understood; nothing is stored.

    Example: skrzynka inspect mail.eml --json
    """
    paths = [*(files or []), *_listed(files_from)]
    if not paths:
        raise typer.BadParameter("name at least one file, or use --files-from", param_hint="FILE")
    chosen = context.settings(ctx, config)
    classifier = context.classifier(chosen)
    rules = rules_of(chosen)
    seen: Seen[str] = Seen()
    for path in paths:
        record = _inspected(path, classifier, rules, seen)
        output.json_line(record) if as_json else _show(record)


def classify(
    ctx: typer.Context,
    as_json: context.Json = False,
    config: context.Config = None,
) -> None:
    """Tag texts: JSON lines {"id", "subject", "body"} on stdin to JSON lines on stdout.

    Example: echo '{"id": 1, "subject": "", "body": "Potrzebne są mediacje"}' | skrzynka classify --json
    """
    chosen = context.settings(ctx, config)
    classifier = context.classifier(chosen)
    for number, line in enumerate(sys.stdin, start=1):
        if line.strip():
            record = _classified(_text_of(line, number), classifier)
            output.json_line(record) if as_json else output.text(_sentence(record))


def _listed(source: str | None) -> list[Path]:
    if source is None:
        return []
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text("utf-8", "surrogateescape")
    except OSError as error:
        raise SkrzynkaError(f"--files-from {source}: cannot be read ({error}); give a text file of paths") from error
    return [Path(line) for line in text.splitlines() if line.strip()]


def _inspected(path: Path, classifier: Classifier, rules: Rules, seen: Seen[str]) -> dict[str, Any]:
    try:
        content = path.read_bytes()
    except (OSError, ValueError) as error:  # a name may hold a NUL
        return _unread(path, f"cannot be read: {getattr(error, 'strerror', None) or error}")
    try:
        letter = read(content, classifier, rules)
    except Exception as error:  # noqa: BLE001  # a mail that breaks the reader gets its line; the others go on
        return _unread(path, f"breaks the reader: {type(error).__name__}")
    return _record(path, letter, seen.original_of(letter.mail, str(path)))


def _record(path: Path, letter: Letter, original: str | None) -> dict[str, Any]:
    mail, reading = letter.mail, letter.reading
    kind = letter.decision.kind if original is None else Kind.DUPLICATE
    tag = reading.tag if kind is Kind.OPINION else None
    return {
        "file": str(path),
        "subject": mail.subject,
        "from_email": mail.from_email,
        "from_name": mail.from_name,
        "date": mail.date,
        "text": mail.text,
        "quoted": mail.quoted,
        "signature": mail.signature,
        "kind": kind,
        "kind_rule": letter.decision.rule if original is None else f"the same letter as {original}",
        "language": reading.language.code,
        "scope": tag.scope if tag else None,
        "auto": bool(tag and tag.auto),
        "secondary": tag.secondary if tag else None,
        "confidence": round(tag.confidence, 4) if tag else 0.0,
        "evidence": _evidence(tag.evidence) if tag else [],
        "attachments": [attachment.name for attachment in mail.attachments],
        "attachment_text": mail.attachment_text,
        "from_attachment": letter.from_attachment,
        "attachments_unread": {a.name: a.unread for a in mail.attachments if a.unread},
        "forwarded_by": mail.forwarded_by,
        "authentication": asdict(mail.authentication),
        "duplicate_of": original,
        "defects": list(mail.defects),
        "error": None,
    }


def _unread(path: Path, why: str) -> dict[str, Any]:
    empty = dict.fromkeys(("subject", "from_email", "from_name", "text", "quoted", "signature", "attachment_text"), "")
    return {
        "file": str(path),
        **empty,
        **dict.fromkeys(("date", "scope", "secondary", "forwarded_by", "duplicate_of")),
        "kind": Kind.UNREADABLE,
        "kind_rule": "no file to read",
        "language": "und",
        "auto": False,
        "confidence": 0.0,
        "evidence": [],
        "attachments": [],
        "from_attachment": False,
        "attachments_unread": {},
        "authentication": asdict(Authentication()),
        "defects": [],
        "error": f"{path}: {why}",
    }


def _evidence(evidence: Sequence[Evidence]) -> list[dict[str, Any]]:
    return [{"words": e.words, "scope": e.scope, "weight": round(e.weight, 4)} for e in evidence]


def _text_of(line: str, number: int) -> Mapping[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        detail = getattr(error, "msg", None) or "too long or too deep"
        raise SkrzynkaError(f"line {number}: is not JSON ({detail}); write one object a line") from error
    if not isinstance(record, dict) or "id" not in record:
        raise SkrzynkaError(f'line {number}: has no "id"; write {{"id": ..., "subject": "...", "body": "..."}}')
    for key in ("subject", "body"):
        if not isinstance(record.get(key) or "", str):
            raise SkrzynkaError(f'line {number}: "{key}" is not text; write it in quotes')
    return record


def _classified(record: Mapping[str, Any], classifier: Classifier) -> dict[str, Any]:
    subject, body = record.get("subject") or "", record.get("body") or ""
    reading = classifier.classify(subject, body)
    return {
        "id": record["id"],
        "language": reading.language.code,
        "scope": reading.tag.scope,
        "secondary": reading.tag.secondary,
        "confidence": round(reading.tag.confidence, 4),
        "auto": reading.tag.auto,
        "evidence": _evidence(reading.tag.evidence),
        "sentences": deciding(f"{subject}\n{body}", reading.tag.evidence),
    }


def _sentence(record: Mapping[str, Any]) -> str:
    sure = "" if record["auto"] else ", to be confirmed"
    words = ", ".join(e["words"] for e in record["evidence"])
    return (
        f"{record['id']}: {record['scope'] or 'no topic'} ({record['confidence']:.0%}{sure}), {record['language']}"
        f"{f'; by: {words}' if words else ''}"
    )


def _show(record: Mapping[str, Any]) -> None:
    for line in _lines(record):
        output.text(line)


def _lines(record: Mapping[str, Any]) -> Iterator[str]:
    yield f"── {record['file']}"
    if record["error"]:
        yield record["error"]
        return
    yield f"{'From':<12}{one_line(record['from_name'])} <{one_line(record['from_email'])}>"
    yield f"{'Subject':<12}{one_line(record['subject'])}"
    yield f"{'Date':<12}{record['date'].isoformat(' ', 'minutes') if record['date'] else 'none'}"
    yield f"{'Kind':<12}{record['kind']} ({record['kind_rule']})"
    yield f"{'Read as':<12}{_sentence({**record, 'id': record['language']})}" if record["kind"] == Kind.OPINION else ""
    if record["attachments"]:
        yield f"{'Attached':<12}{', '.join(record['attachments'])}"
    if record["defects"]:
        yield f"{'Defects':<12}{', '.join(record['defects'])}"
    yield f"\n{record['text'] or record['attachment_text']}\n"
