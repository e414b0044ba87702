"""The command that writes the official report."""

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skrzynka import SkrzynkaError
from skrzynka.commands import context, output
from skrzynka.digest.enclosing import Enclosed
from skrzynka.neutral import one_line
from skrzynka.report.forms import Form
from skrzynka.settings import INTERFACE_LANGUAGES, Settings
from skrzynka.tongue import count, say

if TYPE_CHECKING:
    from skrzynka.digest.words import Words
    from skrzynka.report.records import Report
    from skrzynka.store.ledger import Ledger

log = logging.getLogger("skrzynka.report")

_MEASURED = 300
"""Opinions that the annex's figures are made of at most: learning from each part of more takes minutes."""


def report(
    ctx: typer.Context,
    forms: Annotated[
        str, typer.Option("--format", metavar="FORMS", help="html, docx, pdf, xlsx, csv; several with commas.")
    ] = "html",
    public: Annotated[
        bool, typer.Option("--public/--internal", help="Only texts that a person confirmed for the public, or all.")
    ] = False,
    language: Annotated[str | None, typer.Option(help="pl, uk or en; else that of the digests.")] = None,
    summaries: Annotated[
        bool, typer.Option("--summaries", help="With summaries by your own language model, marked as such.")
    ] = False,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder for the files.")] = Path(),
    config: context.Config = None,
) -> None:
    """Write the report: what was consulted, who took part, what people asked for, what was decided and why.

    Example: skrzynka report --format html,pdf,xlsx --out report
    """
    from skrzynka.commands.progress import progress
    from skrzynka.report import write

    wanted = _forms(forms)
    summarise = _summariser(context.own_settings(ctx, config), language) if summaries else lambda made: made
    with progress() as bar:
        task = bar.add_task("", total=None)
        with context.ledger(ctx, config) as (chosen, ledger):
            said = _words(chosen, language)
            made = summarise(_composed(chosen, ledger, said, context.now(), public=public))
        bar.update(task, total=write.count(made, wanted))
        paths: list[Path] = []
        for name, content in write.written(made, said, wanted, chosen.docx_template):
            paths.append(_kept(out / name, content))
            bar.advance(task)
    for path in paths:
        output.text(
            say(
                "{file}: {opinions}; not decided: {undecided}; without their text: {hidden}",
                file=path,
                opinions=count(made.opinions, "opinion", "opinions"),
                undecided=made.undecided,
                hidden=made.hidden,
            )
        )


def report_of(chosen: Settings, ledger: "Ledger", now: datetime) -> Enclosed:
    """The internal report's files for the closing summary, which goes out without them where they cannot be made."""
    from skrzynka.digest.words import words
    from skrzynka.report.enclose import enclosed

    said = words(chosen.digest.language)
    try:
        return enclosed(_composed(chosen, ledger, said, now, public=False), said, chosen)
    except Exception as error:  # noqa: BLE001  # the summary is worth more
        log.error("the closing summary goes out without the report: %s", type(error).__name__)
        return Enclosed(left_out=chosen.report.attach)


def _composed(chosen: Settings, ledger: "Ledger", said: "Words", now: datetime, *, public: bool) -> "Report":
    from skrzynka.commands.evaluating import measured
    from skrzynka.report.gather import gathered

    texts = ledger.public_texts() if public else None
    if texts:
        _refuse_leaks(texts)
    return gathered(chosen, ledger, said, now, measured(chosen, ledger, _MEASURED), texts)


def _kept(path: Path, content: bytes) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise SkrzynkaError(f"--out {one_line(str(path))}: cannot be written ({error.strerror})") from error
    return path


def _forms(text: str) -> list[Form]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts or any(part not in list(Form) for part in parts):
        raise typer.BadParameter(f"write one or more of: {', '.join(Form)}", param_hint="--format")
    return [Form(part) for part in dict.fromkeys(parts)]


def _words(chosen: Settings, language: str | None) -> "Words":
    from skrzynka.digest.words import words

    code = language or chosen.digest.language
    if code not in INTERFACE_LANGUAGES:
        raise SkrzynkaError(f"--language {one_line(code)}: write one of: {', '.join(INTERFACE_LANGUAGES)}")
    return words(code)


def _summariser(chosen: Settings, language: str | None) -> Callable[["Report"], "Report"]:
    from skrzynka.models.summary import Summary
    from skrzynka.report.summaries import summarised

    ask, code = Summary(chosen.own_models), _words(chosen, language).language
    return lambda made: summarised(made, ask, ask.model, code)


def _refuse_leaks(texts: dict[int, str]) -> None:
    from skrzynka.redact.leaks import leaks

    if found := leaks(texts.items()):
        rows = "; ".join(f"{leak.number} ({leak.kind})" for leak in found[:20])
        raise SkrzynkaError(
            f"--public: something personal is left in {rows}; `skrzynka redact N --mask WORDS --accept`"
        )
