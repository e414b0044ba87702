"""The report as plain data with all its sentences written, for templates that know no language. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from skrzynka.digest.phrases import Phrases
from skrzynka.digest.ranges import ranges
from skrzynka.digest.words import Words
from skrzynka.report.records import Bar, Method, Report, Row, Section


def plain(report: Report, words: Words) -> dict[str, Any]:
    """The report; ``front`` is false in a volume that holds opinions only, ``part`` names it."""
    p, t = Phrases(words), words.text
    dates, by_day = report.consultation, days(report, words)
    charts = (
        (t("by_scope"), t("sheet_scope"), report.by_scope),
        (t("by_channel"), t("sheet_channel"), report.by_channel),
        (t("by_language"), t("sheet_language"), report.by_language),
        (t("by_day"), t("report_day"), by_day),
        (t("report_decisions"), t("sheet_decision"), report.decided),
    )
    about = {"opens": words.day(dates.opens), "closes": words.day(dates.closes)}
    return {
        "lang": words.language,
        "title": t("report_title", name=dates.name),
        "kind": t("report_kind_public" if report.public else "report_kind_internal"),
        "subject": dates.subject,
        "organiser": dates.organiser,
        "dates": p.dates(dates),
        "notes": list(_notes(report, words)),
        "about": t("report_about_text", organiser=dates.organiser, subject=dates.subject, **about),
        "figures": [
            {"count": report.opinions, "name": words.noun(report.opinions, "opinion")},
            {"count": report.senders, "name": t("report_senders")},
            {"count": report.texts, "name": words.noun(report.texts, "text")},
            {"count": len(report.by_language), "name": t("report_languages")},
        ],
        "charts": [{"title": title, "heading": head, "bars": _plain(numbers)} for title, head, numbers in charts],
        "sections": [_section(section, words) for section in report.sections],
        "method": list(method(report, words)),
        "taggers": _plain(report.method.taggers),
        "privacy": report.privacy,
        "made": t("report_made", program=report.method.program, moment=words.moment(report.made_at)),
        "front": True,
        "part": "",
        "words": {key: t(f"report_{key}") for key in _HEADINGS}
        | {key: t(f"sheet_{key}") for key in ("number", "decision", "justification")},
    }


_HEADINGS = (
    "about", "contents", "numbers", "opinions", "opinion", "postulates", "postulates_note", "table", "method",
    "taggers", "tagger", "privacy", "summary", "summary_note",
)  # fmt: skip


def _section(section: Section, words: Words) -> dict[str, Any]:
    p, t = Phrases(words), words.text
    decided = "; ".join(f"{bar.name}: {bar.count}" for bar in section.decided if bar.count)
    return {
        "name": p.scope(section.scope),
        "counted": f"{words.count(section.opinions, 'opinion')}. {decided}".strip(),
        "postulates": [
            {
                "quote": each.quote,
                "language": each.language,
                "note": t(
                    "report_postulate",
                    opinions=words.count(len(each.numbers), "opinion"),
                    number=each.number,
                    numbers=ranges(each.numbers),
                ),
            }
            for each in section.postulates
        ],
        "summary": section.summary,
        "single": t("report_single", opinions=words.count(section.single, "opinion")) if section.single else "",
        "rows": [_row(row, words) for row in section.rows],
    }


def _row(row: Row, words: Words) -> dict[str, str]:
    return {
        "number": str(row.number),
        "letters": words.count(len(row.numbers), "letter") if len(row.numbers) > 1 else "",
        "language": row.language,
        "channel": f"{words.text('sheet_channel')}: {row.channel}" if row.channel else "",
        "text": words.text("report_hidden_text") if row.text is None else row.text,
        "decision": row.decision or "–",
        "justification": row.justification,
        "unit": row.unit,
    }


def _notes(report: Report, words: Words) -> Iterator[str]:
    if not report.public:
        yield words.text("report_internal_note")
    for count, key in ((report.undecided, "report_undecided"), (report.hidden, "report_hidden")):
        if count:
            yield words.text(key, opinions=words.count(count, "opinion"))


def method(report: Report, words: Words) -> Iterator[str]:
    """The paragraphs of the annex."""
    made, t = report.method, words.text
    yield t("report_method_text")
    yield Phrases(words).total(made.total)
    yield t("report_people", people=made.by_people, waiting=made.waiting, opinions=report.opinions)
    yield from _tested(made, words)
    if made.summariser:
        yield t("report_summaries", model=made.summariser)
    if made.campaigns:
        yield t("report_campaigns", campaigns=made.campaigns)
    if made.other:
        yield f"{t('report_other')} {', '.join(f'{bar.count} {bar.name}' for bar in made.other)}."


def _tested(made: Method, words: Words) -> Iterator[str]:
    """How well the machine did, which readers of the report may judge it by."""
    if made.tested:
        opinions = words.count(made.tested.opinions, "opinion")
        drawn = words.text("report_drawn", of=made.tested.of) if made.tested.of > made.tested.opinions else ""
        shares = {name: words.percent(getattr(made.tested, name)) for name in ("untaught", "taught")}
        yield words.text("report_tested", opinions=opinions, drawn=drawn, **shares)
    for each in made.agreed:
        key = "report_agreed_people" if each.people > 1 else "report_agreed_machine"
        yield words.text(key, opinions=words.count(each.opinions, "opinion"), kappa=words.number(each.kappa, 2))


def days(report: Report, words: Words) -> tuple[Bar, ...]:
    """Opinions by day, for a chart."""
    return tuple(Bar(words.short_day(day), count) for day, count in report.by_day)


def _plain(numbers: Iterable[Bar]) -> list[Mapping[str, Any]]:
    return [{"name": bar.name, "count": bar.count} for bar in numbers]
