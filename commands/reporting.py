"""The command that writes the official report."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skrzynka import SkrzynkaError
from skrzynka.commands import context, output
from skrzynka.neutral import one_line
from skrzynka.settings import INTERFACE_LANGUAGES, Settings
from skrzynka.store.questions import MailFilter
from skrzynka.tongue import count, say

if TYPE_CHECKING:
    from skrzynka.digest.words import Words
    from skrzynka.report.records import Report
    from skrzynka.store.ledger import Ledger


class Form(StrEnum):
    """What the report is written as."""

    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"
    XLSX = "xlsx"
    CSV = "csv"


def report(
    ctx: typer.Context,
    forms: Annotated[
        str, typer.Option("--format", metavar="FORMS", help="html, docx, pdf, xlsx, csv; several with commas.")
    ] = "html",
    public: Annotated[
        bool, typer.Option("--public/--internal", help="Only texts that a person confirmed for the public, or all.")
    ] = False,
    language: Annotated[str | None, typer.Option(help="pl, uk or en; else that of the digests.")] = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder for the files.")] = Path(),
    config: context.Config = None,
) -> None:
    """Write the report: what was consulted, who took part, what people asked for, what was decided and why.

    Example: skrzynka report --format html,pdf,xlsx --out report
    """
    wanted = _forms(forms)
    with context.ledger(ctx, config) as (chosen, ledger):
        said = _words(chosen, language)
        made = _composed(chosen, ledger, said, public=public)
    name = f"report-{'public' if public else 'internal'}-{said.language}"
    for form in wanted:
        content = _written(made, said, form, chosen)
        path = out / f"{name}.{form}"
        try:
            out.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError as error:
            raise SkrzynkaError(f"--out {one_line(str(path))}: cannot be written ({error.strerror})") from error
        opinions = count(made.opinions, "opinion", "opinions")
        output.text(
            say(
                "{file}: {opinions}; not decided: {undecided}; without their text: {hidden}",
                file=path,
                opinions=opinions,
                undecided=made.undecided,
                hidden=made.hidden,
            )
        )


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


def _composed(chosen: Settings, ledger: "Ledger", said: "Words", *, public: bool) -> "Report":
    from skrzynka.classify import model, vectors
    from skrzynka.report.compose import Source, compose

    table = vectors.load()
    texts = ledger.public_texts() if public else None
    if texts:
        _refuse_leaks(texts)
    source = Source(ledger.mails(MailFilter()), ledger.campaigns(), ledger.sum(), texts)
    return compose(chosen, source, said, (table, model.read(table).word_rarity), context.now())


def _refuse_leaks(texts: dict[int, str]) -> None:
    from skrzynka.redact.leaks import leaks

    if found := leaks(texts.items()):
        rows = "; ".join(f"{leak.number} ({leak.kind})" for leak in found[:20])
        raise SkrzynkaError(
            f"--public: something personal is left in {rows}; `skrzynka redact N --mask WORDS --accept`"
        )


def _written(made: "Report", said: "Words", form: Form, chosen: Settings) -> bytes:
    from skrzynka.report import render, tables

    match form:
        case Form.HTML:
            return render.html(made, said)
        case Form.PDF:
            return render.pdf(made, said)
        case Form.DOCX:
            return render.docx(made, said, chosen.docx_template)
        case Form.XLSX:
            return tables.xlsx(made, said)
        case _:
            return tables.csv_(made, said)
