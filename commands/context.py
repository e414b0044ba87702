"""What most commands need first: the options they share, the settings, the ledger.

Nothing heavy is imported above: `skrzynka --help` and the completion of words in the shell wait for it.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from skrzynka import SkrzynkaError

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from skrzynka.classify.records import Classifier, Correction, Scope
    from skrzynka.intake.readers import Reader, Setup
    from skrzynka.settings import ChannelSettings, DecisionSettings, Settings
    from skrzynka.store.ledger import Ledger

Config = Annotated[
    Path | None,
    typer.Option("--config", metavar="PATH", help="The configuration; else $SKRZYNKA_CONFIG, else ./config.toml."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line, for other programs.")]


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


def login_name() -> str:
    """Who is at work, by the system; a container's user may have no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"


def settings(ctx: typer.Context, config: Path | None) -> Settings:
    """The configuration given after the command, before it, or found."""
    from skrzynka.settings import find, load

    return load(find(config or ctx.find_root().params.get("config")))


def own_settings(ctx: typer.Context, config: Path | None) -> Settings:
    """The configuration of a consultation of one's own: its store lies beside it."""
    from skrzynka.settings import load

    return load(own_file(ctx, config))


def own_file(ctx: typer.Context, config: Path | None) -> Path:
    """Where that configuration lies."""
    from skrzynka.settings import find

    path = find(config or ctx.find_root().params.get("config"))
    if path is None:
        _no_configuration()
    return path


@contextmanager
def ledger(ctx: typer.Context, config: Path | None) -> Iterator[tuple[Settings, Ledger]]:
    """The settings and their ledger, open for the length of a command.

    The store lies beside the configuration, so a command that needs it needs a configuration of one's own.
    """
    from skrzynka.store.ledger import Ledger
    from skrzynka.store.sealing import seal_of

    chosen = own_settings(ctx, config)
    key = chosen.raw_key
    with Ledger.open(chosen.store_url, seal_of(key) if key else None) as opened:
        yield chosen, opened


def classifier(chosen: Settings, ledger: Ledger | None = None) -> Classifier:
    """The classifier of this consultation, with what staff taught it in a ledger."""
    from skrzynka.intake.lessons import corrections

    return taught_by(chosen, corrections(ledger) if ledger else ())


def taught_by(chosen: Settings, said: Sequence[Correction]) -> Classifier:
    """The classifier of this consultation, taught by some corrections, oldest first."""
    from skrzynka import models
    from skrzynka.classify import teach

    scopes = chosen.scope_records
    return models.load(scopes, chosen.consultation.languages, teach(scopes, said), chosen.own_models)


SchedulerOption = Annotated[
    str | None,
    typer.Option("--scheduler", metavar="ADDRESS", help="Read on a Dask cluster of your own, such as tcp://host:8786."),
]


@contextmanager
def reader(chosen: Settings, ledger: Ledger, scheduler: str | None = None) -> Iterator[Reader]:
    """What reads mails for a command that stores them: processes of their own, ended with it; or a cluster's."""
    from skrzynka.intake.readers import ReaderApart

    def start(setup: Setup) -> Executor:
        return _executor(setup, scheduler)

    with closing(ReaderApart(lambda: _setup(chosen, ledger), start)) as opened:
        yield opened


@contextmanager
def readers(chosen: Settings, ledger: Ledger, scheduler: str | None = None) -> Iterator[Executor]:
    """The same processes, for whatever they can do."""
    with _executor(_setup(chosen, ledger), scheduler) as opened:
        yield opened


def _executor(setup: Setup, scheduler: str | None) -> Executor:
    from skrzynka.intake.cluster import on_cluster
    from skrzynka.intake.readers import processes

    return on_cluster(scheduler, setup) if scheduler else processes(setup)


def _setup(chosen: Settings, ledger: Ledger) -> Setup:
    from skrzynka.classify import teach
    from skrzynka.intake.lessons import corrections
    from skrzynka.intake.readers import Setup
    from skrzynka.intake.rules import rules_of

    taught = teach(chosen.scope_records, corrections(ledger))
    return Setup(chosen.scope_records, chosen.consultation.languages, rules_of(chosen), taught, chosen.own_models)


def scope_of(chosen: Settings, text: str) -> Scope | None:
    """The scope that a person names by its key or number; None for ``none``."""
    if text == "none":
        return None
    for scope in chosen.scope_records:
        if text in (scope.key, str(scope.number)):
            return scope
    known = ", ".join(f"{scope.number} {scope.key}" for scope in chosen.scope_records)
    raise SkrzynkaError(f"scope {text!r}: there is no such scope; write one of: {known}, none")


def decision_of(chosen: Settings, text: str) -> DecisionSettings:
    """The decision that a person names by its key."""
    for decision in chosen.decisions:
        if decision.key == text:
            return decision
    known = ", ".join(decision.key for decision in chosen.decisions)
    raise SkrzynkaError(f"decision {text!r}: there is no such decision; write one of: {known}")


def channel_of(chosen: Settings, text: str) -> ChannelSettings:
    """The channel that a person names by its key."""
    for channel in chosen.channels:
        if channel.key == text:
            return channel
    known = ", ".join(channel.key for channel in chosen.channels)
    raise SkrzynkaError(f"channel {text!r}: there is no such channel; write one of: {known}")


def _no_configuration() -> NoReturn:
    from skrzynka.settings import ConfigError

    raise ConfigError(
        "no config.toml here: run `skrzynka init`, go to the folder that holds one, or name it with --config"
    )
