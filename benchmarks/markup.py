"""HTML mails to text: what each library keeps, what it shows that nobody sees, and how long it takes.

    python benchmarks/markup.py

Needs `pip install html2text inscriptis html-text beautifulsoup4` beside Skrzynka; what is missing is left out.
"""

import multiprocessing
import time
from collections.abc import Callable
from queue import Empty

KEPT = [
    # (what it is, HTML, the text that a person sees: words apart by any white space, lines apart by a line end)
    ("paragraphs", "<p>Raz.</p><p>Dwa.</p>", "Raz.\nDwa."),
    ("divs", "<div>Raz.</div><div>Dwa.</div>", "Raz.\nDwa."),
    ("line breaks", "Raz.<br>Dwa.<br/>Trzy.", "Raz.\nDwa.\nTrzy."),
    ("a list", "<ul><li>kino<li>park</ul>", "- kino\n- park"),
    ("a numbered list", "<ol><li>kino</li><li>park</li></ol>", "1. kino\n2. park"),
    ("a link's words", 'Zob. <a href="https://x.example/a?b=c">nasza strona</a>.', "Zob. nasza strona."),
    ("table cells", "<table><tr><td>pon.</td><td>8:00</td></tr><tr><td>wt.</td><td>9:00</td></tr></table>",
     "pon. 8:00\nwt. 9:00"),
    ("words in pieces", "<b>Prze</b>d<i>szkole</i>", "Przedszkole"),
    ("entities", "Caf&eacute; &amp; k&oacute;łko &#8212; &lt;tak&gt;", "Café & kółko — <tak>"),
    ("preformatted", "<pre>raz\ndwa</pre>", "raz\ndwa"),
    ("Outlook paragraphs", "<p class=MsoNormal>Raz<o:p></o:p></p><p class=MsoNormal>Dwa<o:p></o:p></p>", "Raz\nDwa"),
    ("broken tags", "<p>Raz<b>dwa</p><div>Trzy</i>", "Razdwa\nTrzy"),
]  # fmt: skip
HIDDEN = [
    ("script", "Tekst<script>var TAJNE = 1</script>"),
    ("style", "<style>.TAJNE{color:red}</style>Tekst"),
    ("title", "<html><head><title>TAJNE</title></head><body>Tekst</body></html>"),
    ("comment", "Tekst<!-- TAJNE -->"),
    ("Outlook's conditional comment", "<!--[if gte mso 9]><xml>TAJNE</xml><![endif]-->Tekst"),
    ("preheader", '<div style="display:none;max-height:0">TAJNE</div>Tekst'),
    ("hidden by a class", "<style>.x{display:none}</style><p class=x>TAJNE</p>Tekst"),
    ("white on white", '<span style="color:#ffffff">TAJNE</span>Tekst'),
    ("size nought", '<span style="font-size:0px">TAJNE</span>Tekst'),
    ("tracking picture", 'Tekst<img src="https://x.example/TAJNE" width=1 height=1>'),
]
HOSTILE = {
    "10,000 deep": "<div>" * 10_000 + "x",
    "1 MB of tables": "<table><tr><td>a</td></tr></table>" * 30_000,
    "20 MB": "<p>słowo słowo</p>" * 1_100_000,
}
SECONDS = 30


def readers() -> dict[str, Callable[[str], str]]:
    """The libraries that are installed."""
    found: dict[str, Callable[[str], str]] = {}
    try:
        import html2text

        maker = html2text.HTML2Text(bodywidth=0)
        maker.ignore_links = maker.ignore_images = maker.ignore_emphasis = True
        found["html2text"] = maker.handle
    except ImportError:
        pass
    try:
        from inscriptis import get_text

        found["inscriptis"] = get_text
    except ImportError:
        pass
    try:
        from html_text import extract_text

        found["html-text"] = extract_text
    except ImportError:
        pass
    try:
        from bs4 import BeautifulSoup

        found["beautifulsoup4"] = lambda html: BeautifulSoup(html, "html.parser").get_text("\n")
    except ImportError:
        pass
    from skrzynka.intake.html import to_text

    return {**found, "ours": to_text}


def lines(text: str) -> list[str]:
    return [" ".join(line.replace("*", "-").split()) for line in text.split("\n") if line.strip()]


def seconds(name: str, html: str, said: "multiprocessing.Queue[float]") -> None:
    start = time.perf_counter()
    readers()[name](html)
    said.put(time.perf_counter() - start)


def bounded(name: str, html: str) -> str:
    """The time that a reader takes, in a process that may crash or be ended."""
    said: multiprocessing.Queue[float] = multiprocessing.Queue()
    process = multiprocessing.Process(target=seconds, args=(name, html, said))
    process.start()
    process.join(SECONDS)
    if process.is_alive():
        process.kill()
        return f"over {SECONDS} s"
    try:
        return f"{said.get(timeout=1):.2f} s"
    except Empty:
        return "fails"


def main() -> None:
    print(f"{'':16}{'kept':>8}{'hidden':>8}" + "".join(f"{name:>16}" for name in HOSTILE))
    for name, read in readers().items():
        lost = [what for what, html, text in KEPT if lines(read(html)) != lines(text)]
        shown = [what for what, html in HIDDEN if "TAJNE" in read(html)]
        times = [bounded(name, html) for html in HOSTILE.values()]
        row = f"{name:16}{len(KEPT) - len(lost):>5}/{len(KEPT)}{len(HIDDEN) - len(shown):>5}/{len(HIDDEN)}"
        print(row + "".join(f"{one:>16}" for one in times) + f"   {', '.join(lost + shown)}")


if __name__ == "__main__":
    main()
