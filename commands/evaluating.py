"""The command that shows how well opinions are tagged: on mails of a file, or on those that staff decided on."""

from dataclasses import asdict
from functools import partial
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skrzynka import SkrzynkaError
from skrzynka.commands import context, output
from skrzynka.neutral import one_line

if TYPE_CHECKING:
    from skrzynka.classify.confirmed import Agreement, StaffFigures
    from skrzynka.classify.measure import Figures
    from skrzynka.commands.labelled import Labelled
    from skrzynka.settings import Settings
    from skrzynka.store.ledger import Ledger


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
    if not staff:
        _file(context.settings(ctx, config), file, as_json=as_json)
        return
    with context.ledger(ctx, config) as (chosen, ledger):
        figures = measured(chosen, ledger)
    _staff(figures, as_json=as_json)


def measured(chosen: "Settings", ledger: "Ledger", most: int | None = None) -> "StaffFigures":
    """The figures on what staff tagged (of ``most`` opinions, evenly drawn), and of what people tagged blind."""
    from skrzynka.classify.confirmed import staff_figures
    from skrzynka.intake.lessons import blind, confirmed

    return staff_figures(partial(context.taught_by, chosen), confirmed(ledger), blind(ledger), most)


def _file(chosen: "Settings", file: Path | None, *, as_json: bool) -> None:
    from skrzynka.classify.evaluate import by
    from skrzynka.classify.measure import measure

    known = _labelled(chosen, file)
    classifier = context.classifier(chosen)
    figures = measure(by(classifier, known.mails), classifier.version)
    if as_json:
        output.json_line({"of": "texts", **_plain(figures), "left_out": known.left_out})
        return
    _print(figures)
    if known.left_out:
        output.text(f"left out: {known.left_out} mails of kinds that headers tell, such as autoreply")


def _labelled(chosen: "Settings", file: Path | None) -> "Labelled":
    from skrzynka.commands.labelled import labelled

    if file:
        return labelled(file, chosen)
    with as_file(files("skrzynka").joinpath("samples", "expected.jsonl")) as samples:
        return labelled(samples, chosen)


def _staff(found: "StaffFigures", *, as_json: bool) -> None:
    from skrzynka.classify.confirmed import FEWEST

    few = f"staff tagged {found.opinions} opinions; {FEWEST} are the least that tell anything"
    if found.untaught is None and not found.agreements:
        raise SkrzynkaError(f"--staff: {few}")
    if found.untaught is None and not as_json:
        output.text(few)
    for title, figures in (("untaught", found.untaught), ("taught", found.taught)):
        if figures and as_json:
            output.json_line({"of": title, **_plain(figures)})
        elif figures:
            output.text(f"── {_TITLES[title]}")
            _print(figures)
    for each in found.agreements:
        _agreement(each, as_json=as_json)


_TITLES = {
    "untaught": "what staff tagged, by the tagger as it ships",
    "taught": "the same, each by a tagger that staff's other tags taught (cross-validation)",
}


def _agreement(found: "Agreement", *, as_json: bool) -> None:
    if as_json:
        output.json_line({"of": "agreement", **asdict(found)})
        return
    value = "has no value, for both said the same of all" if found.kappa is None else f"{found.kappa:.3f}"
    names = f"{one_line(found.one)} and {one_line(found.other)}"
    output.text(f"{names}, {found.texts} opinions tagged blind: Cohen's kappa {value}")


def _print(figures: "Figures") -> None:
    from skrzynka.classify.evaluate import report

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
