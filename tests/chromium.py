"""A real browser that is asked one question about a page."""

import html
import json
import re
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any

from skrzynka.tests.servers import program

AXE = "axe.run({}).then(r => r.violations.map(v => [v.id, v.nodes.length]))"
"""A question to axe-core: the violations of some of its rules."""


def asked(folder: Path, page: str, question: str, *, width: int = 1000, dark: bool = False) -> Any:
    """What JavaScript answers about a page that is ``width`` pixels wide, with axe-core at hand.

    The page lies in a frame, for a window of the browser's cannot be made as narrow as a phone.
    """
    axe = files("axe_core_python").joinpath("axe.min.js").read_text("utf-8")
    tell = f"Promise.resolve({question}).then(r => {{ parent.document.title = JSON.stringify(r) }})"
    inner = page.replace(
        "</body>", f"<script>{axe}</script><script>addEventListener('load', () => {tell})</script></body>"
    )
    scheme = "dark" if dark else "light"
    outer = (
        f'<!doctype html><html style="color-scheme: {scheme}"><meta charset="utf-8"><title></title>'
        f'<iframe style="border:0;width:{width}px;height:4000px" srcdoc="{html.escape(inner)}"></iframe></html>'
    )
    (folder / "page.html").write_text(outer, "utf-8")
    done = subprocess.run(
        [program("chromium", "chromium"), "--headless", "--no-sandbox", "--disable-gpu",
         *(["--force-dark-mode"] if dark else []), f"--user-data-dir={folder / 'profile'}",
         "--virtual-time-budget=20000", "--window-size=1300,4200", "--dump-dom", str(folder / "page.html")],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    title = re.search(r"<title>(.*?)</title>", done.stdout, re.DOTALL)
    assert title
    assert title[1], "the browser gave no answer"
    return json.loads(html.unescape(title[1]))
