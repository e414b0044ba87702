"""The report as a self-contained web page."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from skrzynka.digest.phrases import Phrases
from skrzynka.digest.ranges import ranges
from skrzynka.digest.words import Words
from skrzynka.report.charts import bars
from skrzynka.report.plain import days, method
from skrzynka.report.records import Report


def html(report: Report, words: Words) -> bytes:
    """One file that asks nothing of the network."""
    phrases = Phrases(words)
    values = {
        "r": report,
        "w": words,
        "t": words.text,
        "n": words.count,
        "name": phrases.scope,
        "chart": bars,
        "ranges": ranges,
        "dates": phrases.dates(report.consultation),
        "days": days(report, words),
        "method": list(method(report, words)),
    }
    return _environment().get_template("report.html").render(values).encode()


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("skrzynka"),
        autoescape=select_autoescape(("html",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
