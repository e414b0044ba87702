"""Mails as a browser shows them, on a phone, a tablet and a desk, by day and by night."""

from datetime import date
from pathlib import Path

import pytest

from skrzynka.digest.closing import closing
from skrzynka.digest.daily import daily
from skrzynka.digest.render import render
from skrzynka.settings import Settings
from skrzynka.store.questions import Counts
from skrzynka.tests.chromium import AXE, asked
from skrzynka.tests.digest.invented import DAY, HOSTILE, LONG, MORNING, WELL, mail, total

pytestmark = pytest.mark.chromium
MAILS = [*DAY, mail(90, LONG, needs_review=True), mail(91, HOSTILE), mail(92, "x" * 300, subject="y" * 300)]
FITS = (
    "({dark: matchMedia('(prefers-color-scheme: dark)').matches, width: innerWidth,"
    " beyond: document.documentElement.scrollWidth - document.documentElement.clientWidth})"
)
RULES = "{runOnly: ['color-contrast', 'image-alt', 'link-name', 'html-has-lang', 'document-title']}"


def pages(settings: Settings) -> list[str]:
    told = daily(
        settings, date(2022, 6, 1), MAILS, total(MAILS), Counts(), covers_from=None, covers_to=MORNING, condition=WELL
    )
    summed = closing(settings, MAILS, total(MAILS), Counts(), covers_to=MORNING)
    return [render(each, "pl").html for each in (told, summed)]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1200])
def test_nothing_runs_off_the_screen_and_everything_can_be_read(
    settings: Settings, tmp_path: Path, width: int, dark: bool
) -> None:
    for page in pages(settings):
        shown, wrong = asked(tmp_path, page, f"Promise.all([{FITS}, {AXE.format(RULES)}])", width=width, dark=dark)
        assert shown == {"dark": dark, "width": width, "beyond": 0}
        assert wrong == []
