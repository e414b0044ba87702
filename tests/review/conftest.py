"""Windows on a small consultation, worked by Textual's own pilot on a screen of 80 by 24."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from skrzynka.classify.records import Evidence
from skrzynka.commands.redacting import mask_names
from skrzynka.review.publishing import PublicWindow
from skrzynka.review.tagging import TagWindow
from skrzynka.review.window import Window
from skrzynka.review.work import Work, doubtful, unpublished
from skrzynka.settings import Settings, parse, shipped
from skrzynka.store.ledger import Ledger
from skrzynka.store.records import Entry, Kind, State, TagNote
from skrzynka.tests.store.invented import NOW, filled, opinion

Press = Callable[..., str]
NAMED = {"enter", "escape", "space", "slash", "tab", "down", "question_mark"}

LETTER = """Dzień dobry,
na boisku przy szkole nie ma światła. Prosimy o lampy na boisku do zimy.
Anna Kowalska, tel. 601 234 567"""
DOUBT = TagNote(
    scope="konflikty",
    secondary=None,
    confidence=0.41,
    needs_review=True,
    evidence=(Evidence("boisku", "konflikty", 0.7),),
    ranking=(("konflikty", 0.41), ("edukacja", 0.33), (None, 0.26)),
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The consultation that ships."""
    return parse(shipped(), "config.toml", tmp_path)


@pytest.fixture
def ledger(settings: Settings) -> Iterator[Ledger]:
    """Three opinions in doubt, one that is none, and one whose tag stands."""
    with Ledger.open(settings.store_url) as opened:
        filled(
            opened,
            doubtful_opinion(1, 0.6, quoted="Czy mają Państwo uwagi?\nProsimy o list."),
            doubtful_opinion(2, 0.41, text=LETTER, from_name="Anna Kowalska", subject="Światło"),
            doubtful_opinion(3, 0.5),
            opinion(4, kind=Kind.SPAM, state=State.OTHER, tag=None, needs_review=True),
            opinion(5),
        )
        yield opened


def doubtful_opinion(number: int, sure: float, **changes: Any) -> Entry:
    """An opinion whose tag waits for a person."""
    return opinion(number, tag=replace(DOUBT, confidence=sure), needs_review=True, **changes)


@pytest.fixture
def tags(settings: Settings, ledger: Ledger) -> TagWindow:
    """The queue of tags."""
    return TagWindow(Work(ledger, doubtful, "anna", lambda: NOW), settings.consultation.zone, settings.scope_records)


@pytest.fixture
def masks(settings: Settings, ledger: Ledger) -> PublicWindow:
    """The queue of texts for the public."""
    work = Work(ledger, unpublished, "anna", lambda: NOW)
    return PublicWindow(work, settings.consultation.zone, mask_names(settings))


@pytest.fixture
def press() -> Press:
    """Open a window, press keys (a name, or letters one after the other), and say what is on the screen then."""

    def pressed(window: Window, *keys: str, size: tuple[int, int] = (80, 24)) -> str:
        async def work() -> str:
            async with window.run_test(size=size) as pilot:
                await pilot.pause()
                for key in keys:
                    await pilot.press(*([key] if key in NAMED else key))
                    await pilot.pause()
                return "\n".join(strip.text.rstrip() for strip in window.screen._compositor.render_strips())

        return asyncio.run(work())

    return pressed
