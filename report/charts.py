"""Charts as SVG, drawn from numbers alone; the same numbers stand beside them as a table."""

from collections.abc import Sequence

from markupsafe import Markup

from skrzynka.report.records import Bar

_WIDTH, _ROW, _LABEL, _COUNT = 640, 24, 150, 56
_COLOUR = "#1c5d9f"


def bars(numbers: Sequence[Bar], title: str) -> Markup:
    """Horizontal bars, each with a short name and its count; the whole names stand in the table beside it."""
    most = max((bar.count for bar in numbers), default=0)
    height = _ROW * len(numbers) + 4
    drawn = Markup("").join(_bar(at, bar, most) for at, bar in enumerate(numbers))
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{title}" viewBox="0 0 {width} {height}">'
        "<title>{title}</title>{drawn}</svg>"
    ).format(title=title, width=_WIDTH, height=height, drawn=drawn)


def _bar(at: int, bar: Bar, most: int) -> Markup:
    long = round((_WIDTH - _LABEL - _COUNT) * bar.count / most) if most else 0
    return Markup(
        '<text x="{label}" y="{base}" font-size="13" text-anchor="end" fill="#1a2633">{name}</text>'
        '<rect x="{start}" y="{y}" width="{long}" height="{high}" rx="2" fill="{colour}"/>'
        '<text x="{after}" y="{base}" font-size="13" font-weight="600" fill="#1a2633">{count}</text>'
    ).format(
        label=_LABEL - 8, base=at * _ROW + 17, name=bar.short, start=_LABEL, y=at * _ROW + 4, long=max(long, 1),
        high=_ROW - 7, colour=_COLOUR, after=_LABEL + long + 6, count=bar.count,
    )  # fmt: skip
